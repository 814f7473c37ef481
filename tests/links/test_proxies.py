"""Proxies: by HTTP, by TLS and by SOCKS, with what they must not be asked for."""

import asyncio
import ssl
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from socket import inet_ntoa
from typing import Any

import pytest
from servers import AUTHORITY, Farm, ask, farm, page, reply, server_context, settings

from listlint.links.http import HttpClient
from listlint.links.settings import HostSettings
from listlint.urls.verdict import Evidence, VerdictKind


@pytest.fixture
def ca_file(tmp_path: Path) -> str:
    path = tmp_path / "ca.pem"
    AUTHORITY.cert_pem.write_to_path(str(path))
    return str(path)


@dataclass
class Tunnels:
    """A proxy that tunnels each connection to a port of the farm, and what it was asked for."""

    reply: int = 0
    asked: list[tuple[str, int]] = field(default_factory=list)
    logins: list[bytes] = field(default_factory=list)
    ports: dict[int, int] = field(default_factory=dict)

    async def socks(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve SOCKS 4, 4a and 5 (RFC 1928, RFC 1929)."""
        if (await reader.readexactly(1)) == b"\x04":
            _, port, address = struct.unpack("!cH4s", await reader.readexactly(7))
            await reader.readuntil(b"\0")
            named = address.startswith(b"\0\0\0")
            host = (await reader.readuntil(b"\0"))[:-1].decode() if named else inet_ntoa(address)
            answer = bytes([0, self.reply or 90]) + bytes(6)
        else:
            methods = await reader.readexactly((await reader.readexactly(1))[0])
            writer.write(bytes([5, methods[-1]]))
            if methods[-1] == 2:
                for _ in range(2):
                    reader_length = (await reader.readexactly(2 - len(self.logins) % 2))[-1]
                    self.logins.append(await reader.readexactly(reader_length))
                writer.write(bytes([1, self.reply == 99]))
            kind = (await reader.readexactly(4))[3]
            if kind == 3:
                host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
            else:
                host = str(ip_address(await reader.readexactly(4 if kind == 1 else 16)))
            (port,) = struct.unpack("!H", await reader.readexactly(2))
            answer = bytes([5, self.reply, 0, 1]) + bytes(6)
        self.asked.append((host, port))
        writer.write(answer)
        if self.reply:
            writer.close()
        else:
            await self._pump(reader, writer, port)

    async def http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve `CONNECT`."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        host, _, port = head.split()[1].partition(":")
        self.asked.append((host, int(port)))
        self.logins += [line.encode() for line in head.split("\r\n") if "Authorization" in line]
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await self._pump(reader, writer, int(port))

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int
    ) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self.ports[port])

        async def copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
            while data := await source.read(65_536):
                sink.write(data)
            sink.close()

        await asyncio.gather(copy(reader, back), copy(there, writer), return_exceptions=True)


@asynccontextmanager
async def tunnels(
    serve: str = "socks", tls: ssl.SSLContext | None = None, reply: int = 0
) -> AsyncIterator[tuple[Farm, Tunnels, int]]:
    """Yield a farm with http and https, a proxy to it, and the port of the proxy."""
    async with farm({"/": page()}, tls=server_context("a.example")) as made:
        proxy = Tunnels(reply, ports={80: made.port, 443: made.tls_port})
        server = await asyncio.start_server(getattr(proxy, serve), "127.0.0.1", 0, ssl=tls)
        yield made, proxy, server.sockets[0].getsockname()[1]
        server.close()
        await asyncio.sleep(0.05)


def proxied(made: Farm, **more: str) -> dict[str, Any]:
    proxy = f"http://me:pass@127.0.0.1:{made.port}"
    return {"environ": {"HTTP_PROXY": proxy, "HTTPS_PROXY": proxy, **more}}


async def test_http_through_a_proxy() -> None:
    async with farm({"http://a.example/x": page()}) as made:
        made.routes["a.examplehttp://a.example/x"] = page()
        found = (await ask(made, "http://a.example/x", **proxied(made))).verdicts
    assert found["http://a.example/x"].kind is VerdictKind.ALIVE
    assert made.asked[0].headers["proxy-authorization"] == "Basic bWU6cGFzcw=="


async def test_https_through_a_proxy(ca_file: str) -> None:
    async with tunnels("http") as (made, proxy, port):
        environ = {"https_proxy": f"http://127.0.0.1:{port}"}
        found = (await ask(made, "https://a.example/", environ=environ, ca_file=ca_file)).verdicts
    assert found["https://a.example/"].kind is VerdictKind.ALIVE
    assert proxy.asked == [("a.example", 443)]
    assert made.asked[0].path == "/"


async def test_a_proxy_that_refuses_is_not_the_page() -> None:
    async with farm({"a.example:443a.example:443": reply(407)}) as made:
        made.routes["a.example:443"] = reply(407)
        found = (await ask(made, "https://a.example/", **proxied(made))).verdicts
    assert found["https://a.example/"].kind is VerdictKind.UNKNOWN
    assert "proxy" in found["https://a.example/"].reason


async def test_a_header_is_no_proxy() -> None:
    """The web server of a CGI script turns a header `Proxy` into HTTP_PROXY."""
    async with farm({"/": page()}) as made:
        environ = {"HTTP_PROXY": "http://127.0.0.1:1", "REQUEST_METHOD": "GET"}
        found = (await ask(made, "http://a.example/", environ=environ)).verdicts
    assert found["http://a.example/"].kind is VerdictKind.ALIVE


@pytest.mark.parametrize("skip", ["a.example", ".example", "*.example", "*", "x, a.example:80"])
async def test_no_proxy(skip: str) -> None:
    async with farm({"/": page()}) as made:
        environ = {"http_proxy": "http://127.0.0.1:1", "no_proxy": skip}
        found = (await ask(made, "http://a.example/", environ=environ)).verdicts
    assert found["http://a.example/"].kind is VerdictKind.ALIVE


async def test_private_addresses_in_urls_are_not_asked_of_a_proxy() -> None:
    async with farm({}) as made:
        urls = ["http://127.0.0.1/", "http://0x7f.1/", "http://localhost/", "http://db.internal/"]
        urls += ["http://127.0.0.1./", "http://localhost./", "http://db.internal./"]
        answers = await ask(made, *urls, **proxied(made), allow_hosts=())
        assert not made.asked
    assert {v.evidence for v in answers.verdicts.values()} == {Evidence.PRIVATE}


@pytest.mark.parametrize("proxy", ["ftp://127.0.0.1:1", "http://[", "socks://me:pw@x.example"])
async def test_proxies_that_cannot_be_used_are_reported(proxy: str) -> None:
    async with farm({"/": page()}) as made:
        answers = await ask(made, "http://a.example/", environ={"HTTPS_PROXY": proxy})
    (line,) = answers.problems
    assert "proxy" in line
    assert line.endswith("1 link not checked")
    assert "pw" not in line
    assert not answers.verdicts


# --- SOCKS and https proxies ---


def public(made: Farm) -> dict[str, Any]:
    """Return settings by which `a.example` has a public address, which no test connects to."""

    async def resolve(host: str, port: int) -> list[tuple[str, int]]:
        if host == "inside.example":
            return [("93.184.215.14", port), ("10.0.0.1", port)]
        return [("2606:2800:21f:cb07::1", port), ("93.184.215.14", port)]

    return {"resolve": resolve, "allow_hosts": ()}


@pytest.mark.parametrize(
    ("scheme", "host"),
    [
        ("socks5", "93.184.215.14"),
        ("socks4", "93.184.215.14"),
        ("socks5h", "a.example"),
        ("socks4a", "a.example"),
    ],
)
async def test_socks_proxies(scheme: str, host: str, ca_file: str) -> None:
    """Without `h` or `a`, names are looked up and checked here; certificates are of the name."""
    urls = ["http://a.example/", "https://a.example/"]
    async with tunnels() as (made, proxy, port):
        environ = {"ALL_PROXY": f"{scheme}://127.0.0.1:{port}"}
        found = await ask(made, *urls, **public(made), environ=environ, ca_file=ca_file)
    assert {v.kind for v in found.verdicts.values()} == {VerdictKind.ALIVE}
    assert sorted(proxy.asked) == [(host, 80), (host, 443)]


async def test_apis_are_requested_through_socks() -> None:
    async with tunnels() as (made, proxy, port):
        environ = {"ALL_PROXY": f"socks5h://127.0.0.1:{port}"}
        client = HttpClient(settings(made, environ=environ))
        response = await client.request("GET", "http://a.example/")
        await client.close()
    assert response.status == 200
    assert proxy.asked == [("a.example", 80)]


async def test_socks_with_a_password() -> None:
    async with tunnels() as (made, proxy, port):
        environ = {"HTTP_PROXY": f"socks5://me:p%40ss@127.0.0.1:{port}"}
        found = await ask(made, "http://a.example/", **public(made), environ=environ)
    assert found.verdicts["http://a.example/"].kind is VerdictKind.ALIVE
    assert proxy.logins == [b"me", b"p@ss"]


@pytest.mark.parametrize("scheme", ["socks5", "socks4", "socks5h", "socks4a"])
async def test_no_private_address_through_socks(scheme: str) -> None:
    urls = ["http://127.0.0.1/", "http://0x7f.1/", "http://169.254.169.254/"]
    if scheme in ("socks5", "socks4"):
        urls.append("http://inside.example/")  # one private address among others
    else:
        urls += ["http://localhost/", "http://db.internal/"]
    async with tunnels() as (made, proxy, port):
        environ = {"ALL_PROXY": f"{scheme}://127.0.0.1:{port}"}
        found = await ask(made, *urls, **public(made), environ=environ)
    assert {v.evidence for v in found.verdicts.values()} == {Evidence.PRIVATE}
    assert not proxy.asked


@pytest.mark.parametrize(
    ("reply", "evidence", "words"),
    [
        (5, Evidence.CONNECTION, "connection refused by destination host"),
        (1, Evidence.CONNECTION, "general socks server failure"),
        (99, Evidence.LOCAL, "username and password authentication failure"),
    ],
)
async def test_what_a_socks_proxy_replies(reply: int, evidence: Evidence, words: str) -> None:
    async with tunnels(reply=reply) as (made, _, port):
        environ = {"ALL_PROXY": f"socks5://me:secret@127.0.0.1:{port}"}
        found = await ask(made, "http://a.example/", **public(made), environ=environ)
    verdict = found.verdicts["http://a.example/"]
    assert verdict.kind is VerdictKind.UNKNOWN
    assert verdict.evidence is evidence
    assert words in verdict.reason
    assert "secret" not in f"{verdict} {found.problems} {found.notices}"


async def test_a_socks_proxy_that_is_down_is_ours() -> None:
    async with farm() as made:
        environ = {"ALL_PROXY": "socks5h://me:secret@127.0.0.1:1"}
        found = await ask(made, "http://a.example/", **public(made), environ=environ)
    assert found.problems == ("proxy 127.0.0.1:1: connection refused: 1 link not checked",)


async def test_a_name_that_is_not_found_is_not_the_proxys_fault() -> None:
    async with tunnels() as (made, _, port):
        environ = {"ALL_PROXY": f"socks5://127.0.0.1:{port}"}
        found = await ask(made, "http://missing.example/", environ=environ)
    assert found.verdicts["http://missing.example/"].evidence is Evidence.NO_HOST


async def test_socks_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("listlint.links.proxy.find_spec", lambda _: None)
    async with farm() as made:
        environ = {"ALL_PROXY": "socks5://me:secret@proxy.example"}
        found = await ask(made, "http://a.example/", "http://b.example/", environ=environ)
    (line,) = found.problems
    assert line == (
        "the proxy `socks5://proxy.example:1080` needs pip install 'listlint[socks]': "
        "2 links not checked"
    )


async def test_https_proxies(ca_file: str) -> None:
    """TLS within TLS; a host without verification does not disclose the proxy's password."""
    hosts = {"*": HostSettings(verify=False), "a.example": HostSettings(verify=False)}
    for more in ({"ca_file": ca_file}, {"ca_file": ca_file, "hosts": hosts}, {"hosts": hosts}):
        async with tunnels("http", server_context("127.0.0.1")) as (made, proxy, port):
            environ = {"HTTPS_PROXY": f"https://me:secret@127.0.0.1:{port}"}
            found = await ask(made, "https://a.example/", environ=environ, **more)
        if "ca_file" in more:
            assert found.verdicts["https://a.example/"].kind is VerdictKind.ALIVE
            assert proxy.asked == [("a.example", 443)]
            assert proxy.logins == [b"Proxy-Authorization: Basic bWU6c2VjcmV0"]
        else:
            assert not proxy.asked
            assert found.problems[0].startswith(f"proxy 127.0.0.1:{port}: invalid certificate")
