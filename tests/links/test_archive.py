"""The Wayback Machine, by a stand-in on loopback."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from loopback import Clock, Loopback, Reply, Request, loopback

from listlint.links.archive import snapshots
from listlint.links.settings import ArchiveSettings

GONE = "https://gone.example/page?a=1&b=ü#part"
STAMP = "20200102030405"
WEB = f"https://web.archive.org/web/{STAMP}/"


def closest(url: str, status: str = "200", available: object = True) -> Reply:
    found = {"status": status, "available": available, "url": url, "timestamp": STAMP}
    return Reply(200, {"url": "…", "archived_snapshots": {"closest": found}})


NOTHING = Reply(200, {"url": "…", "archived_snapshots": {}})


async def look(
    answer: Callable[[Request], Reply], *urls: str, **settings: Any
) -> tuple[dict[str, str], Clock, Loopback]:
    clock = Clock()
    async with loopback(answer, "archive.org") as client:
        found = await snapshots(
            urls, client, ArchiveSettings(**settings), sleep=clock.sleep, clock=clock
        )
    return {url: copy for url, copy in found.items() if copy}, clock, client


async def test_finds_the_snapshot() -> None:
    snapshot = f"http://web.archive.org/web/{STAMP}/http://www.gone.example:80/page/?a=1&b=%C3%BC"
    found, clock, client = await look(lambda _: closest(snapshot), GONE)
    assert found == {GONE: snapshot.replace("http:", "https:", 1)}
    assert clock.naps == []
    (request,) = client.requests
    asked = urlsplit(request.target)
    assert asked.path == "/wayback/available"
    assert parse_qs(asked.query) == {"url": [GONE], "timestamp": ["20231114221320"]}


async def test_keeps_its_distance_and_asks_once() -> None:
    urls = [f"https://{i}.example/" for i in range(10)]
    found, clock, client = await look(lambda _: NOTHING, *urls, *urls)
    assert found == {}
    assert clock.naps == [2.5] * 9, "24 a minute"
    assert len(client.requests) == 10


@pytest.mark.parametrize(
    "reply",
    [
        NOTHING,
        closest(WEB + GONE, status="404"),
        closest(WEB + GONE, available=False),
        closest(WEB + GONE, available="yes"),
        closest(f"https://evil.example/web/{STAMP}/https://gone.example/page"),
        closest(f"https://web.archive.org.evil.example/web/{STAMP}/https://gone.example/"),
        closest(f"https://web.archive.org@evil.example/web/{STAMP}/https://gone.example/"),
        closest(f"https://web.archive.org:8080/web/{STAMP}/https://gone.example/"),
        closest(f"javascript://web.archive.org/web/{STAMP}/https://gone.example/"),
        closest("https://web.archive.org/web/2020/https://gone.example/"),
        closest("https://web.archive.org/save/https://gone.example/"),
        closest(WEB + "https://other.example/page"),
        closest(WEB + "https://gone.example/page"),
        closest(WEB + "https://gone.example/a b"),
        closest(WEB + "https://gone.example/\n[x](y)"),
        closest(WEB + "https://gone.example/<script>"),
        closest(WEB + "https://gone.example/a|b"),
        closest(WEB + "https://gone.example/ü"),
        closest(""),
        Reply(200, {"archived_snapshots": {"closest": ["x"]}}),
        Reply(200, {"archived_snapshots": {"closest": {"available": True, "status": "200"}}}),
    ],
)
async def test_no_snapshot(reply: Reply) -> None:
    found, _, _ = await look(lambda _: reply, GONE)
    assert found == {}


@pytest.mark.parametrize(
    "reply",
    [
        Reply(500),
        Reply(302, b"", {"location": "https://evil.example/"}),
        Reply(200, b"<html>"),
        Reply(200, b"[" * 60_000),
        Reply(200, []),
        Reply(200, {"archived_snapshots": []}),
    ],
)
async def test_gives_up_after_three_failures(reply: Reply) -> None:
    urls = [f"https://{i}.example/" for i in range(10)]
    found, _, client = await look(lambda _: reply, *urls)
    assert found == {}
    assert len(client.requests) == 3


async def test_one_failure_costs_one_url() -> None:
    urls = [f"https://{i}.example/" for i in range(8)]
    replies = [Reply(500) if i % 2 else closest(f"{WEB}{url}") for i, url in enumerate(urls)]
    found, _, _ = await look(lambda _: replies.pop(0), *urls)
    assert list(found) == urls[::2]


@pytest.mark.parametrize("after", ["30", "Tue, 14 Nov 2023 22:13:50 GMT"])
async def test_waits_as_asked(after: str) -> None:
    replies = [Reply(429, b"", {"retry-after": after}), closest(WEB + "https://b.example/")]
    urls = ["https://a.example/", "https://b.example/"]
    found, clock, _ = await look(lambda _: replies.pop(0), *urls)
    assert list(found) == urls[1:]
    assert clock.naps == [30.0]


async def test_does_not_wait_for_an_hour() -> None:
    reply = Reply(503, b"", {"retry-after": "3600"})
    found, clock, client = await look(lambda _: reply, "https://a.example/", "https://b.example/")
    assert (found, clock.naps, len(client.requests)) == ({}, [], 1)


async def test_asks_only_for_pages() -> None:
    odd = ["mailto:a@b.example", "ftp://a.example/", "https://", "https://[x", "#part", "/x"]
    _, _, client = await look(lambda _: NOTHING, *odd)
    assert client.requests == []


async def test_another_archive() -> None:
    snapshot = f"https://archive.corp.example/web/{STAMP}/https://gone.example/page?a=1&b=%C3%BC"
    found, _, _ = await look(
        lambda _: closest(snapshot), GONE, snapshot_host="archive.corp.example"
    )
    assert found == {GONE: snapshot}
