"""Six runs over twelve days: what lives is never dead, what has vanished is, the rest is ours.

The behaviours are those of the table in docs/links.md, with the verdicts that it promises.
"""

import asyncio
import errno
import re
import socket
import ssl
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import trustme
from servers import AUTHORITY, Asked, Farm, ask, farm, page, reply, server_context, to

from listlint.links.settings import DAY, StoreSettings
from listlint.urls.verdict import Evidence, Verdict, VerdictKind

NOW = 1_780_000_000.0
DAYS = (0, 2, 4, 7, 9, 12)
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n"
STRANGER = trustme.CA()


def for_browsers(asked: Asked) -> bytes:
    return page() if asked.headers["user-agent"].startswith("Mozilla") else reply(404)


def by_method(asked: Asked) -> bytes:
    return reply(200) if asked.method == "HEAD" else reply(404)


async def resets(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def sleeps(asked: Asked, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(5)


def session(asked: Asked) -> bytes:
    start = asked.path == "/"
    return to("/;jsessionid=0A1B2C") if start else page()


REPLIES: Mapping[str, Iterable[Any]] = {
    "200": [page()],
    "404 or 410, twice": [reply(404), reply(410)],
    "404, but 200 for browsers": [for_browsers],
    "404 with the header `cf-mitigated`": [page(status=404, cf_mitigated="challenge")],
    "404 of GitHub Pages with a script that shows the page": [
        page("<script>sessionStorage.redirect = location.href</script>", 404, server="GitHub.com")
    ],
    "200 for HEAD, 404 for GET": [by_method],
    "400, 405, 412, 418, 430": [reply(s) for s in (400, 405, 412, 418, 430)],
    "401, 402, 403, 406, 451, 999": [reply(s) for s in (401, 402, 403, 406, 451, 999)],
    "429, again and again": [reply(429)],
    "500, 503, 521 and other 5xx": [reply(s) for s in (500, 501, 503, 521, 530)],
    "connection reset": [resets, b""],
    "no response in time": [sleeps],
    "HTTP that cannot be parsed": [
        HEAD + b"content-length: 4\r\ncontent-length: 5\r\n\r\nbody",
        HEAD + b"content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        HEAD + b"a line without colon\r\n\r\n",
        b"\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x05\x00\x00\x40\x00",  # HTTP/2
    ],
    "permanent redirects to a living page": [to("http://fine.example/")],
    "a temporary redirect to a living page": [to("http://fine.example/", 302)],
    "a redirect to the same page with `;jsessionid=`": [session],
    "a redirect to a login": [to("http://fine.example/login", 302)],
    "a redirect to an error page (`/404`, `?error=404`, `/unsupported-browser`, …)": [
        to(f"http://fine.example{path}")
        for path in ("/404", "/error", "/?error=404", "/unsupported-browser", "/cookie-consent")
    ],
    "200 with the title of an error page": [
        page(f"<title>{title}</title>")
        for title in ("Page not found – A Site", "Error 404 (Not Found)!!1", "页面不存在")
    ],
    "200 with the page of a domain that is for sale": [
        page("<title>This domain is for sale</title>")
    ],
}  # fmt: skip
OTHERS = {
    "a host that does not exist": ["http://x.missing.example/"],
    "an invalid certificate (self-signed, expired, no intermediate)": ["https://stranger.example/"],
    "TLS without forward secrecy": ["https://old.example/"],
    "a TLS handshake that is cut off": ["https://cut.example/"],
    "IPv6 only, from where there is none": ["http://six.example/"],
    "connection refused, never seen alive": ["http://closed.example/"],
    "connection refused in runs over three days, alive before": ["http://vanishing.example/"],
}


def promised() -> dict[str, str]:
    """Return the table of the docs: verdicts by behaviour."""
    text = (Path(__file__).parents[2] / "docs" / "links.md").read_text()
    table = text.partition("| behavior | verdict |")[2].partition("\n\n")[0]
    return dict(re.findall(r"^\| (.+?) \| (\w+)\b.*\|$", table, re.MULTILINE))


def test_the_docs_have_every_behaviour() -> None:
    assert [*promised()] == [*REPLIES, *OTHERS]


def urls() -> dict[str, str]:
    """Return the behaviour of each URL."""
    found = {
        f"http://h{number}-{index}.example/": behaviour
        for number, (behaviour, replies) in enumerate(REPLIES.items())
        for index, _ in enumerate(replies)
    }
    return found | {url: behaviour for behaviour, its in OTHERS.items() for url in its}


class World:
    """Servers of all behaviours; `day` is the day of the clock."""

    def __init__(self, made: Farm, ports: dict[str, int]) -> None:
        self.made = made
        self.ports = ports
        self.day = 0

    async def resolve(self, host: str, port: int) -> Sequence[tuple[str, int]]:
        if host == "six.example":
            return [("2001:db8::1", port)]
        if host == "vanishing.example" and self.day:
            return [("127.0.0.1", self.ports["closed.example"])]
        if host in self.ports:
            return [("127.0.0.1", self.ports[host])]
        return await self.made.resolve(host, port)


async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


def without_forward_secrecy() -> ssl.SSLContext:
    context = server_context("old.example", key_type=trustme.KeyType.RSA)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AES128-SHA:AES256-SHA")
    return context


async def start(stack: AsyncExitStack) -> World:
    routes: dict[str, Any] = {"/": page(), "/login": page()}
    for path in ("/404", "/error", "/unsupported-browser", "/cookie-consent"):
        routes[path] = page()
    for number, replies in enumerate(REPLIES.values()):
        for index, each in enumerate(replies):
            routes[f"h{number}-{index}.example/"] = each
            if each is session:
                routes[f"h{number}-{index}.example/;jsessionid=0A1B2C"] = page()
    made = await stack.enter_async_context(farm(routes))
    stranger = await stack.enter_async_context(
        farm({"/": page()}, server_context("stranger.example", issuer=STRANGER))
    )
    old = await stack.enter_async_context(farm({"/": page()}, without_forward_secrecy()))
    cutting = await asyncio.start_server(cut, "127.0.0.1", 0)
    stack.callback(cutting.close)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        ports = {"closed.example": closed.getsockname()[1]}
    ports |= {"stranger.example": stranger.tls_port, "old.example": old.tls_port}
    ports["cut.example"] = cutting.sockets[0].getsockname()[1]
    return World(made, ports)


async def run_days(
    folder: Path, given: Iterable[str], days: Iterable[int] = DAYS
) -> list[Mapping[str, Verdict]]:
    """Return the verdicts of a run on each of the days, with one cache."""
    AUTHORITY.cert_pem.write_to_path(str(folder / "ca.pem"))
    found = []
    async with AsyncExitStack() as stack:
        world = await start(stack)
        for world.day in days:
            when = NOW + world.day * DAY
            answers = await ask(
                world.made,
                *given,
                resolve=world.resolve,
                allow_private=True,
                ca_file=str(folder / "ca.pem"),
                cache=StoreSettings(path=str(folder / "links.sqlite"), alive=DAY),
                now=lambda when=when: when,
                timeout=0.5,
            )
            assert not answers.problems
            found.append(answers.verdicts)
    return found


async def test_verdicts_of_every_day(tmp_path: Path) -> None:
    known, table = urls(), promised()
    for day, verdicts in zip(DAYS, await run_days(tmp_path, known), strict=True):
        for url, behaviour in known.items():
            expected = table[behaviour]
            if url == "http://vanishing.example/":
                expected = "alive" if not day else "unknown" if day < 5 else "dead"
            found = verdicts[url]
            assert found.kind == expected, f"day {day}: {behaviour}: {found.reason}"


async def test_why_something_is_unknown_and_since_when(tmp_path: Path) -> None:
    url = "https://cut.example/"
    found = [verdicts[url] for verdicts in await run_days(tmp_path, [url, "http://fine.example/"])]
    assert {v.evidence for v in found} == {Evidence.TLS}
    assert [v.failures for v in found] == [1, 2, 3, 4, 5, 6]
    assert {v.failing_since for v in found} == {"2026-05-28T20:26:40Z"}


# --- Our own trouble -------------------------------------------------------------------------


async def broken(
    folder: Path, change: Callable[[World], dict[str, Any]]
) -> tuple[tuple[str, ...], list[Verdict]]:
    """Return the problems of a run with changed settings after a good one, and a third run."""
    AUTHORITY.cert_pem.write_to_path(str(folder / "ca.pem"))
    given = [f"https://s{number}.example/" for number in range(8)]
    names = [url.split("/")[2] for url in given]
    async with farm({"/": page()}, server_context(*names)) as made:
        more: dict[str, Any] = {
            "ca_file": str(folder / "ca.pem"),
            "cache": StoreSettings(path=str(folder / "links.sqlite"), alive=0),
        }
        first = await ask(made, *given, **more, now=lambda: NOW)
        assert {v.kind for v in first.verdicts.values()} == {VerdictKind.ALIVE}
        changed = {**more, **change(World(made, {})), "now": lambda: NOW + DAY}
        second = await ask(made, *given, **changed)
        assert {v.evidence for v in second.verdicts.values()} == {Evidence.LOCAL}
        third = await ask(made, *given, **more, now=lambda: NOW + 2 * DAY)
    return second.problems, list(third.verdicts.values())


def no_proxy(_: World) -> dict[str, Any]:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    return {"environ": {"HTTPS_PROXY": f"http://me:secret@127.0.0.1:{port}"}}


def inspected(_: World) -> dict[str, Any]:
    return {"ca_file": ""}


def refused(world: World) -> dict[str, Any]:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        world.ports = {f"s{i}.example": closed.getsockname()[1] for i in range(8)}
    return {"resolve": world.resolve}


def offline(_: World) -> dict[str, Any]:
    async def resolve(host: str, port: int) -> Sequence[tuple[str, int]]:
        raise socket.gaierror(socket.EAI_AGAIN, "temporary failure")

    return {"resolve": resolve}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (no_proxy, "proxy 127.0.0.1:"),
        (inspected, "most hosts fail alike (invalid certificate"),
        (refused, "most hosts fail alike (connection refused)"),
        (offline, "no network"),
    ],
)
async def test_our_own_trouble_is_reported_and_not_stored(
    tmp_path: Path, change: Callable[[World], dict[str, Any]], words: str
) -> None:
    problems, after = await broken(tmp_path, change)
    (line,) = problems
    assert line.startswith(words)
    assert line.endswith(": 8 links not checked")
    assert "secret" not in line
    assert {(v.kind, v.failures) for v in after} == {(VerdictKind.ALIVE, 0)}


async def test_too_many_open_files_are_ours() -> None:
    async def resolve(host: str, port: int) -> Sequence[tuple[str, int]]:
        if host == "a.example":
            return await made.resolve(host, port)
        raise OSError(errno.EMFILE, "Too many open files")

    async with farm({"/": page()}) as made:
        answers = await ask(made, "http://a.example/", "http://b.example/", resolve=resolve)
    assert answers.problems == ("too many open files: 1 link not checked",)
    assert answers.verdicts["http://a.example/"].kind is VerdictKind.ALIVE


@pytest.mark.parametrize("known", [5, 4])
async def test_a_first_run_in_which_all_hosts_fail_alike(known: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    given = [f"http://s{number}.example:{port}/" for number in range(known)]
    async with farm() as made:
        answers = await ask(made, *given)
    assert bool(answers.problems) is (known == 5)


async def test_a_captive_portal_is_ours_and_one_site_is_not() -> None:
    portal = page("<title>Log in</title>", 511)
    async with farm({"/": portal}) as made:
        answers = await ask(made, "http://a.example/", "http://b.example/")
    assert answers.problems == (
        "captive portal (511 Network Authentication Required): 2 links not checked",
    )
    async with farm({"a.example/": portal, "/": page()}) as made:
        answers = await ask(made, "http://a.example/", "http://b.example/")
    found = answers.verdicts["http://a.example/"]
    assert (found.kind, found.evidence) == (VerdictKind.UNKNOWN, Evidence.UNEXPECTED_STATUS)
    assert not answers.problems
