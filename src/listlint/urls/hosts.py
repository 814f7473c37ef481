"""Hosts: normalization, subdomains, and private addresses.

The only module that knows private addresses and international domain names.
"""

import ipaddress
from functools import lru_cache

from listlint.diagnostics.regex import regex

_LOCAL_NAMES = (".localhost", ".local", ".localdomain", ".internal", ".home.arpa")
"""Domains that no public host has (RFC 6761, RFC 6762, RFC 8375, ICANN on `internal`)."""
_FORBIDDEN = regex(r"[\x00-\x20#/:<>?@\\^|%\"`{}\[\]\x7f]")
_PLAIN_HOST = regex(
    r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?)*\.?"
)
_EMBEDDING = (
    (ipaddress.IPv6Network("64:ff9b::/96"), 0),  # NAT64, RFC 6052
    (ipaddress.IPv6Network("2002::/16"), 80),  # 6to4, RFC 3056
    (ipaddress.IPv6Network("::/96"), 0),  # IPv4-compatible, RFC 4291
)
_NOT_PUBLIC = tuple(
    map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8",
            "100.64.0.0/10",  # shared address space, RFC 6598
            "192.0.0.0/24",
            "192.88.99.0/24",
            "64:ff9b:1::/48",  # local NAT64, RFC 8215
            "100::/64",
            "2001::/23",  # Teredo and others, RFC 2928
            "fec0::/10",
            "5f00::/16",
        ),
    )
)


def host_is(host: str, domain: str) -> bool:
    """Return whether `host` is `domain` or below it (`nottwitter.com` is not `twitter.com`)."""
    return host == domain or host.endswith("." + domain)


@lru_cache(4_096)
def ascii_host(host: str) -> str | None:
    """Return a host name in lower case and in ASCII (UTS 46); None for an invalid one."""
    name = host.lower()
    if _PLAIN_HOST.fullmatch(name) and "xn--" not in name:
        return name
    if not name or _FORBIDDEN.search(name):
        return None
    import idna  # few hosts need its tables

    try:
        return idna.encode(name, uts46=True, transitional=False).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        pass
    try:  # emoji domains exist, although IDNA 2008 forbids them
        encoded = name.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    return None if not encoded or _FORBIDDEN.search(encoded) else encoded


@lru_cache(4_096)
def is_private(host: str) -> bool:
    """Return whether `host` is private (local to a machine or network), without a DNS lookup."""
    name = host.strip("[]").removesuffix(".")
    address = literal_address(name)
    return is_local_name(name) if address is None else not is_public(address)


def is_local_name(host: str) -> bool:
    """Return whether `host` (in lower case) is in a domain for local use."""
    return f".{host}".endswith(_LOCAL_NAMES)


@lru_cache(4_096)
def is_public(address: str) -> bool:
    """Return whether an IP address is on the public internet.

    Private, loopback, link-local (cloud metadata), multicast and reserved addresses are not. For
    an address that embeds an IPv4 address (mapped, NAT64, 6to4), that one is checked.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        for network, shift in _EMBEDDING:
            if ip in network:
                return is_public(str(ipaddress.IPv4Address(int(ip) >> shift & 0xFFFFFFFF)))
    if any(ip.version == net.version and ip in net for net in _NOT_PUBLIC):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def literal_address(host: str) -> str | None:
    """Return the IP address that `host` is, in any form of `inet_aton` (octal, hex, integer)."""
    if ":" not in host and not host[:1].isdigit():  # nearly all hosts: a name
        return None
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    if not host[-1:].isalnum() or not host[0].isdigit():
        return None
    from socket import inet_aton, inet_ntoa  # rarely needed

    try:
        return inet_ntoa(inet_aton(host))
    except (OSError, ValueError):
        return None
