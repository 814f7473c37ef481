"""PyPI by its JSON API: its pages answer programs with a challenge, dead or alive."""

from typing import Any

from listlint.diagnostics.regex import regex
from listlint.links.provider import Provider
from listlint.links.providers.rest import Lookup, Rest, alive, split
from listlint.links.settings import ProviderSettings
from listlint.urls.verdict import Verdict

_NAME = regex(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9])?")  # PEP 508
_VERSION = regex(r"[A-Za-z0-9.!+_-]{1,64}")
_SITE = "https://pypi.org"


def provider(settings: ProviderSettings) -> Provider | None:
    """Return the provider."""
    return Rest("pypi", locate, classify)


def locate(url: str) -> Lookup | None:
    """Claim pages of projects and of their versions.

    The JSON of a project without releases is missing, too, so a project is dead only if the
    simple index lacks it as well; a missing version is left to the web.
    """
    match split(url, ("pypi.org",)):
        case parts, ("project", name) if _NAME.fullmatch(name):
            return Lookup(
                parts,
                (name,),
                f"{_SITE}/pypi/{name}/json",
                confirmation_url=f"{_SITE}/simple/{name}/",
            )
        case parts, ("project", name, version) if _NAME.fullmatch(name) and _VERSION.fullmatch(
            version
        ):
            return Lookup(parts, (name, version), f"{_SITE}/pypi/{name}/{version}/json")
    return None


def classify(url: str, resource: Lookup, answer: Any) -> Verdict | None:
    """Return *alive* for a project with a name; `final_url` has its canonical spelling."""
    match answer:
        case {"info": {"name": str(name)}} if _NAME.fullmatch(name):
            path = "/".join(("", "project", name, *resource.segments[1:], ""))
            same = resource.parts.path.rstrip("/") == path.rstrip("/")
            return alive(url, None if same else resource.parts._replace(path=path).url)
    return None
