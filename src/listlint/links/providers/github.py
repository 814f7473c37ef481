"""GitHub by its GraphQL API: repositories, paths in them, issues, pull requests and owners.

The API does not distinguish a private repository from an absent one unless the token may see it;
a reader of the list may not, so both are dead. Renames, archived state and the rest of `Repository`
come along at no cost.
"""

import os
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from listlint.diagnostics.problems import InvalidData
from listlint.diagnostics.records import dataclass
from listlint.links.provider import ApiClient, Provider
from listlint.links.providers.github_urls import FULL_NAME, OWNER, Resource, ResourceType, target
from listlint.links.providers.graphql import MISSING, Data, GraphQL, Missing, Query
from listlint.links.settings import GitHubServer, ProviderSettings
from listlint.urls.verdict import Evidence, Repository, Verdict, VerdictKind

OWN_REPOSITORY = "GITHUB_REPOSITORY"
"""The variable that names the repository of a workflow: who reads its list may see it."""
_PRELUDE = "rateLimit { cost remaining resetAt }"
_FRAGMENT = """\
fragment repository on Repository {
  name: nameWithOwner archived: isArchived disabled: isDisabled private: isPrivate
  issues: hasIssuesEnabled wiki: hasWikiEnabled stars: stargazerCount
  created_at: createdAt pushed_at: pushedAt
  license: licenseInfo { id: spdxId } branch: defaultBranchRef { name }
}"""
_OWNED = "repositoryOwner(login: %s) { login }"
_REPOSITORY = "repository(owner: %s, name: %s) { ...repository }"


def _with(field: str) -> str:
    return f"repository(owner: %s, name: %s) {{ ...repository thing: {field} {{ __typename }} }}"


_OBJECT = _with("object(expression: %s)")
_THINGS = {
    ResourceType.PATH: _OBJECT,
    ResourceType.COMMIT: _OBJECT,
    ResourceType.NUMBERED: _with("issueOrPullRequest(number: %s)"),
    ResourceType.DISCUSSION: _with("discussion(number: %s)"),
    ResourceType.RELEASE: _with("release(tagName: %s)"),
}
"""What is asked for besides the repository."""


class GitHub:
    """One GitHub server; see `Provider`."""

    name = "github"

    def __init__(self, host: str, api: GraphQL) -> None:
        self._host = host
        self._api = api

    @property
    def notices(self) -> Sequence[str]:
        """What people should know of this run, such as a token that was not accepted."""
        return self._api.notices

    def claims(self, url: str) -> bool:
        """Return whether the API may settle `url`."""
        return target(url, self._host) is not None

    async def check(self, urls: Sequence[str], client: ApiClient) -> Mapping[str, Verdict]:
        """Return verdicts for those of `urls` that the API settles; see `Provider.check`.

        A missing repository is requested again, with its owner: without one, the page may be one
        of GitHub's own. Whatever else is missing in a repository is left to the web: a ref may
        contain a slash, a path may lie in a submodule, a transferred issue redirects.
        """
        targets = {url: t for url in urls if (t := target(url, self._host))}
        first = await self._api.fetch([_question(t) for t in targets.values()], client)
        verdicts: dict[str, Verdict] = {}
        missing: dict[str, Resource] = {}
        for url, t in targets.items():
            answer = first.get(_question(t))
            if answer is None:
                continue
            if answer is MISSING and t.kind is not ResourceType.OWNER:
                missing[url] = t  # of an owner, the page may be GitHub's own
            elif verdict := classify(url, t, answer):
                verdicts[url] = verdict
        again = [f for t in missing.values() for f in (_question(t), _owner(t))]
        second = await self._api.fetch(again, client)
        for url, t in missing.items():
            if second.get(_question(t)) is MISSING and isinstance(second.get(_owner(t)), Mapping):
                reason = "repository does not exist (deleted or private)"
                verdicts[url] = _dead(url, reason)
        return verdicts


class Servers:
    """Several GitHub servers as one provider."""

    name = GitHub.name

    def __init__(self, servers: Sequence[GitHub]) -> None:
        self._servers = servers

    @property
    def notices(self) -> Sequence[str]:
        """The notices of all servers."""
        return [line for server in self._servers for line in server.notices]

    def claims(self, url: str) -> bool:
        """Return whether one of the servers may settle `url`."""
        return any(server.claims(url) for server in self._servers)

    async def check(self, urls: Sequence[str], client: ApiClient) -> Mapping[str, Verdict]:
        """Return what the servers settle, each for its own URLs only."""
        verdicts: dict[str, Verdict] = {}
        for server in self._servers:
            verdicts |= await server.check([u for u in urls if server.claims(u)], client)
        return verdicts


def provider(
    settings: ProviderSettings, environ: Mapping[str, str] = os.environ
) -> Provider | None:
    """Return the provider for the servers whose token is in `environ`; None without any."""
    servers = [
        GitHub(server.page_host, _api(server, token, settings.patience))
        for server in settings.github_servers
        if (token := _token(server, environ))
    ]
    return Servers(servers) if servers else None


def advice(
    urls: Collection[str], settings: ProviderSettings, environ: Mapping[str, str] = os.environ
) -> str | None:
    """Return one line on what a token would bring; None if there is one, or no such URL."""
    for server in settings.github_servers:
        count = sum(target(url, server.page_host) is not None for url in urls)
        if count and not _token(server, environ):
            names = " or ".join(server.token_names(environ))
            links = f"{count:,} {'link' if count == 1 else 'links'} to {server.page_host}"
            return (
                f"{links} checked slowly, as web pages: with a token in {names}, its API checks"
                " 100 at a time and also finds renamed and archived repositories"
            )
    return None


def _token(server: GitHubServer, environ: Mapping[str, str]) -> str | None:
    runner = urlsplit(environ.get("GITHUB_API_URL", "")).hostname
    elsewhere = runner is not None and runner != urlsplit(server.api_url).hostname
    values = (
        environ.get(name, "").strip()
        for name in server.token_names(environ)
        if not (elsewhere and name == "GITHUB_TOKEN")  # it is for the runner's own API
    )
    return next((v for v in values if v and v.isascii() and v.isprintable()), None)


def _api(server: GitHubServer, token: str, patience: float) -> GraphQL:
    name = "GitHub's API" if server.page_host == "github.com" else f"The API of {server.page_host}"
    return GraphQL(name, server.api_url, token, prelude=_PRELUDE, patience=patience)


# --- Questions -------------------------------------------------------------------------------


def _question(t: Resource) -> Query:
    repository = (t.owner, t.name)
    if t.kind is ResourceType.OWNER:
        return _owner(t)
    if t.kind not in _THINGS:
        return Query(_REPOSITORY, repository, _FRAGMENT)
    thing = t.number or (f"{t.ref}:{t.path}" if t.path else t.ref)
    return Query(_THINGS[t.kind], (*repository, thing), _FRAGMENT)


def _owner(t: Resource) -> Query:
    return Query(_OWNED, (t.owner,))


# --- Answers ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Branch:
    name: str


@dataclass(frozen=True, slots=True)
class _License:
    id: str | None


@dataclass(frozen=True, slots=True)
class _FoundRepository:
    """A repository, by `_FRAGMENT`, with what else was selected."""

    name: str
    archived: bool
    disabled: bool
    private: bool
    issues: bool
    wiki: bool
    stars: int | None = None
    created_at: str | None = None
    pushed_at: str | None = None
    license: _License | None = None
    branch: _Branch | None = None
    thing: dict[str, Any] | None = None


def classify(url: str, t: Resource, answer: Data | Missing) -> Verdict | None:
    """Return the verdict on `url` that one answer allows; None to leave it to the web."""
    if answer is MISSING:
        return None
    if t.kind is ResourceType.OWNER:
        login = answer.get("login")
        valid = isinstance(login, str) and OWNER.fullmatch(login)
        return _living(url, t, f"/{login}") if valid else None
    from listlint.schema import build_answer  # imports pydantic

    try:
        found = build_answer(_FoundRepository, answer)
    except InvalidData:
        return None
    if not FULL_NAME.fullmatch(found.name):
        return None
    if found.private and t.host == "github.com" and found.name != os.environ.get(OWN_REPOSITORY):
        return _dead(url, "repository is private")
    repository = _repository(found, t.host)
    if found.disabled:
        reason = "repository is disabled by GitHub"
        return Verdict(
            url, VerdictKind.BLOCKED, Evidence.UNAUTHORIZED, reason, repository=repository
        )
    known = {
        ResourceType.DEEPER: False,
        ResourceType.ISSUES: found.issues,
        ResourceType.WIKI: found.wiki,
        **dict.fromkeys(_THINGS, found.thing is not None),
    }
    if not known.get(t.kind, True):
        return None
    return _living(url, t, f"/{found.name}{t.rest}", repository)


def _living(url: str, t: Resource, path: str, repository: Repository | None = None) -> Verdict:
    """Return *moved* for a rename or an address that redirects, *alive* otherwise.

    GitHub does not redirect where only letter case differs: only `final_url` has the name.
    """
    final = t.parts._replace(scheme="https", authority=t.host, path=path).url
    renamed = repository is not None and repository.name.lower() != f"{t.owner}/{t.name}".lower()
    if renamed or t.redirected:
        outcome = VerdictKind.MOVED
        reason = "repository was renamed" if renamed else "GitHub redirects this address"
    else:
        outcome, reason = VerdictKind.ALIVE, f"{t.kind.value} found by GitHub's API"
    spelled_so = outcome is VerdictKind.ALIVE and path == t.parts.path.rstrip("/")
    return Verdict(
        url,
        outcome,
        Evidence.OK,
        reason,
        final_url=None if spelled_so else final,
        permanent=outcome is VerdictKind.MOVED,
        attempts=1,
        repository=repository,
    )


def _repository(found: _FoundRepository, host: str) -> Repository:
    spdx = found.license.id if found.license else None
    return Repository(
        name=found.name,
        url=f"https://{host}/{found.name}",
        archived=found.archived,
        disabled=found.disabled,
        license=None if spdx == "NOASSERTION" else spdx,
        unlicensed=found.license is None,
        stars=found.stars,
        created_at=found.created_at,
        pushed_at=found.pushed_at,
        default_branch=found.branch.name if found.branch else None,
    )


def _dead(url: str, reason: str) -> Verdict:
    return Verdict(url, VerdictKind.DEAD, Evidence.NOT_FOUND, reason, attempts=2)
