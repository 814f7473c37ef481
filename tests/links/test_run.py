"""A whole run: what is asked, in which order, how politely, and what is remembered."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from github_world import TOKEN, Repo, World
from loopback import Request as ApiRequest
from servers import AUTHORITY, Asked, Farm, ask, farm, page, reply, server_context, settings, to

from listlint.entries.context import LintContext
from listlint.links import UrlPattern, check_links
from listlint.links.cache import open_store
from listlint.links.keys import keys_of
from listlint.links.policy import Hosts
from listlint.links.runner import check
from listlint.links.settings import (
    DAY,
    ArchiveSettings,
    GitHubServer,
    HostSettings,
    ProviderSettings,
    RemapRule,
    StoreSettings,
)
from listlint.linter.checklist import checklist
from listlint.linter.engine import lint
from listlint.markdown import parse
from listlint.rules.registry import shipped_rules
from listlint.urls.verdict import Evidence, Verdict, VerdictKind

ALIVE, GONE, REFUSED, SKIPPED, UNSURE = (
    VerdictKind.ALIVE,
    VerdictKind.DEAD,
    VerdictKind.BLOCKED,
    VerdictKind.SKIPPED,
    VerdictKind.UNKNOWN,
)
A, B = "http://a.example/", "http://b.example/"
NOW = 1_780_000_000.0


# --- The way in ------------------------------------------------------------------------------


def test_synchronous_and_importable_for_nothing() -> None:
    code = "import sys, listlint.links; print([m for m in ('aiohttp', 'pydantic', 'asyncio', "
    code += "'sqlite3', 'ssl') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_check_links_runs_a_loop_of_its_own() -> None:
    ready, over = threading.Event(), threading.Event()
    made: list[Farm] = []

    async def serve() -> None:
        async with farm({"/": page()}) as each:
            made.append(each)
            ready.set()
            await asyncio.to_thread(over.wait, 20)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert ready.wait(5)
    try:
        answers = check_links([A, A, B], settings(made[0]))
    finally:
        over.set()
        thread.join()
    assert list(answers.verdicts) == [A, B]
    assert not answers.problems
    assert not answers.interrupted
    assert answers.verdicts[A].checked_at is not None


def test_nothing_to_do() -> None:
    answers = check_links([], replace(settings(Farm()), cache=StoreSettings(enabled=False)))
    assert not answers.verdicts
    assert not answers.problems


async def test_settings_that_cannot_work_are_errors() -> None:
    bad: list[dict[str, Any]] = [
        {"exclude": (UrlPattern(regex="("),)},
        {"providers": ProviderSettings(enabled=("nobody",))},
    ]
    async with farm() as made:
        for more in bad:
            with pytest.raises(ValueError, match=r"regular expression|unknown provider"):
                await ask(made, A, **more)


class Watcher:
    def __init__(self) -> None:
        self.total = 0
        self.done: list[tuple[str, int]] = []
        self.hosts: list[Sequence[str]] = []

    def started(self, total: int) -> None:
        self.total = total

    def settled(self, verdict: Verdict, done: int) -> None:
        self.done.append((verdict.url, done))

    def waiting(self, hosts: Sequence[str]) -> None:
        self.hosts.append(hosts)


async def test_watched() -> None:
    async def slow(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.8)
        writer.write(page())

    watcher = Watcher()
    async with farm({"/": page(), "/slow": slow}) as made:
        urls = [A, "mailto:a@b.example", "http://slow.example/slow"]
        await check(urls, settings(made), watcher)
    assert watcher.total == 3
    assert sorted(n for _, n in watcher.done) == [1, 2, 3]
    assert ["slow.example"] in watcher.hosts


# --- What is asked ---------------------------------------------------------------------------


async def test_exclusions() -> None:
    urls = [A, B, "http://x.b.example/", "http://notb.example/", "http://c.example/private/x"]
    exclude = (
        UrlPattern(host="b.example", reason="known to be slow"),
        UrlPattern(host="*.b.example"),
        UrlPattern(glob="*/private/*"),
        UrlPattern(glob="notb.example/*"),
        UrlPattern(regex=r"^http://a\.", until=date(2020, 1, 1)),
    )
    async with farm({"/": page()}) as made:
        answers = await ask(made, *urls, exclude=exclude)
    excluded = [url for url in urls if answers.verdicts[url].evidence is Evidence.EXCLUDED]
    assert excluded == [B, "http://x.b.example/", "http://c.example/private/x"]
    assert "known to be slow" in answers.verdicts[B].reason
    assert any("2020-01-01" in line for line in answers.notices)


async def test_inclusions() -> None:
    async with farm({"/": page()}) as made:
        answers = await ask(made, A, B, include=(UrlPattern(host="b.example"),))
    assert answers.verdicts[A].kind is SKIPPED
    assert answers.verdicts[B].kind is ALIVE


async def test_badges_are_skipped_unless_they_are_included() -> None:
    badge = "https://img.shields.io/github/stars/acme/widget"
    async with farm() as made:
        answers = await ask(made, badge)
        assert answers.verdicts[badge].kind is SKIPPED
        assert not made.asked
        include = (UrlPattern(host="img.shields.io"),)
        assert (await ask(made, badge, include=include)).verdicts[badge].kind is not SKIPPED


async def test_remap() -> None:
    async with farm({"/new/x": page()}) as made:
        url = "https://production.example/x"
        rule = RemapRule(
            regex=r"^https://production\.example/(.*)", to=r"http://staging.example/new/\1"
        )
        answers = await ask(made, url, remap=(rule,))
    assert answers.verdicts[url].kind is ALIVE
    assert [a.host for a in made.asked] == ["staging.example"]


async def test_https_probe(tmp_path: Path) -> None:
    AUTHORITY.cert_pem.write_to_path(str(tmp_path / "ca.pem"))

    def moved(asked: Asked) -> bytes:
        return page() if asked.path == "/secure" else to("https://c.example/secure")

    def upgraded(asked: Asked) -> bytes:
        return page() if asked.secure else to("https://d.example/")

    names = [f"{letter}.example" for letter in "abcd"]
    routes = {
        "a.example/": page("<title>Same</title>"),
        "b.example/": [page("<title>One</title>"), page("<title>Other</title>")],
        "c.example/": moved,
        "/secure": page(),
        "d.example/": upgraded,
    }
    async with farm(routes, tls=server_context(*names)) as made:
        urls = [A, B, "http://c.example/", "http://d.example/"]
        answers = await ask(made, *urls, https=True, ca_file=str(tmp_path / "ca.pem"))
        asked = Counter(a.host for a in made.asked)
    https = {url: answers.verdicts[url].https for url in urls}
    assert https == {A: True, B: False, "http://c.example/": None, "http://d.example/": True}
    assert asked["a.example"] == 2
    assert asked["c.example"] == 2


async def test_https_is_not_probed_unasked() -> None:
    async with farm({"/": page()}) as made:
        assert (await ask(made, A)).verdicts[A].https is None
        assert len(made.asked) == 1


async def test_archive(tmp_path: Path) -> None:
    snapshot = "http://web.archive.org/web/20200101000000/http://a.example/x"
    closest = {"available": True, "status": "200", "url": snapshot, "timestamp": "20200101000000"}
    body = json.dumps({"archived_snapshots": {"closest": closest}})

    async def api(asked: Asked, writer: asyncio.StreamWriter) -> None:
        found = body if "example%2Fx" in asked.path else '{"archived_snapshots": {}}'
        writer.write(reply(200, found))

    routes = {"/wayback/available": api, "/": page()}
    async with farm(routes) as made:
        gone = "http://a.example/x"
        wayback = ArchiveSettings(api="http://archive.org/wayback/available")
        answers = await ask(made, gone, A, archive=True, snapshots=wayback)
        asked = [a for a in made.asked if a.host == "archive.org"]
        more = stored(tmp_path, archive=True, snapshots=wayback)
        await ask(made, gone, A, f"{B}y", **more)
        before = len(made.asked)
        later = {**more, "now": lambda: NOW + 3 * DAY}
        again = await ask(made, gone, A, f"{B}y", **later)
        looked = [a for a in made.asked[before:] if a.host == "archive.org"]
    assert again.verdicts[gone].archive_url == answers.verdicts[gone].archive_url
    assert not looked, "what was found, and what was not, is remembered"
    assert answers.verdicts[gone].archive_url == snapshot.replace("http:", "https:", 1)
    assert answers.verdicts[A].archive_url is None
    assert len(asked) == 1


# --- Politeness ------------------------------------------------------------------------------


async def test_few_connections_to_a_host_and_many_hosts_at_once() -> None:
    open_by_host: Counter[str] = Counter()
    most: Counter[str] = Counter()
    at_once = 0

    async def slow(asked: Asked, writer: asyncio.StreamWriter) -> None:
        nonlocal at_once
        open_by_host[asked.host] += 1
        most[asked.host] = max(most[asked.host], open_by_host[asked.host])
        at_once = max(at_once, sum(open_by_host.values()))
        await asyncio.sleep(0.02)
        open_by_host[asked.host] -= 1
        writer.write(page())

    async with farm({f"/{i}": slow for i in range(12)}) as made:
        urls = [f"http://h{h}.example/{i}" for h in range(8) for i in range(12)]
        await ask(made, *urls, per_host=3, concurrency=20)
    assert set(most.values()) == {3}
    assert 12 < at_once <= 20


async def test_connections_are_used_again() -> None:
    async with farm({f"/{i}": page() for i in range(50)}) as made:
        await ask(made, *(f"http://a.example/{i}" for i in range(50)), per_host=2)
    assert len(made.asked) == 50
    assert made.connections <= 2


async def test_requests_to_a_host_keep_their_distance() -> None:
    async with farm({f"/{i}": page() for i in range(8)}) as made:
        await ask(made, *(f"http://a.example/{i}" for i in range(8)), spacing=0.05)
    times = sorted(a.at for a in made.asked)
    assert times[-1] - times[0] > 5 * 0.05


async def test_a_limit_is_learned_and_others_are_not_held_up() -> None:
    """A host that allows 20 requests a second draws few 429s, and all its pages are found."""
    granted: list[float] = []
    refused = 0

    def limited(asked: Asked) -> bytes:
        nonlocal refused
        recent = [t for t in granted if asked.at - t < 0.5]
        if len(recent) >= 10:
            refused += 1
            return reply(429)
        granted.append(asked.at)
        return page()

    routes: dict[str, Any] = {f"slow.example/{i}": limited for i in range(40)}
    routes |= {f"/{i}": page() for i in range(40)}
    async with farm(routes) as made:
        slow = [f"http://slow.example/{i}" for i in range(40)]
        fast = [f"http://fast.example/{i}" for i in range(40)]
        answers = await ask(made, *slow, *fast, backoff=0.2, spacing=0.01)
        last_fast, last_slow = (
            max(asked.at for asked in made.asked if asked.host == host)
            for host in ("fast.example", "slow.example")
        )
    assert {v.kind for v in answers.verdicts.values()} == {ALIVE}
    assert refused < 20
    assert last_fast < last_slow


async def test_a_host_that_always_refuses_is_left_alone() -> None:
    async with farm({f"/{i}": reply(429) for i in range(60)}) as made:
        urls = [f"http://a.example/{i}" for i in range(60)]
        answers = await ask(made, *urls, backoff=0.01, per_host=2)
        asked = len(made.asked)
    assert {v.kind for v in answers.verdicts.values()} == {REFUSED}
    assert asked < 30


async def test_a_limit_in_headers_is_kept() -> None:
    """Hugging Face allows 100 pages in five minutes."""
    left = 4

    def limited(asked: Asked) -> bytes:
        nonlocal left
        left -= 1
        return page(ratelimit=f'"pages";r={max(left, 0)};t=290') if left >= 0 else reply(429)

    async with farm({f"/{i}": limited for i in range(20)}) as made:
        urls = [f"http://a.example/{i}" for i in range(20)]
        answers = await ask(made, *urls, per_host=1)
        assert len(made.asked) == 4
    assert [answers.verdicts[url].kind for url in urls] == [ALIVE] * 4 + [REFUSED] * 16


async def test_a_host_that_says_in_an_hour_is_left_alone() -> None:
    async with farm({f"/{i}": reply(429, retry_after="3600") for i in range(60)}) as made:
        urls = [f"http://a.example/{i}" for i in range(60)]
        answers = await ask(made, *urls, per_host=2)
        asked = len(made.asked)
    assert {v.kind for v in answers.verdicts.values()} == {REFUSED}
    assert asked < 10


# --- Is there a network? ---------------------------------------------------------------------


async def nowhere(host: str, port: int) -> Sequence[tuple[str, int]]:
    raise socket.gaierror(socket.EAI_AGAIN, "temporary failure")


async def nothing_found(host: str, port: int) -> Sequence[tuple[str, int]]:
    raise socket.gaierror(socket.EAI_NONAME, "no such host")


@pytest.mark.parametrize("resolve", [nowhere, nothing_found])
@pytest.mark.parametrize("count", [1, 2, 60])
async def test_no_network(resolve: Any, count: int) -> None:
    """Some systems say "no such host" when they mean "no network"."""
    urls = [f"http://h{i}.example/" for i in range(count)]
    answers = await ask(Farm(), *urls, "mailto:a@b.example", resolve=resolve)
    assert answers.problems
    assert set(answers.verdicts) == {*urls, "mailto:a@b.example"}
    assert {answers.verdicts[u].kind for u in urls} == {UNSURE}
    assert {answers.verdicts[u].evidence for u in urls} == {Evidence.LOCAL}
    assert answers.verdicts["mailto:a@b.example"].evidence is Evidence.SCHEME


async def test_a_list_of_dead_hosts_is_no_dead_network() -> None:
    async with farm() as made:
        urls = ["http://x.missing.example/", "http://y.missing.example/"]
        answers = await ask(made, *urls)
    assert not answers.problems
    assert {v.kind for v in answers.verdicts.values()} == {GONE}


async def test_a_network_that_goes_away_kills_no_link() -> None:
    async def fading(host: str, port: int) -> Sequence[tuple[str, int]]:
        if host == "a.example":
            return await made.resolve(host, port)
        raise socket.gaierror(socket.EAI_NONAME, "no such host")

    async with farm({"/": page()}) as made:
        answers = await ask(made, A, B, resolve=fading)
    assert answers.problems == ("no network: 1 link not checked",)
    assert answers.verdicts[A].kind is ALIVE
    assert answers.verdicts[B].evidence is Evidence.LOCAL


async def test_only_private_addresses_is_no_dead_network() -> None:
    urls = [f"http://10.0.0.{i}/" for i in range(30)]
    answers = await ask(Farm(), *urls)
    assert not answers.problems
    assert {v.evidence for v in answers.verdicts.values()} == {Evidence.PRIVATE}


# --- Memory ----------------------------------------------------------------------------------


def stored(path: Path, **more: Any) -> dict[str, Any]:
    return {"cache": StoreSettings(path=str(path / "links.sqlite")), "now": lambda: NOW, **more}


async def test_what_holds_is_not_asked_again(tmp_path: Path) -> None:
    async with farm({"/": page()}) as made:
        first = await ask(made, A, B, **stored(tmp_path))
        again = await ask(made, A, B, **stored(tmp_path))
        assert len(made.asked) == 2
        later = stored(tmp_path, now=lambda: NOW + 8 * DAY)
        await ask(made, A, B, **later)
        assert len(made.asked) == 4
        await ask(made, A, B, **{**later, "max_age": 0.0})
        assert len(made.asked) == 6
    assert not first.verdicts[A].cached
    assert again.verdicts[A].cached
    assert again.verdicts[A].kind is ALIVE
    assert not again.notices


async def test_conditional_requests(tmp_path: Path) -> None:
    def answer(asked: Asked) -> bytes:
        if asked.headers.get("if-none-match") == '"v1"':
            return reply(304, etag='"v1"')
        return page(etag='"v1"')

    async with farm({"/": answer}) as made:
        for days in (0, 8, 16):
            when = NOW + days * DAY
            answers = await ask(made, A, **stored(tmp_path, now=lambda when=when: when))
            assert answers.verdicts[A].kind is ALIVE
        sent = [a.headers.get("if-none-match") for a in made.asked]
    assert sent == [None, '"v1"', '"v1"']


async def test_failures_are_counted_and_never_dead(tmp_path: Path) -> None:
    async with farm({"/": reply(500)}) as made:
        found = []
        for day in range(5):
            when = NOW + day * DAY
            answers = await ask(made, A, **stored(tmp_path, now=lambda when=when: when))
            found.append(answers.verdicts[A])
    assert [v.failures for v in found] == [1, 2, 3, 4, 5]
    assert {v.kind for v in found} == {UNSURE}


async def test_max_links_takes_the_oldest(tmp_path: Path) -> None:
    urls = [f"http://h{i}.example/" for i in range(6)]
    async with farm({"/": page()}) as made:
        await ask(made, *urls[:2], **stored(tmp_path))
        later = stored(tmp_path, now=lambda: NOW + 30 * DAY, max_links=5)
        answers = await ask(made, *urls, **later)
        asked = [a.host for a in made.asked[2:]]
    assert set(asked) == {f"h{i}.example" for i in (2, 3, 4, 5)} | {"h0.example"}
    assert answers.verdicts[urls[1]].evidence is Evidence.MAX_LINKS


async def test_a_damaged_store_is_reported_and_costs_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "links.sqlite").write_bytes(b"SQLite format 3\0" + b"torn" * 400)
    async with farm({"/": page()}) as made:
        answers = await ask(made, A, **stored(tmp_path))
    assert answers.verdicts[A].kind is ALIVE
    assert any("broken" in line for line in answers.notices)


async def test_a_run_without_network_is_not_remembered(tmp_path: Path) -> None:
    more = stored(tmp_path)
    await ask(Farm(), A, **{**more, "resolve": nowhere})
    with open_store(more["cache"]) as store:
        assert not list(store.everything())
        assert not store.runs()


async def test_a_verdict_is_of_what_was_asked(tmp_path: Path) -> None:
    """Settings of one project do not hide dead links of another."""
    async with farm({"/": reply(404)}) as made:
        kinds = []
        for accept in ({}, {"a.example": frozenset({404})}, {}):
            answers = await ask(made, A, **stored(tmp_path, accept=accept))
            kinds.append((answers.verdicts[A].kind, answers.verdicts[A].cached))
    assert kinds == [(GONE, False), (ALIVE, False), (GONE, True)]


async def test_spellings_of_a_page_share_a_verdict(tmp_path: Path) -> None:
    async with farm({"/": page()}) as made:
        await ask(made, A, **stored(tmp_path))
        answers = await ask(made, "HTTP://A.example:80", **stored(tmp_path))
    assert answers.verdicts["HTTP://A.example:80"].cached
    assert answers.verdicts["HTTP://A.example:80"].url == "HTTP://A.example:80"


async def test_a_verdict_without_what_a_rule_needs_is_not_fresh(tmp_path: Path) -> None:
    AUTHORITY.cert_pem.write_to_path(str(tmp_path / "ca.pem"))

    def answer(asked: Asked) -> bytes:
        if asked.headers.get("if-none-match"):
            return reply(304, etag='"v1"')
        return page("<title>Same</title>", etag='"v1"')

    async with farm({"/": answer}, tls=server_context("a.example")) as made:
        more = {"ca_file": str(tmp_path / "ca.pem")}
        found = []
        for days, https in ((0, False), (0, True), (1, True), (9, True), (9, False)):
            when = NOW + days * DAY
            given = stored(tmp_path, now=lambda when=when: when, https=https)
            found.append((await ask(made, A, **given, **more)).verdicts[A])
    assert [v.cached for v in found] == [False, False, True, False, True]
    assert [v.https for v in found] == [None, True, True, True, True]


async def test_a_dead_link_lacks_nothing_of_a_page(tmp_path: Path) -> None:
    async with farm({"/": reply(404)}) as made:
        await ask(made, f"{A}#part", **stored(tmp_path))
        needs = stored(tmp_path, https=True, fragments=True)
        assert (await ask(made, f"{A}#part", **needs)).verdicts[f"{A}#part"].cached


async def test_a_token_that_is_there_now_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    routes, more = hub(World(Repo("acme/widget", archived=True)))
    routes["/acme/widget"] = page()
    url = "http://hub.example/acme/widget"
    async with farm(routes) as made:
        monkeypatch.delenv("HUB_TOKEN", raising=False)
        first = await ask(made, url, **stored(tmp_path), **more)
        monkeypatch.setenv("HUB_TOKEN", TOKEN)
        second = await ask(made, url, **stored(tmp_path), **more)
        third = await ask(made, url, **stored(tmp_path), **more)
    assert first.verdicts[url].repository is None
    assert second.verdicts[url].repository is not None
    assert third.verdicts[url].cached


async def test_recheck(tmp_path: Path) -> None:
    async with farm({"a.example/": [reply(404), reply(404), page()], "/": page()}) as made:
        await ask(made, A, B, **stored(tmp_path))
        answers = await ask(made, A, B, **stored(tmp_path, recheck=frozenset({GONE})))
    assert (answers.verdicts[A].kind, answers.verdicts[A].cached) == (ALIVE, False)
    assert answers.verdicts[B].cached


async def test_a_cache_cannot_write_into_a_list(tmp_path: Path) -> None:
    """What a fix would write is requested again, whatever a hostile cache says."""
    moved = Verdict(A, VerdictKind.MOVED, Evidence.OK, "redirects to https://evil.example/")
    moved = replace(moved, final_url="https://evil.example/", permanent=True)
    secure = Verdict(B, VerdictKind.ALIVE, Evidence.OK, "200 OK", https=True)
    async with farm({"/": page()}) as made:
        hosts = Hosts(settings(made))
        with open_store(stored(tmp_path)["cache"], key=keys_of(settings(made), hosts)) as store:
            store.remember({A: moved, B: secure}, NOW)
        shown = await ask(made, A, B, **stored(tmp_path))
        assert not made.asked
        fixed = await ask(made, A, B, **stored(tmp_path, fixing=True))
        assert len(made.asked) == 2
    assert shown.verdicts[A].final_url == "https://evil.example/"
    assert {(v.kind, v.final_url, v.https) for v in fixed.verdicts.values()} == {
        (ALIVE, None, None)
    }


async def test_a_page_known_alive_gets_its_second_look_last(tmp_path: Path) -> None:
    later = stored(tmp_path, now=lambda: NOW + 9 * DAY)
    routes = {"a.example/": [page(), reply(404), page()], "/": page()}
    async with farm(routes) as made:
        await ask(made, A, **stored(tmp_path))
        made.asked.clear()
        urls = [f"http://b.example/?{number}" for number in range(9)]
        answers = await ask(made, A, *urls, **later, spacing=0.01)
        assert made.asked[-1].host == "a.example"
    assert answers.verdicts[A].kind is REFUSED


async def test_max_time() -> None:
    async def never(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    async with farm({"a.example/": page(), "/": never}) as made:
        answers = await ask(made, A, B, max_time=0.3, timeout=20.0)
    assert answers.verdicts[A].kind is ALIVE
    assert answers.verdicts[B].evidence is Evidence.MAX_TIME
    assert answers.notices == ("max-time: 1 link not checked",)


async def test_verdicts_by_status_and_host(tmp_path: Path) -> None:
    AUTHORITY.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    routes = {"a.example/": reply(503), "b.example/": reply(404), "c.example/": reply(503)}
    async with farm(routes, tls=server_context("b.example")) as made:
        urls = [A, "https://b.example/", "http://c.example/"]
        hosts = {
            "b.example": HostSettings(verify=False),
            "c.example": HostSettings(status={"503": "alive"}),
        }
        answers = await ask(made, *urls, status={"5xx": "skipped", "404": "alive"}, hosts=hosts)
    assert [answers.verdicts[url].kind for url in urls] == [SKIPPED, ALIVE, ALIVE]


# --- A broken host ---------------------------------------------------------------------------


@pytest.mark.parametrize(("answer", "requests"), [(reply(503), 36), (b"", 72)])
async def test_a_broken_host_gets_one_request_a_page(answer: bytes, requests: int) -> None:
    async with farm({f"/{i}": answer for i in range(30)}) as made:
        answers = await ask(made, *(f"http://a.example/{i}" for i in range(30)))
        asked = len(made.asked)
    assert {v.kind for v in answers.verdicts.values()} == {UNSURE}
    assert asked <= requests, "aiohttp sends a request again whose connection was closed"


async def test_a_host_that_does_not_answer_costs_one_retry() -> None:
    async def never(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    async with farm({f"/{i}": never for i in range(30)} | {"b.example/": page()}) as made:
        urls = [f"http://a.example/{i}" for i in range(30)]
        answers = await ask(made, *urls, B, timeout=0.3)
        asked = [a for a in made.asked if a.host == "a.example"]
    assert {answers.verdicts[url].evidence for url in urls} == {Evidence.TIMEOUT}
    assert len(asked) <= 8


async def test_a_broken_page_does_not_condemn_its_host() -> None:
    routes = {f"/{i}": page() if i % 3 else reply(500) for i in range(30)}
    async with farm(routes) as made:
        urls = [f"http://a.example/{i}" for i in range(30)]
        answers = await ask(made, *urls, per_host=1)
    alive = [i for i, url in enumerate(urls) if answers.verdicts[url].kind is ALIVE]
    assert alive == [i for i in range(30) if i % 3]


# --- Providers -------------------------------------------------------------------------------


def hub(world: World, token: str = TOKEN) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return routes and settings of a GitHub Enterprise on plain http, with its API."""

    def api(asked: Asked) -> bytes:
        request = ApiRequest(asked.method, asked.host, asked.path, asked.headers, asked.body)
        answer = world.answer(request)
        return reply(answer.status, answer.payload, **answer.headers)

    server = GitHubServer("http://api.hub.example/graphql", ("HUB_TOKEN",), "hub.example")
    more = {
        "providers": ProviderSettings(enabled=("github",), github=(server,)),
        "environ": {"HUB_TOKEN": token} if token else {},
    }
    return {"api.hub.example/graphql": api}, more


async def test_github_by_its_api(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_TOKEN", TOKEN)
    world = World(Repo("acme/widget"), Repo("acme/old", archived=True), owners=("acme",))
    routes, more = hub(world)
    routes["/acme/widget/actions"] = page()
    urls = [f"http://hub.example/acme/{x}" for x in ("widget", "old", "none", "widget/actions")]
    async with farm(routes) as made:
        answers = await ask(made, *urls, A, **more)
        pages = [a for a in made.asked if a.host == "hub.example"]
    found = [answers.verdicts[url] for url in urls]
    assert [v.kind for v in found][2:] == [GONE, ALIVE]
    assert found[1].repository is not None
    assert found[1].repository.archived
    assert found[1].checked_at is not None
    assert [a.path for a in pages] == ["/acme/widget/actions"]
    assert all("authorization" not in a.headers for a in pages)
    assert not answers.notices


async def test_a_policy_takes_one_query_for_all_new_entries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HUB_TOKEN", TOKEN)
    world = World(
        Repo("acme/good", license="MIT", stars=70, pushed="2026-01-02T03:04:05Z"),
        Repo("acme/bad", archived=True, created="2026-01-02T03:04:05Z", pushed="2020-01-01T00:00Z"),
        Repo("acme/own", license="NOASSERTION"),
        owners=("acme",),
    )
    routes, more = hub(world)
    names = ("good", "bad", "own")
    text = "".join(f"- [{x}](http://hub.example/acme/{x}) - Is a tool.\n" for x in names)
    async with farm(routes) as made:
        answers = await ask(made, *(f"http://hub.example/acme/{x}" for x in names), **more)
    assert len(world.queries) == 1
    context = LintContext(
        document=parse(text, "README.md"),
        verdicts=answers.verdicts,
        today=date(2026, 2, 1),
        base=LintContext(parse("", "README.md")),
    )
    rules = [rule for rule in shipped_rules().values() if rule.assesses]
    added = checklist(context, rules, lint(context, rules))
    outcomes = {
        one.name: {check.key: str(check.outcome) for check in one.checks[:5]} for one in added
    }
    keys = ("min-age", "min-stars", "max-inactive", "license", "archived")
    assert outcomes["good"] == dict.fromkeys(keys, "passed")
    assert outcomes["bad"] == dict.fromkeys(keys, "failed")
    assert outcomes["own"]["license"] == "not-checked"


async def test_a_bad_token_costs_only_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_TOKEN", "wrong")
    routes, more = hub(World(Repo("acme/widget")), "wrong")
    routes["/acme/widget"] = page()
    async with farm(routes) as made:
        url = "http://hub.example/acme/widget"
        answers = await ask(made, url, **more)
    assert answers.verdicts[url].kind is ALIVE
    assert any("token" in line for line in answers.notices)


async def test_github_without_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HUB_TOKEN", raising=False)
    at_once = most = 0

    async def slow(asked: Asked, writer: asyncio.StreamWriter) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.01)
        at_once -= 1
        writer.write(page() if asked.path != "/acme/429" else reply(429))

    _, more = hub(World(), "")
    paths = [f"acme/{i}" for i in range(10)] + ["acme/429"]
    async with farm({f"/{path}": slow for path in paths}) as made:
        urls = [f"http://hub.example/{path}" for path in paths]
        answers = await ask(made, *urls, **more, patience=0.1)
    assert most <= 3
    assert {answers.verdicts[u].kind for u in urls[:-1]} == {ALIVE}
    assert answers.verdicts[urls[-1]].kind is REFUSED
    (line,) = answers.notices
    assert "11 links to hub.example" in line
    assert "HUB_TOKEN" in line


# --- Interruption ----------------------------------------------------------------------------


async def test_interrupted_with_what_is_known(tmp_path: Path) -> None:
    async def never(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    async with farm({"/": page(), "/never": never}) as made:
        more = stored(tmp_path, timeout=20.0)
        task = asyncio.create_task(ask(made, A, f"{B}never", **more))
        while len(made.asked) < 2:  # noqa: ASYNC110 - the farm has no event
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.3)  # the answer of the first is read
        task.cancel()
        answers = await task
    assert answers.interrupted
    assert list(answers.verdicts) == [A]
    with open_store(more["cache"]) as store:
        assert [v.url for v in store.everything()] == [A]
        assert not store.runs()


CTRL_C = """
import sys
from listlint.links import LinkCheckOptions, check_links
from listlint.links.settings import StoreSettings
found = check_links([sys.argv[1], "mailto:a@b.example"],
    LinkCheckOptions(allow_private=True, cache=StoreSettings(enabled=False), environ={}))
print(found.interrupted, list(found.verdicts), flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="no signals to a child there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_keeps_what_is_known(number: signal.Signals) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(30)
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        command = [sys.executable, "-c", CTRL_C, url]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as child:
            connection, _ = silent.accept()
            connection.recv(1)
            child.send_signal(number)
            out, err = child.communicate(timeout=10)
            connection.close()
    assert out == "True ['mailto:a@b.example']\n"
    assert err == ""
    assert child.returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="no limit of open files there")
def test_few_open_files_are_enough() -> None:
    code = """
import asyncio, resource, sys
sys.path.insert(0, sys.argv[1])
resource.setrlimit(resource.RLIMIT_NOFILE, (200, 200))
from servers import ask, farm, page
async def main():
    async with farm({"/": page()}) as made:
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 200))
        answers = await ask(made, *(f"http://h{i}.example/" for i in range(300)))
        print(answers.problems, {v.kind.value for v in answers.verdicts.values()})
        print(made.most_open <= 152)
asyncio.run(main())
"""
    command = [sys.executable, "-c", code, str(Path(__file__).parent)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "() {'alive'}\nTrue\n"
