"""npm by its registry: a bot wall hides its pages."""

from typing import Any
from urllib.parse import quote

from listlint.diagnostics.regex import regex
from listlint.links.provider import Provider
from listlint.links.providers.rest import Lookup, Rest, alive, split
from listlint.links.settings import ProviderSettings
from listlint.urls.verdict import Verdict

_NAME = regex(r"[A-Za-z0-9~_-][A-Za-z0-9~_.-]{0,213}")  # npm's own limit is 214
_VERSION = regex(r"[0-9A-Za-z.+-]{1,64}")
_REGISTRY = "https://registry.npmjs.org"


def provider(settings: ProviderSettings) -> Provider | None:
    """Return the provider."""
    return Rest("npm", locate, classify)


def locate(url: str) -> Lookup | None:
    """Claim pages of packages, scoped or not, and of their versions.

    A package is dead if it has neither a latest version nor a document; a missing version is
    left to the web.
    """
    match split(url, ("www.npmjs.com",)):
        case parts, ("package", *rest):
            scope = rest.pop(0) if rest and rest[0].startswith("@") else ""
        case _:
            return None
    if scope and not _NAME.fullmatch(scope[1:]):
        return None
    match rest:
        case [name] if _NAME.fullmatch(name):
            full = f"{scope}/{name}" if scope else name
            place = f"{_REGISTRY}/{quote(full, safe='@')}"
            return Lookup(parts, (full,), f"{place}/latest", confirmation_url=place)
        case [name, "v", version] if _NAME.fullmatch(name) and _VERSION.fullmatch(version):
            full = f"{scope}/{name}" if scope else name
            return Lookup(parts, (full,), f"{_REGISTRY}/{quote(full, safe='@')}/{version}")
    return None


def classify(url: str, resource: Lookup, answer: Any) -> Verdict | None:
    """Return *alive* for the manifest of the requested package."""
    match answer:
        case {"name": str(name), "version": str()} if name == resource.segments[0]:
            return alive(url)
    return None
