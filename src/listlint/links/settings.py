"""The settings of the link checker, with their defaults.

Plain data; times are in seconds. `listlint.schema.build` makes these of `[links]` of a config.
"""

import os
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import field, fields, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from listlint import __version__
from listlint.diagnostics.problems import InvalidData, Problem
from listlint.diagnostics.records import dataclass
from listlint.fields import Checked, FromText, number
from listlint.language.similarity import did_you_mean
from listlint.links import values
from listlint.links.values import (
    Auth,
    Duration,
    File,
    Headers,
    Host,
    HttpsUrl,
    Network,
    Origin,
    Printable,
    Regex,
    Status,
    StatusPattern,
    StatusVerdict,
    Timeout,
)
from listlint.urls.verdict import VerdictKind

DAY = 86_400.0
SNAPSHOT_HOST = "web.archive.org"
_PUBLIC_GITHUB = r"(?i)api\.github\.com|api\.[\w-]+\.ghe\.com"
PROVIDERS = (
    "github", "gitlab", "gitea", "pypi", "npm", "crates", "arxiv", "huggingface", "youtube",
)  # fmt: skip
"""The providers that come with listlint."""
PROVIDER_GROUP = "listlint.providers"
"""The entry point group of providers of other distributions."""

Resolve = Callable[[str, int], Awaitable[Sequence[tuple[str, int]]]]
"""Returns the addresses (IP and port) of a host name and a port.

Raises `socket.gaierror` like `socket.getaddrinfo`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlPattern:
    """A pattern of URLs: one of `glob`, `host` and `regex`."""

    glob: str | None = None
    """Glob that the whole URL matches."""
    host: Host | None = None
    """Host of the URL, or `*.a.example` for all hosts below `a.example`."""
    regex: Regex | None = None
    """Regular expression (RE2) that is found anywhere in the URL."""
    reason: str = ""
    """Why the pattern is here; shown with the verdict `skipped`."""
    until: date | None = None
    """Last day on which the pattern applies."""

    def __post_init__(self) -> None:
        """Raise `ValueError` unless there is exactly one pattern."""
        if sum(pattern is not None for pattern in (self.glob, self.host, self.regex)) != 1:
            raise ValueError("should have exactly one of glob, host and regex")

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the pattern that a text is: a glob if it has a slash, a host if not."""
        if "/" in text:
            return cls(glob=text)
        return cls(host=values.host(text))

    @property
    def text(self) -> str:
        """The glob, host or regular expression."""
        return self.glob or self.host or self.regex or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemapRule:
    """What is requested instead of a URL, such as a staging server."""

    regex: Regex
    """Regular expression (RE2) that is found in the URL."""
    to: str
    r"""Replacement of the match; `\1` is its first group."""

    def __post_init__(self) -> None:
        """Raise `ValueError` for a replacement that does not fit."""
        from listlint.language.patterns import compile_pattern

        pattern = compile_pattern(self.regex)
        try:
            pattern.sub(self.to, "")
        except ValueError as error:
            raise InvalidData(Problem(("to",), str(error))) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """The cache of verdicts, and how long they are valid."""

    enabled: bool = True
    """Whether verdicts are cached."""
    path: File = ""
    """File of the cache, relative to the config; empty for one in the user's cache directory."""
    alive: Duration = 7 * DAY
    """How long the verdict `alive` is valid."""
    moved: Duration = 7 * DAY
    """How long the verdict `moved` is valid."""
    dead: Duration = DAY
    """How long the verdict `dead` is valid."""
    blocked: Duration = DAY
    """How long the verdict `blocked` is valid."""
    unknown: Duration = 3_600.0
    """How long the verdict `unknown` is valid."""
    min_failures: Annotated[int, number(least=1)] = 3
    """Runs in a row that find connections refused by the host of a link that was alive, until it \
is dead, if they span `min-time`."""
    min_time: Duration = 3 * DAY
    """How long a host must refuse connections until its links are dead."""
    keep: Duration = 90 * DAY
    """How long a URL is kept after no list has it any more."""

    def lifetime(self, kind: VerdictKind) -> float:
        """Return how many seconds a verdict of `kind` is valid; 0 for one that is not cached."""
        return 0.0 if kind is VerdictKind.SKIPPED else float(getattr(self, kind.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSettings:
    """What is particular to a host."""

    status: Mapping[StatusPattern, StatusVerdict] = field(default_factory=dict)
    """Verdicts on its statuses, before those of `[links]`."""
    verify: bool = True
    """Whether its certificate must be valid."""


@dataclass(frozen=True, slots=True)
class GitHubServer:
    """A GitHub: the public one, or a GitHub Enterprise server by the URL of its API."""

    api_url: HttpsUrl = "https://api.github.com/graphql"
    """URL of its GraphQL API."""
    token_env: tuple[str, ...] = ()
    """Environment variables, of which the first that is set holds the token; by default \
`GITHUB_TOKEN` and `GH_TOKEN` for github.com, `GH_ENTERPRISE_TOKEN` for others."""
    host: str = ""
    """Host of its pages; empty for that of the API, without `api.`."""

    def __post_init__(self) -> None:
        """Raise `ValueError` if a token would be sent to an API that it is not for."""
        if any(map(values.belongs_to_runner, self.token_env)) and not self._is_own(os.environ):
            message = (
                "GITHUB_TOKEN and GH_TOKEN are for github.com; "
                "use another variable, such as GH_ENTERPRISE_TOKEN"
            )
            raise InvalidData(Problem(("token-env",), message))

    @property
    def page_host(self) -> str:
        """The host of the pages, in lower case."""
        return self.host.lower() or (urlsplit(self.api_url).hostname or "").removeprefix("api.")

    def token_names(self, environ: Mapping[str, str]) -> tuple[str, ...]:
        """Return the environment variables that may hold the token."""
        own = ("GITHUB_TOKEN", "GH_TOKEN") if self._is_own(environ) else ("GH_ENTERPRISE_TOKEN",)
        return self.token_env or own

    def _is_own(self, environ: Mapping[str, str]) -> bool:
        """Return whether the usual tokens are for this API, as for GitHub's own command line.

        On an Enterprise server, its runner sets `GITHUB_API_URL`.
        """
        api_host = urlsplit(self.api_url).hostname or ""
        runner = urlsplit(environ.get("GITHUB_API_URL", "")).hostname
        return re.fullmatch(_PUBLIC_GITHUB, api_host) is not None or api_host == runner


def known_provider(name: str) -> str:
    """Return the name of a provider. Raises `ValueError` for an unknown one."""
    if name not in PROVIDERS:
        from importlib.metadata import entry_points  # costs 25 ms

        known = sorted({*PROVIDERS, *entry_points(group=PROVIDER_GROUP).names})
        if name not in known:
            suggestion = did_you_mean(name, known, f"known providers: {', '.join(known)}")
            raise ValueError(f"unknown provider `{name}`; {suggestion}")
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """Providers, and their hosts."""

    enabled: tuple[Annotated[str, Checked(known_provider)], ...] = PROVIDERS
    """Providers whose APIs are used; those of other distributions are loaded only if listed."""
    github: tuple[GitHubServer, ...] = ()
    """GitHub Enterprise servers, besides github.com."""
    gitlab_hosts: tuple[Host, ...] = ("gitlab.com",)
    """Hosts of GitLab."""
    gitea_hosts: tuple[Host, ...] = ("codeberg.org",)
    """Hosts of Gitea or Forgejo."""
    patience: Duration = 60.0
    """Longest wait that an API may require before its links are checked as web pages."""

    @property
    def github_servers(self) -> tuple[GitHubServer, ...]:
        """The servers of `github`, and github.com unless it is one of them."""
        public = GitHubServer()
        if any(server.page_host == public.page_host for server in self.github):
            return self.github
        return (public, *self.github)


Patterns = tuple[Annotated[UrlPattern, FromText(UrlPattern.of, "pattern")], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSettings:
    """How links are checked: `[links]` of a config."""

    include: Patterns = ()
    """If there are any, only URLs that match one of them are checked."""
    exclude: Patterns = ()
    """URLs that are not checked."""
    remap: tuple[RemapRule, ...] = ()
    """What is requested instead of a URL: `{ regex = "…", to = "…" }`; the first that matches."""
    accept: Mapping[Host, frozenset[Status]] = field(default_factory=dict)
    """HTTP statuses that count as alive, by host."""
    status: Mapping[StatusPattern, StatusVerdict] = field(default_factory=dict)
    """Verdicts on HTTP statuses: `alive`, `blocked`, `unknown` or `skipped`, by a status such as \
`"403"` or a class such as `"5xx"`."""
    hosts: Mapping[Host, HostSettings] = field(default_factory=dict)
    """What is particular to some hosts."""
    headers: Mapping[Origin, Headers] = field(default_factory=dict)
    """Headers sent to a host, and to no other; `${NAME}` is an environment variable, sent by \
https and its default port only, unless the host is written with a scheme or a port."""
    auth: Mapping[Origin, Auth] = field(default_factory=dict)
    """Basic authentication by host, under the same condition: `user:${PASSWORD}`."""
    concurrency: Annotated[int, number(least=1, most=1_000)] = 128
    """Requests at a time."""
    per_host: Annotated[int, number(least=1, most=100)] = 6
    """Requests at a time to one host."""
    spacing: Duration = 0.05
    """Least time between two requests to one host; grows if the host limits requests."""
    connect_timeout: Timeout = 10.0
    """Longest time for a connection."""
    timeout: Timeout = 20.0
    """Longest time for one request."""
    retries: Annotated[int, number(least=0, most=20)] = 2
    """Further attempts after a failure that may be temporary."""
    backoff: Duration = 1.0
    """Time before the first retry; doubles with each."""
    patience: Duration = 60.0
    """Longest wait that a host may require before its links are `blocked`."""
    max_redirects: Annotated[int, number(least=0, most=50)] = 10
    """Redirects that are followed."""
    user_agent: Printable = f"listlint/{__version__}"
    """`User-Agent` header; without the word "link", to which common rules of servers answer 403."""
    proxy: bool = True
    """Whether `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` are used."""
    ca_file: File = ""
    """Certificates (PEM) to trust besides those of the system, relative to the config."""
    allow_private: bool = False
    """Whether private and loopback addresses are requested."""
    allow_hosts: tuple[Network, ...] = ()
    """Hosts, addresses and networks that may be private."""
    max_age: Duration | None = None
    """Age from which a cached verdict is not used, even if it is still valid."""
    max_links: Annotated[int, number(least=1)] | None = None
    """Most links that one run requests, those checked longest ago first."""
    max_time: Timeout | None = None
    """Longest time of a run; links that are not settled by then are skipped."""
    archive: bool = False
    """Whether copies of dead pages are looked for in the Wayback Machine."""
    cache: StoreSettings = field(default_factory=StoreSettings)
    """The cache of verdicts."""
    providers: ProviderSettings = field(default_factory=ProviderSettings)
    """APIs that are used instead of web pages."""

    def within(self, folder: Path) -> Self:
        """Return the settings with their paths taken as relative to `folder`."""

        def absolute(path: str) -> str:
            return str(folder / Path(path).expanduser()) if path else ""

        cache = replace(self.cache, path=absolute(self.cache.path))
        return replace(self, ca_file=absolute(self.ca_file), cache=cache)


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """The archive of copies of dead pages.

    `patience` is the longest wait (in seconds) that it may require before it is no longer used.
    """

    api: str = "https://archive.org/wayback/available"
    snapshot_host: str = SNAPSHOT_HOST
    per_minute: float = 24.0
    patience: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCheckOptions(LinkSettings):
    """The settings of a run, with what its rules need, and values that tests replace."""

    fragments: bool = False
    """Whether pages are searched for the fragments of their URLs."""
    https: bool = False
    """Whether the pages of http URLs are requested by https as well."""
    trusted: bool = True
    """Whether environment variables may be sent: not those of a config that a request changes."""
    recheck: frozenset[VerdictKind] = frozenset()
    """Kinds of cached verdicts that are not used."""
    fixing: bool = False
    """Whether fixes are applied: then cached verdicts that a fix may write are not used."""
    max_body: int = 65_536
    """Most bytes of a page that are read."""
    snapshots: ArchiveSettings = field(default_factory=ArchiveSettings)
    control_hosts: tuple[str, ...] = ("github.com", "wikipedia.org")
    """Hosts that are looked up (not requested) to find out whether there is a network."""
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    now: Callable[[], float] = time.time
    """Seconds since the epoch (UTC)."""
    resolve: Resolve | None = None
    """Replaces the system's resolver."""

    @classmethod
    def of(cls, settings: LinkSettings, **more: Any) -> Self:
        """Return the options with all `settings`, and `more`."""
        own = {item.name: getattr(settings, item.name) for item in fields(settings)}
        return cls(**{**own, **more})
