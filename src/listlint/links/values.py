"""Types of values in the settings of links, each checked by a function that may be called alone."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from listlint.fields import Checked, FromText, number
from listlint.links.durations import seconds

# Not compiled here: every run imports this, few use it.
_HOST = r"(?:\*\.)?[\w-]+(?:\.[\w-]+)*(?::\d{1,5})?|\[[0-9a-fA-F:.]+\](?::\d{1,5})?"
_HEADER_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_SENSITIVE_HEADER = r"(?i)authori[sz]ation|cookie|token|secret|password|key\b"
_RUNNERS = r"(?i)GITHUB_TOKEN|GH_TOKEN|ACTIONS_\w+|CI_JOB_\w+"
"""Variables that CI runners set for their own API: a list's config, which a pull request may
change, must not be able to send them elsewhere."""


def host(value: str) -> str:
    """Return a host (`a.example`, `*.a.example` for all below it) in lower case."""
    if not re.fullmatch(_HOST, value):
        raise ValueError(f"should be a host, such as a.example or *.a.example, not `{value}`")
    return value.lower()


def origin(value: str) -> str:
    """Return a host, perhaps with a scheme: `http://a.example:8080`."""
    scheme, mark, rest = value.rpartition("://")
    if mark and scheme.lower() not in ("http", "https"):
        raise ValueError(f"should be a host, perhaps after http:// or https://, not `{value}`")
    return f"{scheme.lower()}{mark}{host(rest)}"


def network(value: str) -> str:
    """Return a host, an address or a network such as `10.0.0.0/8`."""
    if "/" in value:
        from ipaddress import ip_network

        try:
            ip_network(value, strict=False)
        except ValueError:
            raise ValueError(f"should be a network such as 10.0.0.0/8, not `{value}`") from None
    return value


def regex(value: str) -> str:
    """Return a regular expression (RE2 syntax)."""
    from listlint.language.patterns import compile_pattern

    compile_pattern(value)
    return value


def file(value: str) -> str:
    """Return the path of a file; `~` may be its first part."""
    try:
        Path(value).expanduser()
    except RuntimeError:
        raise ValueError(f"unknown home directory in `{value}`") from None
    return value


def https_url(value: str) -> str:
    """Return an https URL."""
    parts = urlsplit(value)
    if parts.scheme != "https" or not parts.hostname:
        raise ValueError(f"should be an https URL, not `{value}`")
    return value


def status_pattern(value: str) -> str:
    """Return a status such as `403`, or a class of them such as `5xx`."""
    if not re.fullmatch("[1-9](?:[0-9]{2}|xx)", value):
        raise ValueError(f"should be a status such as 403 or 5xx, not `{value}`")
    return value


def printable(value: str) -> str:
    """Return a text of printable ASCII."""
    if not re.fullmatch("[ -~]+", value):
        raise ValueError("should be printable ASCII")
    return value


def auth(value: str) -> str:
    """Return `user:${PASSWORD}`. The errors of this and of `headers` show no value."""
    if ":" not in value or not list(_variables(value)):
        raise ValueError("should be `user:${VARIABLE}`: secrets come from the environment only")
    return value


def headers(values: Mapping[str, str]) -> Mapping[str, str]:
    """Return headers that can be sent, and that hold no secret of their own."""
    for name, value in values.items():
        if not re.fullmatch(_HEADER_NAME, name) or re.search(r"[\r\n\0]", value):
            raise ValueError(f"invalid header `{name}`")
        if not list(_variables(value)) and re.search(_SENSITIVE_HEADER, name):
            raise ValueError(
                f"{name} should be `${{VARIABLE}}`: secrets come from the environment only"
            )
    return values


def _variables(value: str) -> Iterator[str]:
    """Yield the environment variables that a value mentions."""
    for name in re.findall(r"\$\{([^{}]*)\}", value):
        if not re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", name):
            raise ValueError(f"${{{name}}} is not the name of an environment variable")
        if belongs_to_runner(name):
            raise ValueError(f"${{{name}}} is for the runner's own API; use another variable")
        yield name


def belongs_to_runner(variable: str) -> bool:
    """Return whether a CI runner sets an environment variable for its own API."""
    return re.fullmatch(_RUNNERS, variable) is not None


Duration = Annotated[float, FromText(seconds, "duration"), number(least=0)]
"""Seconds, written as a number or as `30m`, `12h`, `7d`."""
Timeout = Annotated[float, FromText(seconds, "duration"), number(above=0)]
Host = Annotated[str, Checked(host, "host")]
Origin = Annotated[str, Checked(origin, "host")]
Network = Annotated[str, Checked(network, "host")]
Regex = Annotated[str, Checked(regex, "regular expression", {"format": "regex"})]
File = Annotated[str, Checked(file, "file")]
HttpsUrl = Annotated[str, Checked(https_url, "URL", {"format": "uri", "pattern": "^https://"})]
Printable = Annotated[str, Checked(printable)]
Status = Annotated[int, number(least=100, most=999)]
StatusPattern = Annotated[str, Checked(status_pattern, "status")]
StatusVerdict = Literal["alive", "blocked", "unknown", "skipped"]
Auth = Annotated[str, Checked(auth)]
Headers = Annotated[Mapping[str, str], Checked(headers)]
