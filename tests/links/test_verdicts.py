"""The table of verdicts: what each behaviour of a server makes of a link, on a real server."""

import asyncio
import gzip
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from servers import Asked, ask, farm, page, reply, to, verdict

from listlint.urls.verdict import Evidence, VerdictKind

ALIVE, MOVED, GONE = VerdictKind.ALIVE, VerdictKind.MOVED, VerdictKind.DEAD
REFUSED, UNSURE, SKIPPED = VerdictKind.BLOCKED, VerdictKind.UNKNOWN, VerdictKind.SKIPPED


# --- Plain statuses --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "outcome", "evidence", "requests"),
    [
        (200, ALIVE, Evidence.OK, 1),
        (204, ALIVE, Evidence.OK, 1),
        (206, ALIVE, Evidence.OK, 1),
        (300, ALIVE, Evidence.OK, 1),
        (404, GONE, Evidence.NOT_FOUND, 2),
        (410, GONE, Evidence.NOT_FOUND, 2),
        (401, REFUSED, Evidence.UNAUTHORIZED, 1),
        (402, REFUSED, Evidence.UNAUTHORIZED, 1),
        (403, REFUSED, Evidence.UNAUTHORIZED, 1),
        (406, REFUSED, Evidence.UNAUTHORIZED, 1),
        (451, REFUSED, Evidence.UNAUTHORIZED, 1),
        (999, REFUSED, Evidence.UNAUTHORIZED, 1),
        (400, UNSURE, Evidence.UNEXPECTED_STATUS, 1),
        (405, UNSURE, Evidence.UNEXPECTED_STATUS, 1),
        (418, UNSURE, Evidence.UNEXPECTED_STATUS, 1),
        (408, UNSURE, Evidence.UNEXPECTED_STATUS, 3),
        (500, UNSURE, Evidence.SERVER_ERROR, 3),
        (502, UNSURE, Evidence.SERVER_ERROR, 3),
        (503, UNSURE, Evidence.SERVER_ERROR, 3),
        (521, UNSURE, Evidence.SERVER_ERROR, 3),
        (501, UNSURE, Evidence.SERVER_ERROR, 1),
    ],
)
async def test_status(status: int, outcome: VerdictKind, evidence: Evidence, requests: int) -> None:
    found = await verdict({"/": reply(status)})
    assert (found.kind, found.evidence) == (outcome, evidence)
    assert (found.status, found.attempts) == (status, requests)


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ([reply(503), page()], ALIVE),
        ([reply(500), reply(502), page()], ALIVE),
        ([reply(404), page()], REFUSED),
        ([reply(404), reply(410)], GONE),
        ([reply(404), reply(503)], UNSURE),
        ([reply(404), reply(503), page()], REFUSED),
        ([reply(404), reply(500), reply(404)], GONE),
        ([reply(404), reply(403)], REFUSED),
        ([b"", page()], ALIVE),
        ([reply(404), b""], UNSURE),
    ],
)
async def test_second_thoughts(answers: list[bytes], outcome: VerdictKind) -> None:
    assert (await verdict({"/": answers})).kind is outcome


async def test_the_first_failure_is_reported() -> None:
    found = await verdict({"/": [reply(404), reply(503)]})
    assert "404" in found.reason
    assert "503" in found.reason


async def test_accepted_statuses_are_by_host() -> None:
    routes = {"/": reply(403)}
    async with farm(routes) as made:
        urls = ("http://a.example/", "http://b.example/", "http://x.b.example/")
        answers = await ask(made, *urls, accept={"*.b.example": frozenset({403})})
        outcomes = [answers.verdicts[url].kind for url in urls]
    assert outcomes == [REFUSED, REFUSED, ALIVE]


# --- Methods ---------------------------------------------------------------------------------


async def test_a_page_is_what_get_finds() -> None:
    def answer(asked: Asked) -> bytes:
        return reply(200) if asked.method == "HEAD" else reply(404)

    async with farm({"/a.pdf": answer}) as made:
        found = (await ask(made, "http://a.example/a.pdf")).verdicts["http://a.example/a.pdf"]
    assert found.kind is GONE
    assert made.paths() == ["GET /a.pdf", "GET /a.pdf"]


async def test_head_shows_a_page_whose_body_cannot_be_read() -> None:
    def answer(asked: Asked) -> bytes:
        broken = OK + b"transfer-encoding: chunked\r\n\r\nnonsense\r\n\r\n"
        return OK + b"content-length: 9\r\n\r\n" if asked.method == "HEAD" else broken

    assert (await verdict({"/": answer})).kind is ALIVE


async def test_only_a_browser_is_let_in() -> None:
    def answer(asked: Asked) -> bytes:
        return page() if "Mozilla" in asked.headers["user-agent"] else reply(404)

    found = await verdict({"/": answer})
    assert (found.kind, found.evidence) == (REFUSED, Evidence.CHALLENGE)
    assert found.reason == "404 Not Found, but 200 OK with the headers of a browser"


# --- Redirects -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "outcome"), [(301, MOVED), (308, MOVED), (302, ALIVE), (303, ALIVE), (307, ALIVE)]
)
async def test_redirect(status: int, outcome: VerdictKind) -> None:
    found = await verdict({"/old": to("/new", status), "/new": page()}, "/old")
    assert found.kind is outcome
    assert found.final_url == "http://a.example/new"
    assert found.permanent is (outcome is MOVED)
    assert found.status == 200


@pytest.mark.parametrize(
    "location",
    [
        "new",
        "./new",
        "x/../new",
        "//a.example/new",
        "http://A.EXAMPLE:80/new",
        "/new#part",
        " /new",
    ],
)
async def test_relative_locations(location: str) -> None:
    found = await verdict({"/old": to(location), "/new": page()}, "/old")
    assert found.kind is MOVED
    assert found.final_url == "http://a.example/new" + ("#part" if "#" in location else "")


async def test_location_with_blanks_and_bare_utf8() -> None:
    routes = {"/old": to("/n e/é"), "/n%20e/%C3%A9": page()}
    found = await verdict(routes, "/old")
    assert found.final_url == "http://a.example/n%20e/%C3%A9"


async def test_chain_is_permanent_if_every_hop_is() -> None:
    routes = {
        "/a": to("/b"),
        "/b": to("/c", 308),
        "/c": page(),
        "/x": to("/y"),
        "/y": to("/c", 302),
    }
    assert (await verdict(routes, "/a")).kind is MOVED
    found = await verdict(routes, "/x")
    assert (found.kind, found.final_url) == (ALIVE, "http://a.example/c")


async def test_fragment_is_kept_through_redirects() -> None:
    found = await verdict({"/a": to("/b"), "/b": page()}, "/a#there")
    assert found.final_url == "http://a.example/b#there"


@pytest.mark.parametrize(
    ("routes", "evidence"),
    [
        ({"/": to("/")}, Evidence.REDIRECT_LOOP),
        ({"/": to("/b"), "/b": to("/")}, Evidence.REDIRECT_LOOP),
        ({"/" + "x" * i: to("/" + "x" * (i + 1)) for i in range(20)}, Evidence.REDIRECT_LOOP),
        ({"/": reply(301)}, Evidence.BAD_REDIRECT),
        ({"/": to("")}, Evidence.BAD_REDIRECT),
        ({"/": to("http://")}, Evidence.BAD_REDIRECT),
        ({"/": to("http://[::1/")}, Evidence.BAD_REDIRECT),
        ({"/": to("http://a.example:99999/")}, Evidence.BAD_REDIRECT),
        ({"/": to("javascript:alert(1)")}, Evidence.BAD_REDIRECT),
        ({"/": to("file:///etc/passwd")}, Evidence.BAD_REDIRECT),
    ],
)
async def test_bad_redirects(routes: dict[str, bytes], evidence: Evidence) -> None:
    found = await verdict(routes)
    assert (found.kind, found.evidence) == (UNSURE, evidence)
    assert found.attempts <= 11


async def test_redirect_to_what_is_gone() -> None:
    async with farm({"/old": to("/new")}) as made:
        found = (await ask(made, "http://a.example/old")).verdicts["http://a.example/old"]
    assert (found.kind, found.status) == (GONE, 404)
    assert "http://a.example/new" in found.reason
    assert made.paths() == ["GET /old", "GET /new"] * 2


async def test_redirect_to_a_host_that_is_not() -> None:
    found = await verdict({"/": to("http://missing.example/")})
    assert (found.kind, found.evidence) == (GONE, Evidence.NO_HOST)


@pytest.mark.parametrize(
    "location",
    ["/login?next=%2Fpage", "/users/sign_in", "http://accounts.a.example/ServiceLogin", "/auth/x"],
)
async def test_redirect_to_a_login(location: str) -> None:
    path = location.partition("?")[0]
    routes = {"/docs/page": to(location, 302), location: page(), path: page(),
              "/ServiceLogin": page()}  # fmt: skip
    found = await verdict(routes, "/docs/page")
    assert (found.kind, found.evidence) == (REFUSED, Evidence.LOGIN)


async def test_a_link_to_a_login_is_alive() -> None:
    routes = {"/login": to("/users/sign_in"), "/users/sign_in": page()}
    assert (await verdict(routes, "/login")).kind is MOVED


@pytest.mark.parametrize(
    ("start", "end", "outcome"),
    [
        ("/docs/page", "/", UNSURE),
        ("/docs/page", "/en/", UNSURE),
        ("/docs/page", "/index.html", UNSURE),
        ("/some-old-post", "/", UNSURE),
        ("/docs/page", "/?p=12", MOVED),
        ("/docs/page", "/#/route", MOVED),
        ("/docs/page", "http://other.example/", MOVED),
        ("/index.html", "/", MOVED),
        ("/en", "/", MOVED),
        ("/app", "/", MOVED),
        ("/", "/en/", MOVED),
    ],
)
async def test_redirect_to_the_front_page(start: str, end: str, outcome: VerdictKind) -> None:
    routes = {"/": page(), "/en/": page(), "/index.html": page(), "/?p=12": page()}
    found = await verdict({**routes, f"a.example{start}": to(end)}, start)
    assert found.kind is outcome
    assert (found.evidence is Evidence.SOFT_404) is (outcome is UNSURE)


def needs_cookie(location: str) -> Any:
    def handle(asked: Asked) -> bytes:
        if asked.headers.get("cookie") == "seen=1":
            return page()
        return to(location, 302, set_cookie="seen=1; Path=/; HttpOnly")

    return handle


async def test_cookies_that_must_be_kept() -> None:
    assert (await verdict({"/": needs_cookie("/")})).kind is ALIVE
    found = await verdict({"/": needs_cookie("/check"), "/check": to("/", 302)})
    assert found.kind is ALIVE


async def test_cookies_of_a_bare_address() -> None:
    async with farm({"/": needs_cookie("/")}) as made:
        url = f"http://127.0.0.1:{made.port}/"
        assert (await ask(made, url)).verdicts[url].kind is ALIVE


async def test_cookies_stay_with_their_host() -> None:
    routes = {
        "/": to("http://b.example/x", 302, set_cookie="secret=1; Domain=a.example"),
        "/x": page(),
    }
    async with farm(routes) as made:
        await ask(made, "http://a.example/", "http://a.example/x")
    assert all("cookie" not in asked.headers for asked in made.asked)


async def test_cookies_do_not_end_loops() -> None:
    routes = {"/": to("/", 302, set_cookie="again=1")}
    found = await verdict(routes)
    assert found.evidence is Evidence.REDIRECT_LOOP
    assert found.attempts <= 4


# --- Refusals --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        reply(403, cf_mitigated="challenge"),
        reply(503, cf_mitigated="challenge"),
        reply(202, x_amzn_waf_action="challenge"),
        page("<title>Just a moment...</title>", 403),
        page("<title>Just a moment...</title>", 503),
        page("<html><title>\n Attention Required! | Cloudflare</title>", 403),
        page("<title>Client Challenge</title>"),
    ],
)
async def test_bot_walls(answer: bytes) -> None:
    found = await verdict({"/": answer})
    assert (found.kind, found.evidence) == (REFUSED, Evidence.CHALLENGE)


@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_seconds(status: int) -> None:
    async with farm({"/": [reply(status, retry_after="1"), page()]}) as made:
        found = (await ask(made, "http://a.example/")).verdicts["http://a.example/"]
        first, second = (asked.at for asked in made.asked)
    assert found.kind is ALIVE
    assert 1 <= second - first < 3


async def test_retry_after_a_date() -> None:
    when = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    async with farm({"/": [reply(503, retry_after=when), page()]}) as made:
        found = (await ask(made, "http://a.example/")).verdicts["http://a.example/"]
        first, second = (asked.at for asked in made.asked)
    assert found.kind is ALIVE
    assert 0.5 < second - first < 4


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("as_date", [False, True])
async def test_an_hour_is_too_long(status: int, as_date: bool) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    after = date if as_date else "3600"
    async with farm({"/": reply(status, retry_after=after), "b.example/": page()}) as made:
        began = asyncio.get_running_loop().time()
        answers = await ask(made, "http://a.example/", "http://b.example/")
        assert asyncio.get_running_loop().time() - began < 20
    found = answers.verdicts["http://a.example/"]
    assert (found.kind, found.evidence) == (REFUSED, Evidence.RATE_LIMITED)
    assert "60 minutes" in found.reason or "59 minutes" in found.reason
    assert answers.verdicts["http://b.example/"].kind is ALIVE


async def test_always_too_many() -> None:
    found = await verdict({"/": reply(429)}, patience=0.3)
    assert (found.kind, found.evidence) == (REFUSED, Evidence.RATE_LIMITED)
    assert found.attempts > 2


# --- Floods ----------------------------------------------------------------------------------

FIELD = b"X: " + b"x" * 20_000 + b"\r\n"


@pytest.mark.parametrize(
    ("first", "more", "outcome"),
    [
        pytest.param(b"HTTP/1.1 200 OK\r\n", FIELD, UNSURE, id="headers"),
        pytest.param(b"", b"HTTP/1.1 103 Early\r\n" + FIELD + b"\r\n", UNSURE, id="early hints"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n"
            b"1\r\nx\r\n0\r\n",
            FIELD,
            ALIVE,
            id="trailers",
        ),
    ],
)
async def test_floods_are_not_read(first: bytes, more: bytes, outcome: VerdictKind) -> None:
    taken: list[int] = []

    async def pour(asked: Asked, writer: asyncio.StreamWriter) -> None:
        taken.append(0)
        writer.write(first)
        while taken[-1] < 30_000_000:
            writer.write(more)
            taken[-1] += len(more)
            await writer.drain()

    found = await verdict({"/": pour}, retries=0)
    assert found.kind is outcome
    assert outcome is ALIVE or found.reason == "response too large"
    # The operating system's buffers hold some, too.
    assert max(taken) < 8_000_000


# --- Broken servers --------------------------------------------------------------------------


def writes(*parts: bytes, pause: float = 0.0, reset: bool = False) -> Any:
    async def handle(asked: Asked, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)
        if reset:
            writer.transport.abort()

    return handle


OK = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n"


def endless(chunk: bytes, pause: float = 0.0, head: bytes = OK + b"\r\n") -> Any:
    async def handle(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while not writer.is_closing():
            writer.write(chunk)
            await writer.drain()
            await asyncio.sleep(pause)

    return handle


@pytest.mark.parametrize(
    ("handler", "evidence"),
    [
        (writes(reset=True), Evidence.CONNECTION),
        (b"", Evidence.CONNECTION),
        (writes(b"HTTP/1.1 200 OK\r\nconte", reset=True), Evidence.CONNECTION),
        (writes(b"SSH-2.0-OpenSSH_9.6\r\n"), Evidence.INVALID_HTTP),
        (writes(b"\x15\x03\x01\x00\x02\x02\x28"), Evidence.INVALID_HTTP),
        (writes(b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 2_000 + b"\r\n"), Evidence.INVALID_HTTP),
        (writes(b"HTTP/1.1 200 OK\r\nx: " + b"y" * 500_000), Evidence.INVALID_HTTP),
        (writes(b"HTTP/1.1 200 OK\r\n", b"\r\n", pause=2), Evidence.TIMEOUT),
        (endless(b"x: y\r\n", 0.05, b"HTTP/1.1 200 OK\r\n"), Evidence.TIMEOUT),
        (endless(b"HTTP/1.1 100 Continue\r\n\r\n", 0.05, b""), Evidence.TIMEOUT),
    ],
)
async def test_no_answer(handler: Any, evidence: Evidence) -> None:
    found = await verdict({"/": handler}, timeout=0.3)
    assert (found.kind, found.evidence) == (UNSURE, evidence)
    assert found.attempts == (2 if evidence is Evidence.TIMEOUT else 3)


@pytest.mark.parametrize(
    "handler",
    [
        pytest.param(writes(OK + b"content-length: 900\r\n\r\n", b"<p>", pause=9), id="slow body"),
        pytest.param(endless(b"<p>x</p>" * 1_000), id="endless body"),
        pytest.param(endless(b"x", 0.05), id="dripping body"),
        pytest.param(writes(OK + b"content-length: 900\r\n\r\nshort"), id="short body"),
        pytest.param(
            writes(OK + b"transfer-encoding: chunked\r\n\r\n5\r\nhe"), id="chunks cut short"
        ),
        pytest.param(writes(OK + b"content-encoding: gzip\r\n\r\nthis is not gzip"), id="not gzip"),
        pytest.param(
            writes(OK + b"content-encoding: br\r\n\r\n\x0b\x02\x80"), id="not asked for brotli"
        ),
        pytest.param(
            writes(OK + b"content-type: text/html; charset=klingon\r\n\r\n\xff\xfe"), id="charset"
        ),
        pytest.param(
            writes(OK + b"".join(b"x-%d: y\r\n" % i for i in range(150)) + b"\r\n"),
            id="150 headers",
        ),
        pytest.param(writes(OK + b"x: " + b"y" * 20_000 + b"\r\n\r\n"), id="20 KB of a header"),
        pytest.param(writes(b"HTTP/1.0 200\r\n\r\nold"), id="HTTP/1.0"),
        pytest.param(
            writes(b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n" + page()), id="early hints"
        ),
    ],
)
async def test_a_status_is_enough(handler: Any) -> None:
    found = await verdict({"/": handler}, timeout=0.5)
    assert (found.kind, found.status) == (ALIVE, 200)
    assert found.attempts == 1


@pytest.mark.parametrize(
    "rest", ["content-length: 3\r\n\r\nlonger", "transfer-encoding: chunked\r\n\r\nz"]
)
@pytest.mark.parametrize(
    ("answer_to_head", "outcome"), [(reply(), ALIVE), (reply(404), UNSURE), (b"", UNSURE)]
)
async def test_a_malformed_body_is_no_malformed_page(
    rest: str, answer_to_head: bytes, outcome: VerdictKind
) -> None:
    async def handle(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(answer_to_head if asked.method == "HEAD" else OK + rest.encode())

    async with farm({"/": handle}) as made:
        found = (await ask(made, "http://a.example/")).verdicts["http://a.example/"]
    assert found.kind is outcome
    assert made.paths()[:2] == ["GET /", "HEAD /"]


async def test_50_megabytes_are_not_read() -> None:
    sent = 0

    async def handle(asked: Asked, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(OK + b"content-length: 52428800\r\n\r\n")
        for _ in range(800):
            writer.write(b"x" * 65_536)
            await writer.drain()
            sent += 65_536

    assert (await verdict({"/": handle})).kind is ALIVE
    assert sent < 8_000_000  # what the sockets' buffers swallow


async def test_gzip_bomb() -> None:
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(bomb.compress(b"<p>" + b"\0" * 1_000_000) for _ in range(200)) + bomb.flush()
    routes = {"/": reply(200, packed, content_encoding="gzip", content_type="text/html")}
    found = await verdict(routes, "/#part", fragments=True)
    assert found.kind is ALIVE


async def test_unpacks_what_it_reads() -> None:
    packed = gzip.compress(b"<title>Page not found</title>")
    deflated = zlib.compress(b"<title>404 Not Found</title>")
    bare = zlib.compressobj(wbits=-15)
    raw = bare.compress(b"<title>Error 404</title>") + bare.flush()
    for encoding, body in (("gzip", packed), ("deflate", deflated), ("deflate", raw)):
        answer = reply(200, body, content_encoding=encoding, content_type="text/html")
        assert (await verdict({"/": answer})).evidence is Evidence.SOFT_404


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("<title>Page not found</title>", True),
        ("<title>404 Not Found</title>", True),
        ("<title>Page Not Found | Example</title>", True),
        ("<title>Example - Not Found</title>", True),
        ("<title>Oops! Page not found &#8211; Example</title>", True),
        ("<h1>Page not found</h1>", True),
        ("<title>Example</title><h1>Not found</h1>", False),
        ("<title>How to write a good 404 page</title>", False),
        ("<title>404 Media</title>", False),
        ("<title>Page not found &#8211; A Blog</title>", True),  # WordPress
        ("<title>404 - File or directory not found.</title>", True),  # IIS
        ("<title>The resource cannot be found.</title>", True),  # ASP.NET
        ("<title>Error 404 (Not Found)!!1</title>", True),  # Google
        ("<title>Seite nicht gefunden | Verein</title>", True),
        ("<title>Página não encontrada – Blog</title>", True),
        ("<title>404 Страница не найдена</title>", True),
        ("<title>페이지를 찾을 수 없습니다</title>", True),
        ("<title>找不到页面</title>", True),
        ("<title>Sayfa Bulunamadı - Site</title>", True),
        ("<title>Nie wieder nicht gefunden werden</title>", False),
        ("<title>Fixing &quot;file not found&quot; errors</title>", False),
        ("<title>Lost and Found</title>", False),
    ],
)
async def test_pages_that_say_they_are_none(text: str, lost: bool) -> None:
    found = await verdict({"/": page(text)})
    assert found.kind is (UNSURE if lost else ALIVE)


@pytest.mark.parametrize(
    ("text", "parked"),
    [
        ("<title>a.example is for sale</title>", True),
        ("<title>A.example is for sale | Market</title>", True),
        ("<title>This domain is for sale!</title>", True),
        ("<title>The domain name a.example is for sale</title>", True),
        ("<title>Buy this domain.</title>", True),
        ('<title>a.example</title><script src="//img.sedoparking.com/x.js">', True),
        ('<script src="https://parking.bodiscdn.com/x.js">', True),
        ('<script>window.onload=function(){window.location.href="/lander"}</script>', True),
        ("<title>Account Suspended</title>", True),
        ("<title>This domain a.example has expired</title>", True),
        ("<title>This domain is parked by a registrar</title>", True),
        ("<title>Apache2 Ubuntu Default Page: It works</title>", True),
        ("<title>Welcome to nginx!</title>", True),
        ("<title>The nginx handbook</title>", False),
        ("<title>Suspended ceilings</title>", False),
        ("<title>House is for sale</title>", False),
        ("<title>Domain-driven design</title>", False),
        ("<title>How domain names are sold</title>", False),
        ("<title>Notes</title> how sedoparking.com works", False),
    ],
)
async def test_parked_domains(text: str, parked: bool) -> None:
    found = await verdict({"/": page(text)})
    assert (found.evidence is Evidence.PARKED) is parked
    assert found.kind is (UNSURE if parked else ALIVE)


async def test_sent_to_where_domains_are_sold() -> None:
    market = "http://www.hugedomains.com/x"
    routes = {"a.example/": to(market, 302), "/x": page()}
    assert (await verdict(routes)).evidence is Evidence.PARKED
    assert (await verdict(routes, market)).kind is ALIVE


# --- Nobody there ----------------------------------------------------------------------------


async def test_no_such_host() -> None:
    async with farm({"/": page()}) as made:
        answers = await ask(made, "http://missing.example/", "http://a.example/")
    found = answers.verdicts["http://missing.example/"]
    assert (found.kind, found.evidence, found.attempts) == (GONE, Evidence.NO_HOST, 2)


async def test_refused_connections() -> None:
    async with farm({"/": page()}) as made:
        closed = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        port = closed.sockets[0].getsockname()[1]
        closed.close()
        url = f"http://a.example:{port}/"
        answers = await ask(made, url, "http://a.example/")
    found = answers.verdicts[url]
    assert (found.kind, found.evidence) == (UNSURE, Evidence.REFUSED)


async def test_a_server_that_never_speaks() -> None:
    async def handle(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)

    found = await verdict({"/": handle}, timeout=0.1)
    assert (found.kind, found.evidence) == (UNSURE, Evidence.TIMEOUT)


@pytest.mark.parametrize("reset", [False, True])
async def test_a_connection_closed_while_idle_says_nothing(reset: bool) -> None:
    async def cached(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(page())  # and closes, though it promised to keep the connection
        if reset:
            await asyncio.sleep(0.015)
            writer.transport.abort()

    async with farm({f"/{i}": cached for i in range(6)}) as made:
        answers = await ask(
            made, *(f"http://a.example/{i}" for i in range(6)), per_host=1, spacing=0.02, retries=0
        )
    assert {(v.kind, v.attempts) for v in answers.verdicts.values()} == {(ALIVE, 1)}


# --- What is not asked -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "evidence"),
    [
        ("mailto:a@b.example", Evidence.SCHEME),
        ("mailto:nobody", Evidence.MALFORMED),
        ("tel:+49-30-123", Evidence.SCHEME),
        ("tel:call me", Evidence.MALFORMED),
        ("ftp://a.example/x", Evidence.SCHEME),
        ("ftp:x", Evidence.MALFORMED),
        ("data:text/plain,x", Evidence.SCHEME),
        ("data:nothing", Evidence.MALFORMED),
        ("javascript:void(0)", Evidence.SCHEME),
        ("#here", Evidence.SCHEME),
        ("docs/page.md", Evidence.SCHEME),
        ("", Evidence.SCHEME),
        ("http://", Evidence.MALFORMED),
        ("http:///", Evidence.MALFORMED),
        ("http://a b.example/", Evidence.MALFORMED),
        ("http://[::1/", Evidence.MALFORMED),
        ("http://[2600::1%eth0]/", Evidence.MALFORMED),
        ("http://[2600::1%25a\x01 b]/", Evidence.MALFORMED),
        ("http://[v1.a:b]/", Evidence.MALFORMED),
        ("http://a.example:port/", Evidence.MALFORMED),
        ("http://a.example:0/", Evidence.MALFORMED),
        ("http://" + "a" * 64 + ".example/", Evidence.MALFORMED),
        ("http://a..example/", Evidence.MALFORMED),
        ("http://a.example/" + "x" * 9_000, Evidence.MALFORMED),
    ],
)
async def test_not_asked(url: str, evidence: Evidence) -> None:
    async with farm() as made:
        found = (await ask(made, url)).verdicts[url]
        assert not made.asked
    assert (found.kind, found.evidence) == (SKIPPED, evidence)


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("http://a.example/a b", "a.example", "/a%20b"),
        ("http://a.example/a|b", "a.example", "/a%7Cb"),
        ('http://a.example/"a"?q="b c"', "a.example", "/%22a%22?q=%22b%20c%22"),
        ("http://a.example/ü?ü=ü#ü", "a.example", "/%C3%BC?%C3%BC=%C3%BC"),
        ("http://a.example/%7Ea%2Fb?c=%20", "a.example", "/%7Ea%2Fb?c=%20"),
        ("http://a.example/100%", "a.example", "/100%"),
        ("http://a.example/a/../b/./c", "a.example", "/b/c"),
        ("http://a.example?q", "a.example", "/?q"),
        ("HTTP://A.Example", "a.example", "/"),
        ("http:/a.example/x", "a.example", "/x"),
        ("http:\\\\a.example\\x", "a.example", "/x"),
        ("http://bücher.example/", "xn--bcher-kva.example", "/"),
        ("http://BÜCHER.example/", "xn--bcher-kva.example", "/"),
        ("http://xn--bcher-kva.example/", "xn--bcher-kva.example", "/"),
        ("http://faß.example/", "xn--fa-hia.example", "/"),
        ("http://例え.テスト/", "xn--r8jz45g.xn--zckzah", "/"),
        ("http://💩.example/", "xn--ls8h.example", "/"),
        ("http://a_b.example/", "a_b.example", "/"),
        ("http://a.example:80/", "a.example", "/"),
        (" http://a.example/\n", "a.example", "/"),
        ("http://a.example/[x]/(y)", "a.example", "/[x]/(y)"),
    ],
)
async def test_asked_as_a_browser_would(url: str, host: str, path: str) -> None:
    async with farm({path: page()}) as made:
        found = (await ask(made, url)).verdicts[url]
        assert [(a.host, a.path) for a in made.asked] == [(host, path)]
    assert found.kind is ALIVE
    assert found.url == url


# --- Fragments -------------------------------------------------------------------------------

PAGE = """<title>x</title><script src="x"></script>
<h2 id="one">1</h2><a name=two></a><h3 id='user-content-three'>3</h3>
<i id="f&uuml;nf"></i><b id="a b"></b><a id="Case"></a>"""


@pytest.mark.parametrize(
    ("fragment", "missing"),
    [
        ("one", False),
        ("two", False),
        ("three", False),
        ("Three", False),
        ("f%C3%BCnf", False),
        ("fünf", False),
        ("a%20b", False),
        ("case", True),
        ("six", True),
        ("", False),
        ("top", False),
        ("L10", False),
        ("L10-L20", False),
        (":~:text=anything", False),
        ("six:~:text=anything", True),
        ("/route", False),
        ("!route", False),
        ("page=3", False),
    ],
)
async def test_fragments(fragment: str, missing: bool) -> None:
    found = await verdict({"/": page(PAGE)}, f"/#{fragment}", fragments=True)
    assert found.kind is ALIVE
    assert found.missing_fragment is missing


@pytest.mark.parametrize(
    "answer",
    [
        page('<div id="root"></div><script src="app.js"></script>'),
        page(PAGE + "x" * 70_000),
        reply(200, b"%PDF", content_type="application/pdf"),
        reply(200, b"text", content_type="text/plain"),
    ],
)
async def test_fragments_that_nobody_can_know(answer: bytes) -> None:
    assert not (await verdict({"/": answer}, "/#six", fragments=True)).missing_fragment


async def test_fragments_only_if_asked() -> None:
    assert not (await verdict({"/": page(PAGE)}, "/#six")).missing_fragment


async def test_a_page_is_asked_once_whatever_its_fragments() -> None:
    urls = [f"http://a.example/{f}" for f in ("", "#one", "#six", "#two")]
    async with farm({"/": page(PAGE)}) as made:
        answers = await ask(made, *urls, *urls, fragments=True)
    assert len(made.asked) == 1
    assert [answers.verdicts[url].missing_fragment for url in urls] == [False, False, True, False]
    assert [answers.verdicts[url].url for url in urls] == urls


TELEGRAM = """<title>Telegram: {0}</title><div class="tgme_page">{1}
<div class="tgme_page_description">If you have <strong>Telegram</strong>, you can {2}</div></div>"""
NO_NAME = TELEGRAM.format(
    "Contact @nobody",
    '<div class="tgme_page_icon"><i class="tgme_icon_user"></i></div>',
    'contact <a class="tgme_username_link" href="tg://resolve?domain=nobody">@nobody</a>.',
)
CHANNEL = TELEGRAM.format(
    "View @news",
    '<div class="tgme_page_title"><span>News</span></div><div class="tgme_page_extra">9</div>',
    "view and join News right away.",
)


@pytest.mark.parametrize(
    ("host", "path", "text", "kind"),
    [
        ("t.me", "/nobody", NO_NAME, UNSURE),
        ("telegram.me", "/nobody?start=1", NO_NAME, UNSURE),
        ("t.me", "/news", CHANNEL, ALIVE),
        ("t.me", "/+AbCdEf", NO_NAME, ALIVE),  # an invitation
        ("t.me", "/news/12", NO_NAME, ALIVE),
        ("a.example", "/nobody", NO_NAME, ALIVE),
    ],
)
async def test_telegram_shows_nothing(host: str, path: str, text: str, kind: VerdictKind) -> None:
    """Nothing documents it, so it is never dead: people who show nothing have the same page."""
    found = await verdict({path.partition("?")[0]: page(text)}, f"http://{host}{path}")
    assert found.kind is kind
    assert (found.evidence is Evidence.SOFT_404) is (kind is UNSURE)
