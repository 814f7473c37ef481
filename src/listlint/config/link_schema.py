"""`[links]` of a config: how links are checked."""

import os
import re
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.metadata import entry_points
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema

from listlint.config.durations import seconds
from listlint.config.table_schema import Table
from listlint.language.similarity import did_you_mean
from listlint.links import Exclusion, LinkSettings, PatternKind
from listlint.links.cache import DAY, StoreSettings
from listlint.links.providers import GROUP, SHIPPED, GitHubServer, ProviderSettings

_DEFAULT = LinkSettings()
_STORE = StoreSettings()
_PROVIDERS = ProviderSettings()
_GITHUB = GitHubServer()

Duration = Annotated[
    float,
    BeforeValidator(seconds),
    WithJsonSchema(
        {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^\d.*[smhdw]?$"}]}
    ),
]
"""Seconds, written as a number or as `30m`, `12h`, `7d`."""

_HOST = re.compile(r"(?:\*\.)?[\w-]+(?:\.[\w-]+)*(?::\d{1,5})?|\[[0-9a-fA-F:.]+\](?::\d{1,5})?")
_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SECRET_HEADER = re.compile(r"authori[sz]ation|cookie|token|secret|password|key\b", re.IGNORECASE)
_RUNNERS = re.compile(r"GITHUB_TOKEN|GH_TOKEN|ACTIONS_\w+|CI_JOB_\w+", re.IGNORECASE)
"""Variables that CI runners set for their own API: a list's config, which a pull request may
change, must not be able to send them elsewhere."""
_PUBLIC = re.compile(r"api\.github\.com|api\.[\w-]+\.ghe\.com", re.IGNORECASE)


def _host(host: str) -> str:
    if not _HOST.fullmatch(host):
        raise ValueError(f"should be a host, such as a.example or *.a.example, not {host!r}")
    return host.lower()


def _variables(value: str) -> Iterator[str]:
    for name in _VARIABLE.findall(value):
        if not _VARIABLE_NAME.fullmatch(name):
            raise ValueError(f"${{{name}}} is no name of an environment variable")
        if _RUNNERS.fullmatch(name):
            raise ValueError(f"${{{name}}} is for the runner's own API; use another variable")
        yield name


def _auth(value: str) -> str:
    if ":" not in value or not list(_variables(value)):
        raise ValueError("should be 'user:${VARIABLE}': secrets come from the environment only")
    return value


def _headers(values: dict[str, str]) -> dict[str, str]:
    for name, value in values.items():
        if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name) or re.search(r"[\r\n\0]", value):
            raise ValueError(f"{name!r} is no header that can be sent")
        if not list(_variables(value)) and _SECRET_HEADER.search(name):
            raise ValueError(
                f"{name} should be '${{VARIABLE}}': secrets come from the environment only"
            )
    return values


def _status(value: int) -> int:
    if not 100 <= value <= 999:
        raise ValueError("should be an HTTP status, 100 to 999")
    return value


def _regex(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from None
    return value


def _address(value: str) -> str:
    """Check a host, an address or a network that may be private."""
    if "/" in value:
        try:
            ip_network(value, strict=False)
        except ValueError:
            raise ValueError(f"should be a network such as 10.0.0.0/8, not {value!r}") from None
    return value


def _file(value: str) -> str:
    try:
        Path(value).expanduser()
    except RuntimeError:
        raise ValueError(f"names the home of nobody here: {value!r}") from None
    return value


File = Annotated[str, AfterValidator(_file)]
Host = Annotated[str, AfterValidator(_host)]
Regex = Annotated[str, AfterValidator(_regex)]


class PatternTable(Table):
    """A pattern of URLs: one of `glob`, `host` and `regex`, with a reason and a last day."""

    glob: str | None = None
    """Compared with the whole URL."""
    host: Host | None = None
    """`a.example`, or `*.a.example` for all below it."""
    regex: Regex | None = None
    """Searched for in the URL."""
    reason: str = ""
    until: date | None = None
    """The last day that it counts."""

    @model_validator(mode="before")
    @classmethod
    def _of_text(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"glob" if "/" in value else "host": value}
        return value

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if sum(pattern is not None for pattern in (self.glob, self.host, self.regex)) != 1:
            raise ValueError("should have one of glob, host and regex")
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Tell that a text will do: a host, or a glob if it has a slash."""
        return {"anyOf": [{"type": "string"}, handler.resolve_ref_schema(handler(core))]}

    def exclusion(self) -> Exclusion:
        """Return it as the link checker wants it."""
        for kind in PatternKind:
            pattern = getattr(self, kind.value)
            if pattern is not None:
                return Exclusion(pattern, kind, self.reason, self.until)
        raise ValueError("no pattern")


class RemapTable(Table):
    """What is asked for in the place of a URL, such as a staging server."""

    regex: Regex
    to: str
    r"""May hold `\1` for what a group of the expression found."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        try:
            re.compile(f"(?:{self.regex})|").sub(self.to, "")
        except (re.error, IndexError) as error:
            raise ValueError(f"to cannot be put in: {error}") from None
        return self


class CacheTable(Table):
    """What is remembered of URLs, and for how long a verdict holds."""

    enabled: bool = True
    path: File = ""
    """Where, relative to the config; else in the user's cache directory."""
    alive: Duration = _STORE.alive
    moved: Duration = _STORE.moved
    dead: Duration = _STORE.dead
    blocked: Duration = _STORE.blocked
    unknown: Duration = _STORE.unknown
    min_failures: Annotated[int, Field(ge=1)] = _STORE.min_failures
    """So many failures in a row, and ..."""
    min_time: Duration = _STORE.min_days * DAY
    """... over so long without a success make an uncertain link a dead one."""
    keep: Duration = _STORE.keep_days * DAY
    """How long a URL is remembered that no list has any more."""


class GitHubTable(Table):
    """A GitHub, such as an Enterprise server."""

    api_url: str = _GITHUB.api_url
    token_env: tuple[str, ...] = ()
    """Names of environment variables; the first that is set holds the token."""
    host: str = ""

    @model_validator(mode="after")
    def _keeps_tokens_at_home(self) -> Self:
        parts = urlsplit(self.api_url)
        if parts.scheme != "https" or not parts.hostname:
            raise ValueError(
                "api-url should be an https URL, such as https://ghe.example/api/graphql"
            )
        if not _is_home(parts.hostname) and any(_RUNNERS.fullmatch(n) for n in self.token_env):
            raise ValueError(
                "token-env: GITHUB_TOKEN and GH_TOKEN are for github.com; "
                "use another variable, such as GH_ENTERPRISE_TOKEN"
            )
        return self

    def server(self) -> GitHubServer:
        """Return it as the provider wants it."""
        home = _is_home(urlsplit(self.api_url).hostname or "")
        usual = _GITHUB.token_env if home else ("GH_ENTERPRISE_TOKEN",)
        return GitHubServer(self.api_url, self.token_env or usual, self.host)


def _is_home(host: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Tell whether the usual tokens belong to an API host: as for GitHub's own command line.

    On an Enterprise server, its runner says so itself, by `GITHUB_API_URL`.
    """
    runner = urlsplit(environ.get("GITHUB_API_URL", "")).hostname
    return _PUBLIC.fullmatch(host) is not None or host == runner


def _provider(name: str) -> str:
    known = sorted({*SHIPPED, *entry_points(group=GROUP).names})
    if name not in known:
        hint = did_you_mean(name, known, f"known are {', '.join(known)}")
        raise ValueError(f"there is no provider {name!r}; {hint}")
    return name


class ProvidersTable(Table):
    """Whose APIs are asked in the place of web pages."""

    enabled: tuple[Annotated[str, AfterValidator(_provider)], ...] = _PROVIDERS.enabled
    github: tuple[GitHubTable, ...] = ()
    gitlab_hosts: tuple[Host, ...] = _PROVIDERS.gitlab_hosts
    gitea_hosts: tuple[Host, ...] = _PROVIDERS.gitea_hosts
    patience: Duration = _PROVIDERS.patience


class LinksTable(Table):
    """How links are checked."""

    include: tuple[PatternTable, ...] = ()
    """If any: only these URLs are checked."""
    exclude: tuple[PatternTable, ...] = ()
    """URLs that are not checked."""
    accept: dict[Host, frozenset[Annotated[int, AfterValidator(_status)]]] = Field(
        default_factory=dict
    )
    """Statuses that count as alive, by host."""
    headers: dict[Host, Annotated[dict[str, str], AfterValidator(_headers)]] = Field(
        default_factory=dict
    )
    """What is sent to a host, and to no other; `${NAME}` is an environment variable."""
    auth: dict[Host, Annotated[str, AfterValidator(_auth)]] = Field(default_factory=dict)
    """`user:${PASSWORD}` for basic authentication, by host."""
    remap: tuple[RemapTable, ...] = ()
    concurrency: Annotated[int, Field(ge=1, le=1_000)] = _DEFAULT.concurrency
    """Requests at a time, of all hosts."""
    per_host: Annotated[int, Field(ge=1, le=100)] = _DEFAULT.per_host
    """Requests at a time, of one host."""
    spacing: Duration = _DEFAULT.spacing
    """Between two requests to one host, at least."""
    connect_timeout: Annotated[Duration, Field(gt=0)] = _DEFAULT.connect_timeout
    timeout: Annotated[Duration, Field(gt=0)] = _DEFAULT.timeout
    """For one request."""
    retries: Annotated[int, Field(ge=0, le=20)] = _DEFAULT.retries
    backoff: Duration = _DEFAULT.backoff
    """Before the first retry; doubles with each."""
    patience: Duration = _DEFAULT.patience
    """How long a host may ask us to wait."""
    max_redirects: Annotated[int, Field(ge=0, le=50)] = _DEFAULT.max_redirects
    user_agent: Annotated[str, Field(pattern=r"^[ -~]+$")] = _DEFAULT.user_agent
    proxy: bool = True
    """Whether HTTPS_PROXY, HTTP_PROXY and NO_PROXY are heeded."""
    ca_file: File = ""
    """Certificates (PEM) to trust besides the system's, relative to the config."""
    allow_private: bool = False
    """Whether private and loopback addresses are asked."""
    allow_hosts: tuple[Annotated[str, AfterValidator(_address)], ...] = ()
    """Hosts, addresses and networks that may be private."""
    max_age: Duration | None = None
    """The oldest verdict that is believed."""
    budget: Annotated[int, Field(ge=1)] | None = None
    """How many URLs are asked for in one run at most, oldest verdicts first."""
    archive: bool = False
    """Whether copies of dead pages are looked for in the Wayback Machine."""
    cache: CacheTable = CacheTable()
    providers: ProvidersTable = ProvidersTable()

    def settings(self, folder: Path) -> LinkSettings:
        """Return what the link checker wants; paths are relative to `folder`."""
        same = {
            name: getattr(self, name)
            for name in (
                "accept", "headers", "auth", "concurrency", "per_host", "spacing",
                "connect_timeout", "timeout", "retries", "backoff", "patience", "max_redirects",
                "user_agent", "proxy", "allow_private", "allow_hosts", "max_age", "budget",
                "archive",
            )
        }  # fmt: skip
        return LinkSettings(
            include=tuple(pattern.exclusion() for pattern in self.include),
            exclude=tuple(pattern.exclusion() for pattern in self.exclude),
            remap=tuple((remap.regex, remap.to) for remap in self.remap),
            ca_file=_path(folder, self.ca_file),
            store=_store(self.cache, folder),
            providers=_providers(self.providers),
            **same,
        )


def _path(folder: Path, path: str) -> str:
    return str(folder / Path(path).expanduser()) if path else ""


def _store(cache: CacheTable, folder: Path) -> StoreSettings:
    return StoreSettings(
        enabled=cache.enabled,
        path=_path(folder, cache.path),
        alive=cache.alive,
        moved=cache.moved,
        dead=cache.dead,
        blocked=cache.blocked,
        unknown=cache.unknown,
        min_failures=cache.min_failures,
        min_days=cache.min_time / DAY,
        keep_days=cache.keep / DAY,
    )


def _providers(table: ProvidersTable) -> ProviderSettings:
    servers = tuple(server.server() for server in table.github)
    if all(server.page_host != "github.com" for server in servers):
        servers = (*_PROVIDERS.github, *servers)
    return ProviderSettings(
        enabled=table.enabled,
        github=servers,
        gitlab_hosts=table.gitlab_hosts,
        gitea_hosts=table.gitea_hosts,
        patience=table.patience,
    )
