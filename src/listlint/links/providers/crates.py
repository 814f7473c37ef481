"""crates.io by its sparse index: its pages are empty without scripts.

The layout of the index: The Cargo Book, "Registry Index".
"""

import json
from typing import Any

from listlint.diagnostics.regex import regex
from listlint.links.provider import Provider
from listlint.links.providers.rest import Lookup, Rest, alive, split
from listlint.links.settings import ProviderSettings
from listlint.urls.verdict import Verdict

_NAME = regex(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_INDEX = "https://index.crates.io"
_API = "https://crates.io/api/v1/crates"


def provider(settings: ProviderSettings) -> Provider | None:
    """Return the provider."""
    return Rest("crates", locate, classify, parse=parse)


def locate(url: str) -> Lookup | None:
    """Claim pages of crates and of their versions.

    The site takes `-` for `_`, the index does not: so only the API decides what is dead.
    """
    match split(url, ("crates.io",)):
        case parts, ("crates", name, *version) if _NAME.fullmatch(name) and len(version) <= 1:
            confirmation_url = "" if version else f"{_API}/{name}"
            place = f"{_INDEX}/{index_path(name.lower())}"
            return Lookup(parts, (name, *version), place, confirmation_url)
    return None


def index_path(name: str) -> str:
    """Return where the index has the crate with the lower-case `name`."""
    match len(name):
        case 1 | 2:
            return f"{len(name)}/{name}"
        case 3:
            return f"3/{name[0]}/{name}"
    return f"{name[:2]}/{name[2:4]}/{name}"


def parse(body: bytes) -> list[Any]:
    """Return the versions in a file of the index: one JSON document a line."""
    return [json.loads(line) for line in body.splitlines() if line.strip()]


def classify(url: str, resource: Lookup, versions: Any) -> Verdict | None:
    """Return *alive* for a crate with any version, or with the requested one."""
    name, *wanted = resource.segments
    for entry in versions:
        match entry:
            case {"name": str(found), "vers": str(version)} if found.lower() == name.lower():
                if not wanted or wanted == [version]:
                    return alive(url)
    return None
