"""Models, datasets and spaces of Hugging Face by its API, which allows more requests than pages.

The API: https://huggingface.co/docs/hub/api. It does not distinguish a private repository from
an absent one, so the web decides on what it does not find.
"""

from typing import Any

from listlint.diagnostics.regex import regex
from listlint.links.provider import Provider
from listlint.links.providers.rest import Lookup, Rest, alive, split
from listlint.links.settings import ProviderSettings
from listlint.urls.parse import UrlParts
from listlint.urls.verdict import Verdict

_API = "https://huggingface.co/api"
_PAGES = frozenset({"blog", "collections", "docs", "learn", "papers", "tasks"})
"""First parts of a path that are not owners. Not complete: one more only costs a request."""
_NAME = regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}")


def provider(settings: ProviderSettings) -> Provider | None:
    """Return the provider."""
    return Rest("huggingface", locate, classify)


def locate(url: str) -> Lookup | None:
    """Claim pages of models, datasets and spaces, but nothing below them."""
    match split(url, ("huggingface.co",)):
        case parts, ("datasets" | "spaces" as kind, owner, name):
            return _repository(parts, kind, owner, name)
        case parts, (owner, name) if owner not in {"datasets", "spaces", *_PAGES}:
            return _repository(parts, "models", owner, name)
    return None


def _repository(parts: UrlParts, kind: str, owner: str, name: str) -> Lookup | None:
    if not _NAME.fullmatch(owner) or not _NAME.fullmatch(name):
        return None
    return Lookup(parts, (owner, name), f"{_API}/{kind}/{owner}/{name}")


def classify(url: str, resource: Lookup, answer: Any) -> Verdict | None:
    """Return *alive*; a repository with another name was renamed, and the web redirects."""
    name = "/".join(resource.segments)
    match answer:
        case {"id": str(found)} if found.lower() == name.lower():
            return alive(url, url.replace(name, found, 1))
    return None
