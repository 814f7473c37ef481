"""GitLab by its REST API, without a token: projects, and where they moved.

REST rather than GraphQL, for it redirects from the old path of a project to the new one (GitLab
documentation, "Redirects"); to GraphQL a moved project looks like one that is dead. The web page
of an absent project redirects to a login, so the API shows more.
"""

from collections.abc import Collection
from typing import Any
from urllib.parse import quote

from listlint.diagnostics.regex import regex
from listlint.links.provider import Provider
from listlint.links.providers.rest import Lookup, Rest, known, repository_verdict, spdx, split
from listlint.links.settings import ProviderSettings
from listlint.urls.verdict import Repository, Verdict

RESERVED = frozenset(
    {
        *("-", ".well-known", "abuse_reports", "admin", "api", "apple-touch-icon.png", "assets"),
        *("dashboard", "deploy.html", "explore", "favicon.ico", "favicon.png", "files", "groups"),
        *("health_check", "help", "import", "jwt", "login", "oauth", "profile", "projects"),
        *(
            "public",
            "robots.txt",
            "s",
            "search",
            "sitemap",
            "sitemap.xml",
            "slash-command-logo.png",
        ),
        *("snippets", "unsubscribes", "uploads", "user", "users", "v2"),
    }
)
"""Names that no namespace may have (GitLab documentation, "Reserved project and group names")."""

_NAME = regex(r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,254}")
DEPTH = 21
"""Groups nest up to 20 deep (GitLab documentation, "Subgroups")."""


def provider(settings: ProviderSettings) -> Provider | None:
    """Return the provider for the configured hosts; None without any."""
    hosts = frozenset(host.lower() for host in settings.gitlab_hosts)
    return Rest("gitlab", lambda url: locate(url, hosts), classify) if hosts else None


def locate(url: str, hosts: Collection[str]) -> Lookup | None:
    """Claim projects, and the pages below `/-/`, which are dead if their project is.

    What looks like a project may be a group. A third part without `/-/` may be a page of a
    project, at addresses of old: there only a project that exists is settled.
    """
    found = split(url, hosts)
    if found is None:
        return None
    parts, segments = found
    project = segments[: segments.index("-")] if "-" in segments else segments
    if not 2 <= len(project) <= DEPTH or project[0].lower() in RESERVED:
        return None
    if not all(_NAME.fullmatch(name) for name in project):
        return None
    path = quote("/".join(project), safe="")
    api = f"https://{parts.authority.lower()}/api/v4"
    certain = len(project) == 2 or project != segments
    confirmation_url = f"{api}/groups/{path}?with_projects=false" if certain else ""
    return Lookup(parts, segments, f"{api}/projects/{path}?license=true", confirmation_url)


def classify(url: str, resource: Lookup, answer: Any) -> Verdict | None:
    """Return the verdict on a project by the answer of the API; None for deeper pages."""
    match answer:
        case {"path_with_namespace": str(name)} if "-" not in resource.segments:
            if not all(_NAME.fullmatch(part) for part in name.split("/")):
                return None
        case _:
            return None
    license_ = answer.get("license")
    repository = Repository(
        name=name,
        url=resource.parts._replace(path=f"/{name}", query="", fragment="").url,
        archived=known(answer, "archived", bool),
        license=spdx(license_.get("key")) if isinstance(license_, dict) else None,
        unlicensed="license" in answer and license_ is None,
        stars=known(answer, "star_count", int),
        created_at=known(answer, "created_at", str),
        active_at=known(answer, "last_activity_at", str),
        default_branch=known(answer, "default_branch", str),
    )
    return repository_verdict(url, resource, name, repository)
