"""GitHub by its GraphQL API: repositories, paths in them, issues, pull requests and owners.

The API does not distinguish a private repository from an absent one; nor can a reader of the
list, so both are dead. Renames, archived state and the rest of `Repository` come along at no cost.
"""

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from listlint.diagnostics.problems import InvalidData
from listlint.links.provider import ApiClient, Provider
from listlint.links.providers.github_urls import FULL_NAME, OWNER, Resource, ResourceType, target
from listlint.links.providers.graphql import MISSING, Answers, Data, GraphQL, Missing, Query
from listlint.links.settings import GitHubServer, ProviderSettings
from listlint.urls.verdict import Evidence, Repository, Verdict, VerdictKind

_PRELUDE = "rateLimit { cost remaining resetAt }"
_FRAGMENT = """\
fragment repository on Repository {
  name: nameWithOwner archived: isArchived disabled: isDisabled stars: stargazerCount
  created_at: createdAt pushed_at: pushedAt
  license: licenseInfo { id: spdxId } branch: defaultBranchRef { name }
}"""
_OWNED = "repositoryOwner(login: %s) { login }"
_REPOSITORY = "repository(owner: %s, name: %s) { ...repository }"
_NUMBERED = (
    "repository(owner: %s, name: %s) { ...repository"
    " thing: issueOrPullRequest(number: %s) { __typename } }"
)
_PATH = (
    "repository(owner: %s, name: %s) { ...repository"
    " base: object(expression: %s) { __typename } thing: object(expression: %s) { __typename } }"
)
_SUBMODULES = (
    "repository(owner: %s, name: %s)"
    " { submodules(first: 100) { nodes { path } page: pageInfo { more: hasNextPage } } }"
)


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

        What looks dead is requested again, together with what would explain it differently.
        """
        targets = {url: t for url in urls if (t := target(url, self._host))}
        first = await self._api.fetch([_question(t) for t in targets.values()], client)
        verdicts: dict[str, Verdict] = {}
        doubtful: dict[str, Resource] = {}
        for url, t in targets.items():
            answer = first.get(_question(t))
            if answer is None:
                continue
            if _looks_dead(t, answer):
                doubtful[url] = t
            elif verdict := classify(url, t, answer):
                verdicts[url] = verdict
        again = [f for t in doubtful.values() for f in (_question(t), _witness(t, first))]
        second = await self._api.fetch(again, client)
        for url, t in doubtful.items():
            if _agree(t, first, second):
                verdicts[url] = _dead(url, t, first)
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
    match t.kind:
        case ResourceType.OWNER:
            return Query(_OWNED, (t.owner,))
        case ResourceType.PATH:
            expression = f"{t.ref}:{t.path}" if t.path else t.ref
            return Query(_PATH, (*repository, t.ref, expression), _FRAGMENT)
        case ResourceType.NUMBERED:
            return Query(_NUMBERED, (*repository, t.number), _FRAGMENT)
        case ResourceType.REPOSITORY | ResourceType.DEEPER:
            return Query(_REPOSITORY, repository, _FRAGMENT)


def _witness(t: Resource, first: Answers) -> Query:
    """Return the question whose answer could explain otherwise that `t` is not found."""
    if first[_question(t)] is MISSING:
        return Query(_OWNED, (t.owner,))
    return Query(_SUBMODULES, (t.owner, t.name))


def _looks_dead(t: Resource, answer: Data | Missing) -> bool:
    """Return whether the repository is missing, or the path at a ref that exists.

    Not so for owners (the page may be GitHub's own), nor for issues (those that were transferred
    or became discussions redirect), nor for an unknown ref (renamed branches redirect, and the
    name of a ref may contain `/`).
    """
    if answer is MISSING:
        return t.kind is not ResourceType.OWNER
    if t.kind is not ResourceType.PATH or answer.get("disabled"):
        return False
    return answer.get("thing") is None and answer.get("base") is not None


def _agree(t: Resource, first: Answers, second: Answers) -> bool:
    """Return whether both answers find `t` dead, and nothing explains it differently.

    A missing repository needs an owner who exists: else the page may be one of GitHub's own. A
    missing path must not lie in a submodule: there the page is another repository.
    """
    before, again = first[_question(t)], second.get(_question(t))
    confirmation_url = second.get(_witness(t, first))
    if (
        again is None
        or confirmation_url is None
        or confirmation_url is MISSING
        or not _looks_dead(t, again)
    ):
        return False
    if before is MISSING or again is MISSING:
        return before is again
    return not _in_submodule(t.path, confirmation_url)


def _in_submodule(path: str, repository: Data) -> bool:
    """Return whether `path` may be in a submodule: so if there are too many to know, too."""
    from listlint.schema import build_answer  # imports pydantic

    try:
        found = build_answer(_WithModules, repository).submodules
    except InvalidData:
        return True
    return found.page.more or any(f"{path}/".startswith(f"{node.path}/") for node in found.nodes)


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
    stars: int | None = None
    created_at: str | None = None
    pushed_at: str | None = None
    license: _License | None = None
    branch: _Branch | None = None
    thing: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class _Page:
    more: bool


@dataclass(frozen=True, slots=True)
class _Module:
    path: str


@dataclass(frozen=True, slots=True)
class _Modules:
    nodes: list[_Module]
    page: _Page


@dataclass(frozen=True, slots=True)
class _WithModules:
    submodules: _Modules


def classify(url: str, t: Resource, answer: Data | Missing) -> Verdict | None:
    """Return the verdict on `url` that one answer allows; None to leave it to the web."""
    if answer is MISSING or t.kind is ResourceType.DEEPER:
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
    repository = _repository(found, t.host)
    if found.disabled:
        reason = "repository is disabled by GitHub"
        return Verdict(
            url, VerdictKind.BLOCKED, Evidence.UNAUTHORIZED, reason, repository=repository
        )
    if t.kind is not ResourceType.REPOSITORY and found.thing is None:
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


def _dead(url: str, t: Resource, first: Answers) -> Verdict:
    if first[_question(t)] is MISSING:
        reason = "repository does not exist (deleted or private)"
    else:
        reason = "path does not exist in the repository"
    return Verdict(url, VerdictKind.DEAD, Evidence.NOT_FOUND, reason, attempts=2)
