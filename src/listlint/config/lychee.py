"""The settings of lychee, another link checker, as settings of listlint.

Keys are those of its documentation (lychee.toml, .lycheeignore) up to version 0.24.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any

from listlint.diagnostics.problems import InvalidData
from listlint.diagnostics.records import dataclass
from listlint.links.settings import LinkSettings
from listlint.rules.options import toml, toml_key

BROKEN_FRAGMENT = "broken-remote-fragment"


@dataclass
class Carried:
    """What came of settings: keys of a config, of its `[links]`, and what has no counterpart."""

    top: dict[str, Any] = field(default_factory=dict)
    links: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def lines(self) -> tuple[str, str]:
        """Return the keys and the tables as TOML."""
        top = "".join(f"{toml_key(key)} = {toml(value)}\n" for key, value in self.top.items())
        links = "".join(f"{key} = {_value(value)}\n" for key, value in self.links.items())
        return top, f"\n[links]\n{links}" if links else ""


def _value(value: Any) -> str:
    """Return a value in TOML, a long list with an item on each line."""
    if isinstance(value, list) and len(toml(value)) > 80:
        return "[\n" + "".join(f"  {toml(item)},\n" for item in value) + "]"
    return toml(value)


def carry_over(carried: Carried, name: str, text: str) -> None:
    """Add the settings in a lychee.toml, or the patterns in a .lycheeignore.

    Raises `ValueError` with one line for a text that is not TOML.
    """
    if name.endswith(".toml"):
        settings = tomllib.loads(text)
    else:
        lines = (line.strip() for line in text.splitlines())
        settings = {"exclude": [line for line in lines if line and not line.startswith("#")]}
    for key, value in settings.items():
        convert = _KEYS.get(key.replace("-", "_"))
        if convert is None:
            carried.notes.append(f"{name}: {key}: no counterpart")
            continue
        carried.notes += (f"{name}: {key}: {problem}" for problem in convert(carried, value))


# --- Keys ----------------------------------------------------------------------------------

_Convert = Callable[[Carried, Any], Iterable[str]]
"""Adds a value to what is carried over; yields what could not be."""


def _put(carried: Carried, key: str, value: Any) -> Iterator[str]:
    """Set a key of `[links]`, if it is valid; lists and tables are added to."""
    from listlint.schema import build

    known = carried.links.get(key)
    together = known + value if isinstance(known, list) else value
    together = known | value if isinstance(known, dict) else together
    try:
        build(LinkSettings, {key: together})
    except InvalidData as error:
        yield f"`{toml(value)}` not carried over: {error.problems[0].message}"
    else:
        carried.links[key] = together


def _same(key: str) -> _Convert:
    """Return the conversion of a value that is the same in listlint."""
    return lambda carried, value: _put(carried, key, value)


def _same_or_covered(covered: Any, note: str) -> _Convert:
    """Return the conversion of a key of which listlint does one value always."""
    return lambda _carried, value: () if value == covered else (note,)


def _covered(_carried: Carried, _value: Any) -> Iterable[str]:
    """Leave out what listlint does anyway, or what only changes how lychee prints."""
    return ()


def _noted(note: str) -> _Convert:
    return lambda _carried, _value: (note,)


def _exclude(carried: Carried, value: Any) -> Iterator[str]:
    for pattern in _texts(value):
        yield from _put(carried, "exclude", [{"regex": pattern}])


def _exclude_path(carried: Carried, value: Any) -> Iterator[str]:
    for path in _texts(value):
        if re.search(r"[\\^$*+?()\[\]{}|]", path):
            yield f"`{path}` is a regular expression; write it as a glob in `exclude`"
        else:
            path = path.removeprefix("./").rstrip("/")
            carried.top.setdefault("exclude", []).extend([path, f"{path}/*"])


def _remap(carried: Carried, value: Any) -> Iterator[str]:
    for rule in _texts(value):
        pattern, _, to = rule.strip().partition(" ")
        to = re.sub(r"\$\{?(\d+)\}?", r"\\\1", to.strip())
        yield from _put(carried, "remap", [{"regex": pattern, "to": to}])


def _accept(_carried: Carried, value: Any) -> Iterator[str]:
    given = value.split(",") if isinstance(value, str) else value
    codes = [str(code).strip() for code in (given if isinstance(given, list) else [given])]
    other = [code for code in codes if not re.fullmatch(r"(1|2|3|40[136]|429|451|999).*", code)]
    if other:
        listed = ", ".join(other)
        yield f"{listed} not carried over: statuses are accepted by host, in [links.accept]"


def _headers(_carried: Carried, value: Any) -> Iterator[str]:
    names = value if isinstance(value, dict) else [one.partition(":")[0] for one in _texts(value)]
    for name in names:
        name = re.split("[:=]", str(name))[0].strip()
        yield f"`{name}` not carried over: headers are sent to one host, in [links.headers.HOST]"


def _auth(_carried: Carried, value: Any) -> Iterator[str]:
    for one in _texts(value):
        yield (
            f"`{one.partition(' ')[0]}` not carried over: secrets belong in the environment;"
            ' see [links.auth]: "HOST" = "user:${PASSWORD}"'
        )


def _hosts(carried: Carried, value: Any) -> Iterator[str]:
    for host, own in value.items() if isinstance(value, dict) else ():
        for key, inner in own.items() if isinstance(own, dict) else ():
            if key in ("header", "headers") and isinstance(inner, dict):
                yield from _put(carried, "headers", {host: inner})
            else:
                yield f"{host}.{key}: no counterpart"


def _fragments(carried: Carried, value: Any) -> Iterator[str]:
    if value not in (False, "none"):
        carried.top["extend-select"] = [BROKEN_FRAGMENT]
    yield from ()


def _offline(carried: Carried, value: Any) -> Iterator[str]:
    if value is True:
        carried.top["offline"] = True
    yield from ()


def _cache(carried: Carried, value: Any) -> Iterator[str]:
    return _put(carried, "cache", {"enabled": value})


def _scheme(_carried: Carried, value: Any) -> Iterator[str]:
    if "http" not in value or "https" not in value:
        yield "http and https are both checked"


def _texts(value: Any) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


_PRINTED = (
    "verbose", "no_progress", "output", "format", "mode", "threads", "dump", "dump_inputs",
    "host_stats", "generate", "github_token", "skip_missing", "glob_ignore_case",
    "cache_exclude_status", "hidden", "no_ignore", "extensions", "files_from", "method",
)  # fmt: skip
_KEYS: Mapping[str, _Convert] = {
    **dict.fromkeys(_PRINTED, _covered),
    **dict.fromkeys(("header", "headers"), _headers),
    **dict.fromkeys(
        ("exclude_all_private", "exclude_private", "exclude_link_local", "exclude_loopback"),
        _same_or_covered(True, "private addresses are not requested; see allow-private"),
    ),
    **dict.fromkeys(("base", "base_url", "root_dir"), _noted("links are relative to their file")),
    "accept": _accept,
    "archive": _covered,
    "basic_auth": _auth,
    "cache": _cache,
    "exclude": _exclude,
    "exclude_mail": _same_or_covered(True, "mail addresses are not checked"),
    "exclude_path": _exclude_path,
    "host_concurrency": _same("per-host"),
    "host_request_interval": _same("spacing"),
    "hosts": _hosts,
    "include": _noted("not carried over: here, only URLs that match `include` are checked"),
    "include_fragments": _fragments,
    "include_mail": _same_or_covered(False, "mail addresses are not checked"),
    "include_verbatim": _same_or_covered(False, "links in code are not checked"),
    "insecure": _same_or_covered(False, "certificates are always checked; see ca-file"),
    "max_cache_age": _same("max-age"),
    "max_concurrency": _same("concurrency"),
    "max_redirects": _same("max-redirects"),
    "max_retries": _same("retries"),
    "offline": _offline,
    "remap": _remap,
    "require_https": _same_or_covered(True, "see the rule insecure-link, which is on by default"),
    "retry_wait_time": _same("backoff"),
    "scheme": _scheme,
    "suggest": _same("archive"),
    "timeout": _same("timeout"),
    "user_agent": _same("user-agent"),
}
