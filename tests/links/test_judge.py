"""The pure parts: what one answer says, what a page shows, whose turn it is."""

import asyncio
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listlint.links import page, parked
from listlint.links.classify import body_limit, classify, classify_end, limit_reset, retry_after
from listlint.links.messages import Response
from listlint.links.scheduler import MOST_REJECTIONS, SLOWEST, HostQueue, Scheduler
from listlint.urls.parse import UnsupportedUrl, follow, target
from listlint.urls.verdict import Evidence, VerdictKind

NOW = datetime(2026, 1, 1, tzinfo=UTC).timestamp()


# --- Answers ---------------------------------------------------------------------------------


@given(st.integers(100, 999))
def test_every_status_has_a_finding(status: int) -> None:
    found = classify(Response(status, {}), NOW)
    assert (found.kind is VerdictKind.DEAD) is (status in (404, 410))
    assert (found.kind is VerdictKind.ALIVE) is (200 <= status <= 300 or status == 304)
    assert str(status) in found.reason


def test_an_accepted_status_is_alive() -> None:
    assert classify(Response(404, {}), NOW, VerdictKind.ALIVE).kind is VerdictKind.ALIVE


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        (" 120 ", 120),
        ("Thu, 01 Jan 2026 00:01:00 GMT", 60),
        ("Thu, 01 Jan 2026 00:01:00 -0000", 60),
        ("Wed, 31 Dec 2025 00:00:00 GMT", 0),
        ("99999999999999999999", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("Thu, 99 Jan 2026 99:99:99 GMT", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}, NOW) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"ratelimit": '"pages";r=0;t=55'}, 55),
        ({"ratelimit": '"pages";r=1;t=55'}, None),
        ({"ratelimit": "limit=100, remaining=0, reset=12"}, 12),
        ({"ratelimit-remaining": "0", "ratelimit-reset": "7"}, 7),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW) + 30)}, 30),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "30"}, 30),
        ({"x-ratelimit-remaining": "3", "x-ratelimit-reset": "30"}, None),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "soon"}, None),
        ({"ratelimit": '"pages";r=0'}, None),
        ({}, None),
    ],
)
def test_limit_reset(headers: dict[str, str], seconds: float | None) -> None:
    assert limit_reset(headers, NOW) == seconds


@given(st.text(max_size=60))
def test_retry_after_of_any_text(value: str) -> None:
    retry_after({"retry-after": value}, NOW)


def test_bodies_are_wanted_only_of_pages() -> None:
    html = {"content-type": "text/html; charset=utf-8"}
    for wanted, largest in (
        (body_limit(65_536, False), 16_384),
        (body_limit(65_536, True), 65_536),
    ):
        assert wanted(200, html) == largest
        assert wanted(200, {"content-type": "image/png"}) == 0
        assert wanted(404, html) == 0
        assert wanted(301, html) == 0
    assert body_limit(100, False)(200, html) == 100


def test_where_it_ends() -> None:
    def end(start: str, final: str) -> Evidence | None:
        found = classify_end(target(start), target(final))
        return found and found.evidence

    deep = "http://www.a.example/docs/x"
    assert end(deep, "https://a.example/") is Evidence.SOFT_404
    assert end("http://blog.a.example/docs/x", "https://a.example/") is Evidence.SOFT_404
    assert end("http://a.example/docs/x", "https://blog.a.example/") is None
    assert end("http://nota.example/docs/x", "https://a.example/") is None
    assert end(deep, "https://a.example/docs/y") is None
    assert end(deep, "https://login.other.example/?to=x") is Evidence.LOGIN
    assert end(deep, "https://a.example/blog/login-forms") is None


# --- Pages -----------------------------------------------------------------------------------


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "", "gzip, gzip"]))
def test_any_bytes_are_some_text(body: bytes, encoding: str) -> None:
    page.text(body, {"content-encoding": encoding, "content-type": "text/html"})


@pytest.mark.parametrize(
    "piece",
    [
        "<title ",
        "<h1 x",
        " id=",
        ' id="',
        "<meta ",
        "id = ",
        "<title>",
        "404 ",
        "'id='",
        "domain ",
        "/a.",
        "x" * 70,
    ],
)
def test_hostile_pages_take_no_time(piece: str) -> None:
    hostile = Response(200, {"content-type": "text/html"}, (piece * 65_536)[:65_536].encode())
    classify(hostile, NOW)
    page.lacks_fragment(hostile.text, "x", complete=True)
    here = target("http://a.example/")
    parked.sign(here, here, hostile.text[:1_000], hostile.text)


def test_charsets() -> None:
    def shown(body: bytes, kind: str) -> str:
        return page.title(page.text(b"<title>" + body, {"content-type": kind}))

    assert shown("ü".encode("latin-1"), "text/html; charset=ISO-8859-1") == "ü"
    assert shown("ü".encode(), 'text/html; charset="utf-8"; x=y') == "ü"
    assert page.title(page.text('<meta charset="cp1251"><title>Ж'.encode("cp1251"), {})) == "Ж"
    assert shown(b"a &amp;\n b", "") == "a & b"


# --- URLs ------------------------------------------------------------------------------------


@given(st.text(max_size=80).map(lambda tail: f"http://{tail}"))
def test_any_url_has_a_target_or_none(url: str) -> None:
    try:
        found = target(url)
    except UnsupportedUrl:
        return
    wire = found.url
    assert wire.isascii()
    assert not any(c.isspace() for c in wire)
    assert target(wire).url == wire


@given(st.text(max_size=60))
def test_any_location_leads_somewhere_or_nowhere(location: str) -> None:
    try:
        found = follow(target("http://a.example/b/c?d"), location)
    except UnsupportedUrl:
        return
    assert found.url.isascii()
    assert not any(c.isspace() for c in found.url)


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("", "http://a.example/b/c?d"),
        ("?x", "http://a.example/b/c?x"),
        ("../x", "http://a.example/x"),
        ("../../../x", "http://a.example/x"),
        ("\\x", "http://a.example/x"),
        ("\\\\b.example\\x", "http://b.example/x"),
        ("https:x.example", "https://x.example/"),
        ("/a:b", "http://a.example/a:b"),
        ("HTTPS://B.example", "https://b.example/"),
    ],
)
def test_follow(location: str, url: str) -> None:
    assert follow(target("http://a.example/b/c?d"), location).url == url


# --- Turns -----------------------------------------------------------------------------------


def test_a_queue_slows_down_and_recovers() -> None:
    queue: HostQueue[int] = HostQueue("a", 6, 0.05)
    queue.slow_down(0.0, 1.0, 2.0, refused=True)
    assert (queue.start, queue.limit, queue.interval) == (3.0, 3, 0.1)
    queue.slow_down(0.5, 1.1, 1.0, refused=True)  # under way when it was first refused
    assert (queue.start, queue.limit, queue.interval) == (3.0, 3, 0.1)
    for _ in range(40):
        queue.good()
    assert queue.interval == pytest.approx(0.065)
    assert queue.limit == 6
    for i in range(MOST_REJECTIONS):
        assert not queue.closed
        queue.slow_down(10.0 + i, 10.0 + i, 0.0, refused=True)
    assert queue.closed
    assert queue.interval <= SLOWEST


def test_servers_that_are_down_do_not_close_a_queue() -> None:
    queue: HostQueue[int] = HostQueue("a", 6, 0.05)
    for i in range(50):
        queue.slow_down(float(i), float(i), 0.0, refused=False)
    assert not queue.closed


async def test_turns() -> None:
    pace: Scheduler[str] = Scheduler(lambda host: (2, 0.0))
    for job in ("a1", "a2", "a3", "b1"):
        pace.add(job[0], job)
    pace.add("c", "c1", delay=0.05)
    taken = [await pace.next() for _ in range(3)]
    # The host with most left for each of its connections goes first, up to its limit.
    assert [entry[1] for entry in taken if entry] == ["a1", "b1", "a2"]
    loop = asyncio.get_running_loop()
    began = loop.time()
    late = await pace.next()
    assert late is not None
    assert late[1] == "c1"
    assert loop.time() - began > 0.03
    pace.finish()
    assert taken[0] is not None
    queue = taken[0][0]
    pace.done(queue)
    last = await pace.next(queue)
    assert last is not None
    assert last[1] == "a3"
    for entry in (taken[1], taken[2], late, last):
        assert entry is not None
        pace.done(entry[0])
    assert await pace.next() is None
    pace.close()


async def test_waiting_requests_end_with_the_run() -> None:
    pace: Scheduler[str] = Scheduler(lambda host: (1, 0.0))
    pace.add("a", "job")
    taken = await pace.next()
    waiting = [asyncio.create_task(pace.next()) for _ in range(5)]
    await asyncio.sleep(0)
    pace.finish()
    assert taken is not None
    pace.done(taken[0])
    assert await asyncio.wait_for(asyncio.gather(*waiting), 1) == [None] * 5


async def test_nothing_is_handed_out_after_a_stop() -> None:
    pace: Scheduler[str] = Scheduler(lambda host: (1, 0.0))
    for job in ("a", "b"):
        pace.add(job, job)
    pace.add("c", "c", delay=0.01)
    taken = await pace.next()
    assert taken is not None
    pace.stop()
    pace.add("d", "d")
    pace.done(taken[0])
    assert await asyncio.wait_for(pace.next(), 1) is None
