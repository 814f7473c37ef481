"""Nobody is made to ask for what is not public, and no secret goes astray."""

import asyncio
import ssl
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from servers import AUTHORITY, Farm, ask, farm, page, reply, server_context, settings, to

from listlint.links import LinkCheckOptions, LinkSettings, http
from listlint.links.addresses import Guard
from listlint.links.http import HttpClient
from listlint.links.messages import Request, RequestError
from listlint.links.policy import Hosts
from listlint.urls.parse import target
from listlint.urls.verdict import Evidence, Verdict, VerdictKind

# --- Addresses -------------------------------------------------------------------------------


def test_guard() -> None:
    guard = Guard(False, ("intra.example", "10.0.0.0/8", "fd00::1"))
    assert guard.allows("intra.example", "192.168.1.1")
    assert guard.allows("x.example", "10.9.9.9")
    assert guard.allows("x.example", "fd00::1")
    assert not guard.allows("x.intra.example", "192.168.1.1")
    assert not guard.allows("x.example", "127.0.0.1")
    assert Guard(True, ()).allows("x.example", "127.0.0.1")


PRIVATE_URLS = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://0/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://１２７.0.0.1/",  # full-width digits
    "http://%31%32%37.0.0.1/",
    "http://localhost/",
]


@pytest.mark.parametrize("url", PRIVATE_URLS)
async def test_private_addresses_are_not_asked(url: str) -> None:
    async with farm({"/": page()}) as made:
        answers = await ask(made, url, allow_hosts=())
        assert made.connections == 0
    found = answers.verdicts[url]
    assert (found.kind, found.evidence) == (VerdictKind.SKIPPED, Evidence.PRIVATE)


async def test_private_if_allowed() -> None:
    async with farm({"/": page()}) as made:
        url = f"http://127.0.0.1:{made.port}/"
        for more in ({"allow_private": True, "allow_hosts": ()}, {"allow_hosts": ("127.0.0.1",)}):
            assert (await ask(made, url, **more)).verdicts[url].kind is VerdictKind.ALIVE


class Resolver:
    """Says something else each time it is asked."""

    def __init__(self, made: Farm, *answers: str) -> None:
        self.made = made
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[tuple[str, int]]:
        self.asked.append(host)
        address = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [(address, self.made.port)]


async def test_names_that_lead_to_private_addresses() -> None:
    async with farm({"/": page()}) as made:
        url = "http://harmless.example/"
        answers = await ask(made, url, resolve=Resolver(made, "127.0.0.2"))
        assert made.connections == 0
    assert answers.verdicts[url].evidence is Evidence.PRIVATE


async def test_one_private_address_among_others_is_enough() -> None:
    async def resolve(host: str, port: int) -> list[tuple[str, int]]:
        return [("127.0.0.1", made.port), ("127.0.0.2", made.port)]

    async with farm({"/": page()}) as made:
        answers = await ask(made, "http://a.example/", resolve=resolve)
        assert made.connections == 0
    assert answers.verdicts["http://a.example/"].evidence is Evidence.PRIVATE


@pytest.mark.parametrize("location", [*PRIVATE_URLS[1:], "http://inside.example/"])
async def test_redirects_to_private_addresses(location: str) -> None:
    async def resolve(host: str, port: int) -> list[tuple[str, int]]:
        return [("127.0.0.2" if host == "inside.example" else "127.0.0.1", made.port)]

    async with farm({"/start": to(location), "/": page()}) as made:
        url = "http://a.example/start"
        allowed = ("a.example",)
        answers = await ask(made, url, resolve=resolve, allow_hosts=allowed)
        assert [a.path for a in made.asked] == ["/start"]
    found = answers.verdicts[url]
    assert found.evidence is Evidence.PRIVATE
    assert found.kind is VerdictKind.UNKNOWN


async def test_a_name_server_that_changes_its_answer() -> None:
    """What is checked is what is connected to: a second lookup could lead elsewhere."""
    inside = Farm(routes={"/": page("secret")})
    async with farm({"/": [b"", b"", page()]}) as made:
        server = await asyncio.start_server(inside.serve, "127.0.0.2", made.port)
        # Every attempt looks up once. The first finds the allowed address, the second not. Within
        # an attempt, a request is sent again if its connection is closed without a response.
        resolver = Resolver(made, "127.0.0.1", "127.0.0.2")
        answers = await ask(made, "http://a.example/", resolve=resolver)
        server.close()
    found = answers.verdicts["http://a.example/"]
    assert found.evidence is Evidence.PRIVATE
    assert len(made.asked) == 2
    assert len(resolver.asked) == 2
    assert inside.connections == 0


async def test_the_socket_is_the_last_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(resolver: Any, host: str, port: int = 0, family: int = 0) -> list[Any]:
        return [{"hostname": host, "host": "127.0.0.1", "port": made.port, "family": family,
                 "proto": 0, "flags": 0}]  # fmt: skip

    monkeypatch.setattr(http.Resolver, "resolve", resolve)
    async with farm({"/": page()}) as made:
        url = "http://a.example/"
        found = (await ask(made, url, allow_hosts=())).verdicts[url]
        assert made.connections == 0
        assert found.evidence is Evidence.PRIVATE
        assert (await ask(made, url, allow_hosts=("a.example",))).verdicts[url].status == 200


# --- Secrets ---------------------------------------------------------------------------------


async def test_headers_of_one_host_never_reach_another() -> None:
    routes = {
        "a.example/": to("http://b.example/x", 302),
        "b.example/x": to("http://sub.a.example/y", 302),
        "sub.a.example/y": page(),
    }
    async with farm(routes) as made:
        await ask(
            made,
            "http://a.example/",
            headers={"http://a.example": {"X-Token": "${TOKEN}"}},
            auth={"a.example:80": "me:${PASSWORD}"},
            environ={"TOKEN": "t0ken", "PASSWORD": "pass"},
        )
    sent = {a.host: a.headers for a in made.asked}
    assert sent["a.example"]["x-token"] == "t0ken"
    assert sent["a.example"]["authorization"] == "Basic bWU6cGFzcw=="
    for host in ("b.example", "sub.a.example"):
        assert "x-token" not in sent[host]
        assert "authorization" not in sent[host]


@pytest.mark.parametrize(
    ("origin", "url", "sent"),
    [
        ("a.example", "http://a.example/", False),
        ("a.example", "http://a.example:8080/", False),
        ("a.example", "https://a.example/", True),
        ("a.example", "https://a.example:8443/", False),
        ("https://a.example", "https://a.example:8443/", False),
        ("a.example:8443", "https://a.example:8443/", True),
        ("http://a.example", "http://a.example/", True),
        ("http://a.example", "https://a.example/", False),
        ("http://a.example:8080", "http://a.example:8080/", True),
        ("*.example", "https://a.example/", True),
        ("[::1]:8080", "http://[::1]:8080/", True),
    ],
)
def test_secrets_are_not_sent_in_the_clear(origin: str, url: str, sent: bool) -> None:
    headers = {origin: {"X-Token": "${TOKEN}"}}
    hosts = Hosts(LinkCheckOptions(headers=headers, environ={"TOKEN": "t0ken"}))
    assert bool(hosts.policy(target(url)).headers) is sent


async def test_headers_for_all_below_a_host() -> None:
    async with farm({"/": page()}) as made:
        urls = ("http://x.a.example/", "http://a.example/", "http://nota.example/")
        await ask(made, *urls, headers={"*.a.example": {"X-A": "1"}})
    assert [a.host for a in made.asked if "x-a" in a.headers] == ["x.a.example"]


async def test_passwords_of_a_url_stay_with_their_host() -> None:
    routes = {"/": to("/there", 302), "a.example/there": to("http://b.example/there", 302),
              "/there": page()}  # fmt: skip
    async with farm(routes) as made:
        await ask(made, "http://me:pass@a.example/")
    assert [a.headers.get("authorization") for a in made.asked] == [
        "Basic bWU6cGFzcw==",
        "Basic bWU6cGFzcw==",
        None,
    ]


async def test_a_missing_secret_is_reported() -> None:
    async with farm({"/": page()}) as made:
        headers = {"a.example": {"X-Token": "Bearer ${TOKEN}"}}
        answers = await ask(made, "http://a.example/", headers=headers)
    assert "x-token" not in made.asked[0].headers
    assert any("TOKEN is not set" in line for line in answers.notices)


async def test_a_config_of_a_request_sends_no_secret() -> None:
    async with farm({"/": page()}) as made:
        answers = await ask(
            made,
            "http://a.example/",
            headers={"http://a.example": {"X-Token": "${TOKEN}", "X-Plain": "1"}},
            environ={"TOKEN": "t0ken"},
            trusted=False,
        )
    assert "x-token" not in made.asked[0].headers
    assert made.asked[0].headers["x-plain"] == "1"
    assert any("--config-from" in line for line in answers.notices)


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "${SPLIT}", "ü"])
async def test_headers_cannot_be_split(value: str) -> None:
    async with farm({"/": page()}) as made:
        with pytest.raises(ValueError, match="invalid header"):
            await ask(
                made,
                "http://a.example/",
                headers={"http://a.example": {"X-A": value}},
                environ={"SPLIT": "a\r\nX-Evil: 1"},
            )


@pytest.mark.parametrize("location", ["/x\r\nX-Evil: 1", "/x y\tz"])
async def test_requests_cannot_be_split(location: str) -> None:
    def answer(asked: Any) -> bytes:
        return to(location.replace("\r\n", "%0d%0a") if asked.path == "/" else "/", 302)

    async with farm({"/": answer}) as made:
        url = "http://a.example/\r\nX-Evil: 1"
        await ask(made, url, "http://a.example/")
    assert all("x-evil" not in a.headers for a in made.asked)


async def test_the_user_agent_is_honest_and_no_link_bot() -> None:
    async with farm({"/": page()}) as made:
        await ask(made, "http://a.example/")
    agent = made.asked[0].headers["user-agent"]
    assert agent.startswith("listlint/")
    assert "link" not in agent


async def test_a_token_goes_to_its_api_and_never_along_a_redirect() -> None:
    async with farm({"/graphql": to("http://b.example/graphql", 307), "/": page()}) as made:
        client = HttpClient(settings(made, allow_hosts=()))
        answer = await client.request(
            "POST", "http://api.example/graphql", headers={"authorization": "x"}, body=b"{}"
        )
        await client.close()
    assert answer.status == 307
    assert [(a.host, a.body) for a in made.asked] == [("api.example", b"{}")]


async def test_what_an_api_breaks_off_is_no_answer() -> None:
    async def short(asked: Any, writer: Any) -> None:
        writer.write(b'HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{"a": ')

    async with farm({"/": short, "/ok": reply(200, b'{"a": 1}', x_rate="5")}) as made:
        client = HttpClient(settings(made))
        answer = await client.request("GET", "http://api.example/ok")
        assert (answer.body, answer.headers["x-rate"]) == (b'{"a": 1}', "5")
        with pytest.raises(RequestError, match="incomplete"):
            await client.request("GET", "http://api.example/")
        with pytest.raises(RequestError):
            await client.request("GET", "http://missing.example/")
        await client.close()


async def test_packed_answers_of_an_api_are_unpacked_up_to_a_limit() -> None:
    bomb = zlib.compress(b"0" * 100_000_000)
    routes = {
        "/": reply(200, zlib.compress(b"{}"), content_encoding="deflate"),
        "/bomb": reply(200, bomb, content_encoding="deflate"),
    }
    async with farm(routes) as made:
        client = HttpClient(settings(made))
        assert (await client.request("GET", "http://api.example/")).body == b"{}"
        answer = await client.request("GET", "http://api.example/bomb", limit=1_000)
        await client.close()
    assert (len(answer.body), answer.complete) == (1_000, False)


# --- Connections -----------------------------------------------------------------------------


async def test_connections_are_closed_when_a_host_is_done() -> None:
    async with farm({"/1": page(), "/2": page()}) as made:
        urls = [f"http://h{i}.example/{path}" for i in range(30) for path in (1, 2)]
        await ask(made, *urls, concurrency=3)
    assert made.connections <= 60
    assert made.most_open <= 6


async def test_few_hosts_keep_idle_connections() -> None:
    async with farm({"/": page()}) as made:
        client = HttpClient(settings(made, concurrency=3))
        for i in range(20):
            await client.fetch(Request(target=target(f"http://h{i}.example/"), body_limit=whole))
        await asyncio.sleep(0.05)
        assert made.open == 6
        await client.leave("h19.example")
        await asyncio.sleep(0.05)
        assert made.open == 5
        again = (f"http://h{i % 7}.example/" for i in range(70))
        requests = (Request(target=target(url), body_limit=whole) for url in again)
        await asyncio.gather(*map(client.fetch, requests))
        await client.close()
        await asyncio.sleep(0.05)
        assert made.open == 0


def whole(status: int, headers: Any) -> int:
    return 10_000


# --- TLS -------------------------------------------------------------------------------------


def yesterday() -> datetime:
    return datetime.now(UTC) - timedelta(days=1)


@pytest.fixture(scope="module")
def ca_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("tls") / "ca.pem"
    AUTHORITY.cert_pem.write_to_path(str(path))
    return str(path)


async def https(context: ssl.SSLContext, **more: Any) -> Verdict:
    async with farm({"/": page()}, tls=context) as made:
        answers = await ask(made, "https://a.example/", "http://a.example/", **more)
        return answers.verdicts["https://a.example/"]


async def test_good_certificate(ca_file: str) -> None:
    found = await https(server_context("a.example"), ca_file=ca_file)
    assert found.kind is VerdictKind.ALIVE


@pytest.mark.parametrize(
    ("context", "words"),
    [
        (lambda: server_context("a.example", not_after=yesterday()), "expired"),
        (lambda: server_context("b.example"), "mismatch"),
        (lambda: server_context("a.example", issuer=trustme.CA()), "self-signed"),
    ],
)
async def test_bad_certificates(context: Any, words: str, ca_file: str) -> None:
    found = await https(context(), ca_file=ca_file)
    assert (found.kind, found.evidence) == (VerdictKind.UNKNOWN, Evidence.TLS)
    assert words in found.reason.replace("self signed", "self-signed").replace(
        "unable to get local issuer certificate", "self-signed"
    )
    assert found.attempts == 1


async def test_floods_by_tls_are_not_read(ca_file: str) -> None:
    taken: list[int] = []

    async def pour(asked: Any, writer: asyncio.StreamWriter) -> None:
        taken.append(0)
        while taken[-1] < 30_000_000:
            writer.write(b"HTTP/1.1 103 Early\r\nX: " + b"x" * 20_000 + b"\r\n\r\n")
            taken[-1] += 20_000
            await writer.drain()
            await asyncio.sleep(0)

    async with farm({"/": pour}, tls=server_context("a.example")) as made:
        url = "https://a.example/"
        found = (await ask(made, url, ca_file=ca_file, retries=0)).verdicts[url]
    assert found.kind is VerdictKind.UNKNOWN
    assert max(taken) < 8_000_000


async def test_no_tls_where_it_should_be() -> None:
    async def complain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(reply(400))
        await reader.read(9_999)
        writer.close()

    async with farm() as made:
        server = await asyncio.start_server(complain, "127.0.0.1", 0)
        made.tls_port = server.sockets[0].getsockname()[1]
        found = (await ask(made, "https://a.example/")).verdicts["https://a.example/"]
        server.close()
    assert (found.kind, found.evidence) == (VerdictKind.UNKNOWN, Evidence.TLS)


async def test_a_bad_file_of_certificates_is_reported(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nonsense")
    async with farm() as made:
        with pytest.raises(ValueError, match=r"ca\.pem"):
            await ask(made, "http://a.example/", ca_file=str(tmp_path / "ca.pem"))


# --- IPv4 and IPv6 ---------------------------------------------------------------------------


def has_ipv6() -> bool:
    import socket

    try:
        with socket.socket(socket.AF_INET6) as made:
            made.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="no IPv6 here")
@pytest.mark.parametrize("alive", ["127.0.0.1", "::1"])
async def test_one_family_is_enough(alive: str) -> None:
    dead = "::1" if alive == "127.0.0.1" else "127.0.0.1"
    async with farm({"/": page()}, address=alive) as made:

        async def resolve(host: str, port: int) -> list[tuple[str, int]]:
            return [(dead, made.port), (alive, made.port)]

        url = "http://a.example/"
        found = (await ask(made, url, resolve=resolve, allow_private=True)).verdicts[url]
    assert found.kind is VerdictKind.ALIVE
    assert found.attempts == 1


async def test_a_black_hole_does_not_hold_up_the_other_address() -> None:
    """An address that swallows everything: a full backlog, as nobody accepts."""
    import socket

    hole = socket.socket()
    hole.bind(("127.0.0.2", 0))
    hole.listen(0)
    port = hole.getsockname()[1]
    fillers = []
    for _ in range(4):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(("127.0.0.2", port))
        fillers.append(filler)
    async with farm({"/": page()}) as made:

        async def resolve(host: str, at: int) -> list[tuple[str, int]]:
            return [("127.0.0.2", port), ("127.0.0.1", made.port)]

        url = "http://a.example/"
        found = (await ask(made, url, resolve=resolve, allow_private=True)).verdicts[url]
    for each in (hole, *fillers):
        each.close()
    assert found.kind is VerdictKind.ALIVE
    assert found.elapsed < LinkSettings().connect_timeout  # it did not wait for the first address


async def test_the_client_tells_why(ca_file: str) -> None:
    reasons = {
        "http://missing.example/": "no such host: missing.example",
        "http://10.0.0.1/": "private address (10.0.0.1)",
    }
    async with farm() as made:
        client = HttpClient(settings(made))
        for url, reason in reasons.items():
            with pytest.raises(RequestError) as failed:
                await client.fetch(Request(target=target(url), body_limit=whole))
            assert failed.value.reason == reason
        await client.close()
