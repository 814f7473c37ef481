"""Codeberg and other hosts of Gitea or Forgejo by their REST API: repositories, and renames."""

import re
from collections.abc import Collection
from typing import Any

from listlint.diagnostics.regex import regex
from listlint.links.provider import Provider
from listlint.links.providers.rest import Lookup, Rest, known, repository_verdict, spdx, split
from listlint.links.settings import ProviderSettings
from listlint.urls.verdict import Repository, Verdict

RESERVED = frozenset(
    {
        *("-", ".well-known", "admin", "api", "assets", "attachments", "avatar", "avatars"),
        *("captcha", "commits", "debug", "devtest", "error", "explore", "favicon.ico", "ghost"),
        *("issues", "login", "manifest.json", "metrics", "milestones", "new", "notifications"),
        *("org", "pulls", "raw", "repo", "repo-avatars", "robots.txt", "search", "sitemap.xml"),
        *("ssh_info", "stars", "swagger.v1.json", "user", "v2", "vendor"),
    }
)
"""Names that no owner may have: the site's own pages."""

_NAME = regex(r"[A-Za-z0-9_.-]{1,100}")


def provider(settings: ProviderSettings) -> Provider | None:
    """Return the provider for the configured hosts; None without any."""
    hosts = frozenset(host.lower() for host in settings.gitea_hosts)
    return Rest("gitea", lambda url: locate(url, hosts), classify) if hosts else None


def locate(url: str, hosts: Collection[str]) -> Lookup | None:
    """Claim repositories, and the pages below them, which are dead if they are."""
    found = split(url, hosts)
    if found is None:
        return None
    parts, segments = found
    if len(segments) < 2 or segments[0].lower() in RESERVED:
        return None
    owner, name = segments[:2]
    if not (_NAME.fullmatch(owner) and _NAME.fullmatch(name)) or name.endswith((".git", ".rss")):
        return None
    api = f"https://{parts.authority.lower()}/api/v1/repos/{owner}/{name}"
    return Lookup(parts, segments, api, confirmation_url=api)


def classify(url: str, resource: Lookup, answer: Any) -> Verdict | None:
    """Return the verdict on a repository by the answer of the API; None for deeper pages."""
    match answer:
        case {"full_name": str(name)} if len(resource.segments) == 2:
            if not re.fullmatch(f"{_NAME.pattern}/{_NAME.pattern}", name):
                return None
        case _:
            return None
    licenses = known(answer, "licenses", list) or []
    repository = Repository(
        name=name,
        url=resource.parts._replace(path=f"/{name}", query="", fragment="").url,
        archived=known(answer, "archived", bool),
        license=spdx(licenses[0]) if len(licenses) == 1 else None,
        stars=known(answer, "stars_count", int),
        created_at=known(answer, "created_at", str),
        active_at=known(answer, "updated_at", str),
        default_branch=known(answer, "default_branch", str),
    )
    return repository_verdict(url, resource, name, repository)
