"""Which hosts the public internet has, and how a host is spelled in ASCII."""

import pytest

from listlint.urls.hosts import ascii_host, host_is, is_private, is_public, literal_address


def test_hosts_below_a_domain() -> None:
    assert host_is("a.twitter.com", "twitter.com")
    assert host_is("twitter.com", "twitter.com")
    assert not host_is("nottwitter.com", "twitter.com")


@pytest.mark.parametrize(
    ("host", "spelled"),
    [
        ("TOOL.example", "tool.example"),
        ("a_b.example.", "a_b.example."),
        ("bücher.example", "xn--bcher-kva.example"),
        ("straße.example", "xn--strae-oqa.example"),  # UTS 46; IDNA 2003 had `strasse.example`
        ("１２７.0.0.1", "127.0.0.1"),
        ("💩.example", "xn--ls8h.example"),
        ("XN--LS8H.example", "xn--ls8h.example"),
        ("℀.example", None),  # would become `a/c.example`
        ("a b.example", None),
        ("a.example:80", None),
        ("ü" * 5_000, None),
        ("", None),
    ],
)
def test_ascii_host(host: str, spelled: str | None) -> None:
    assert ascii_host(host) == spelled


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "a.localhost",
        "nas.local",
        "router.home.arpa",
        "ci.corp.internal",
        "db.internal.",
        "127.0.0.1",
        "127.1",
        "0x7f.1",
        "2130706433",
        "100.64.0.1",
        "224.0.0.1",
        "[::1]",
        "[fe80::1]",
        "[::ffff:10.0.0.1]",
    ],
)
def test_private_hosts(host: str) -> None:
    assert is_private(host)


@pytest.mark.parametrize(
    "host",
    [
        "localhost.example",
        "mylocal",
        "1.1.1.1",
        "[2606:4700::1111]",
        "tool.example",
        "",
        "1and1.example",
    ],
)
def test_public_hosts(host: str) -> None:
    assert not is_private(host)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.8.8.8",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001::1",
        "2001:db8::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "no address",
    ],
)
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8",
     "2002:808:808::1"],
)  # fmt: skip
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("0177.0.0.01", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("0", "0.0.0.0"),
        ("::1", "::1"),
        ("1.1.1.1", "1.1.1.1"),
        ("1and1.example", None),
        ("0xg.example", None),
        ("a.example", None),
        ("", None),
    ],
)
def test_literal_address(host: str, address: str | None) -> None:
    assert literal_address(host) == address
