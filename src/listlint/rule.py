"""Rules: a page in `rules/`, or a table in the config, to a checked `Rule`."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from listlint.hints import did_you_mean
from listlint.kinds import Hit, Kind, UnknownKindError, kind_names, load_kind
from listlint.text import Finding, Fix, Safety, Severity


class Preset(StrEnum):
    """A named choice of rules; each holds those before it, `awesome` apart."""

    RECOMMENDED = "recommended"
    AWESOME = "awesome"
    STRICT = "strict"
    ALL = "all"


class RuleError(ValueError):
    """A page or a table is no rule: `message` says why, `key` names the culprit."""

    def __init__(self, message: str, key: str | None = None) -> None:
        super().__init__(message)
        self.key = key


@dataclass(frozen=True)
class Rule:
    """A kind with its parameters, a severity and the words to tell of it.

    `table` is what the page or the config says; the kind is imported only when its parameters or
    messages are asked for, which raises `RuleError` for a table that is wrong. `over` names the
    rules that are silent where this one speaks: it knows the cause. `safety` is the most that a
    fix of this rule is trusted. `pins` are the keys that a preset sets anew.
    """

    name: str
    title: str
    kind: str
    table: Mapping[str, Any]
    severity: Severity = Severity.WARNING
    presets: frozenset[Preset] = frozenset()
    over: frozenset[str] = frozenset()
    safety: Safety = Safety.SAFE
    page: str | None = None
    pins: Mapping[Preset, Mapping[str, Any]] = field(default_factory=dict)

    @cached_property
    def parameters(self) -> Any:
        """What the kind is asked to look for."""
        given = {key: value for key, value in self.table.items() if key not in RESERVED}
        return build_parameters(_kind(self.kind), given)

    @cached_property
    def messages(self) -> Mapping[str, str]:
        """The template of each case."""
        return _messages(_kind(self.kind), self.table)

    def checked(self) -> "Rule":
        """Return the rule itself. Raises `RuleError` if its table is wrong."""
        _ = self.parameters, self.messages
        return self

    def under(self, preset: Preset) -> "Rule":
        """Return the rule as a preset wants it. Raises `RuleError`."""
        return override(self, self.pins[preset]) if preset in self.pins else self

    def finding(self, hit: Hit) -> Finding:
        """Return a hit of the rule's kind in the rule's own words."""
        message = fill(self.messages[hit.case], hit.values)
        return Finding(
            self.name,
            self.severity,
            hit.span,
            message,
            hit.url,
            self._trusted(hit.fix),
            hit.related,
        )

    def _trusted(self, fix: Fix | None) -> Fix | None:
        order = list(Safety)
        if fix is None or order.index(fix.safety) >= order.index(self.safety):
            return fix
        return replace(fix, safety=self.safety)


E = TypeVar("E", bound=StrEnum)

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_FENCE = re.compile(r"(?P<ticks>`{3,}|~{3,})(?P<info>[^`]*)")
RESERVED = frozenset(
    {"kind", "message", "messages", "severity", "presets", "over", "fix", "title", *Preset}
)
"""Keys of a rule's table that are not parameters of its kind."""


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put `values` into the `{name}` places of a template; nothing else is ever evaluated."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], ""), template)


# --- Pages ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block of a page: its info string, its text and the line it begins on."""

    info: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Page:
    """A rule's page, cut into its parts."""

    name: str
    title: str
    text: str
    fences: tuple[Fence, ...]

    @property
    def table(self) -> Fence | None:
        """The fence that is the rule."""
        return next((fence for fence in self.fences if fence.info == "toml"), None)


def read_page(name: str, text: str) -> Page:
    """Cut the Markdown of a page into title and fences."""
    title = next((line[2:].strip() for line in text.splitlines() if line.startswith("# ")), name)
    return Page(name, title, text, tuple(_fences(text)))


def _fences(text: str) -> Iterator[Fence]:
    ticks, info, start = "", "", 0
    body: list[str] = []
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        if not ticks:
            if match := _FENCE.match(line):
                ticks, info, start, body = match["ticks"], match["info"].strip(), number, []
        elif line.rstrip() == ticks:
            yield Fence(info, "".join(body), start)
            ticks = ""
        else:
            body.append(line)


def rules_directory() -> Path:
    """Return where the pages are: in the wheel, or in the checkout of an editable install."""
    packaged = Path(__file__).parent / "rules"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "rules"


def page_names() -> list[str]:
    """Return the names of the rules that come with listlint, sorted."""
    names = (page.name for page in rules_directory().iterdir() if page.name.endswith(".md"))
    return sorted(name[:-3] for name in names if name != "README.md")


@cache
def shipped_page(name: str) -> Page:
    """Return the page of a shipped rule."""
    return read_page(name, (rules_directory() / f"{name}.md").read_text("utf-8"))


@cache
def shipped_rules() -> Mapping[str, Rule]:
    """Return all rules that come with listlint, by name. Their pages are proven by the tests."""
    return MappingProxyType({name: page_rule(shipped_page(name)) for name in page_names()})


def page_rule(page: Page) -> Rule:
    """Return the rule that a page describes. Raises `RuleError`."""
    if page.table is None:
        raise RuleError("the page has no ```toml block")
    table = tomllib.loads(page.table.text)
    return build_rule(page.name, {"title": page.title, **table}, page=page.text)


# --- Tables --------------------------------------------------------------------------------


def build_rule(name: str, table: Mapping[str, Any], page: str | None = None) -> Rule:
    """Return the rule that a TOML table describes, its table not yet `checked`.

    Raises `RuleError`.
    """
    if not _NAME.fullmatch(name):
        raise RuleError("a rule's name is words in lower case with hyphens between", name)
    kind_name = table.get("kind")
    if not isinstance(kind_name, str):
        raise RuleError(f"which kind? One of {', '.join(kind_names())}", "kind")
    return Rule(
        name=name,
        title=str(table.get("title", name)),
        kind=kind_name,
        table=table,
        severity=_choice(Severity, table.get("severity", "warning"), "severity"),
        presets=frozenset(_choice(Preset, p, "presets") for p in _names(table, "presets")),
        over=frozenset(_names(table, "over")),
        safety=_choice(Safety, table.get("fix", "safe"), "fix"),
        page=page,
        pins={preset: table[preset] for preset in Preset if preset in table},
    )


def _names(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(_convert(tuple[str, ...], table.get(key, ()), key))


def _kind(name: str) -> Kind:
    try:
        return load_kind(name)
    except UnknownKindError:
        names = ", ".join(kind_names())
        raise RuleError(f"no kind is called {name!r}; there are {names}", "kind") from None


def override(rule: Rule, table: Mapping[str, Any]) -> Rule:
    """Return a rule with some of its keys set anew. Raises `RuleError`."""
    if table.get("kind", rule.kind) != rule.kind:
        raise RuleError(f"{rule.name} is of kind {rule.kind!r}, which cannot be changed", "kind")
    merged = {**rule.table, **table}
    if "message" in table:
        merged["messages"] = table.get("messages", {})
    elif "messages" in table:
        merged.pop("message", None)
        given = table["messages"]
        merged["messages"] = {**rule.messages, **given} if isinstance(given, Mapping) else given
    changed = replace(
        rule,
        table=merged,
        severity=_choice(Severity, table.get("severity", rule.severity), "severity"),
        safety=_choice(Safety, table.get("fix", rule.safety), "fix"),
    )
    return changed.checked()


def build_parameters(kind: Kind, given: Mapping[str, Any]) -> Any:
    """Return the kind's parameters from TOML values, hyphens in keys for underscores.

    Raises `RuleError` for an unknown key or a value of the wrong type.
    """
    hints = get_type_hints(kind.parameters)
    known = {item.name.replace("_", "-"): item.name for item in fields(kind.parameters)}
    values: dict[str, Any] = {}
    for key, value in given.items():
        if key not in known:
            raise RuleError(_unknown(key, [*known, *RESERVED]), key)
        values[known[key]] = _convert(hints[known[key]], value, key)
    try:
        return kind.parameters(**values)
    except (TypeError, ValueError) as error:  # a missing one, or what __post_init__ says
        raise RuleError(str(error)) from None


def _unknown(key: str, known: list[str]) -> str:
    return f"unknown key {key!r}; {did_you_mean(key, known)}"


def _convert(hint: Any, value: Any, key: str) -> Any:
    """Return a TOML value as the type that a parameter is declared with."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        inner = [argument for argument in arguments if argument is not type(None)]
        return _convert(inner[0], value, key)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _choice(hint, value, key)
    if origin is tuple and isinstance(value, list | tuple):
        return tuple(_convert(arguments[0], item, key) for item in value)
    if origin is frozenset and isinstance(value, list | tuple):
        return frozenset(_convert(arguments[0], item, key) for item in value)
    if origin is not None and issubclass(origin, Mapping) and isinstance(value, Mapping):
        return {name: _convert(arguments[1], item, key) for name, item in value.items()}
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, type) and isinstance(value, hint):
        if hint is int and isinstance(value, bool):
            raise RuleError(f"{key} must be a number, not {value!r}", key)
        return value
    raise RuleError(f"{key} must be {_describe(hint)}, not {value!r}", key)


def _describe(hint: Any) -> str:
    names = {str: "a string", int: "a whole number", float: "a number", bool: "true or false"}
    if hint in names:
        return names[hint]
    if get_origin(hint) in (tuple, frozenset):
        return f"a list, each {_describe(get_args(hint)[0])}"
    return "a table" if get_origin(hint) is not None else str(hint)


def _choice(choices: type[E], value: Any, key: str) -> E:
    try:
        return choices(value)
    except ValueError:
        names = ", ".join(repr(str(choice)) for choice in choices)
        raise RuleError(f"{key} must be one of {names}, not {value!r}", key) from None


def _messages(kind: Kind, table: Mapping[str, Any]) -> dict[str, str]:
    messages: dict[str, str] = {}
    if isinstance(table.get("message"), str):
        messages = dict.fromkeys(kind.cases, table["message"])
    given = table.get("messages", {})
    if not isinstance(given, Mapping):
        raise RuleError("messages must be a table", "messages")
    for case, message in given.items():
        if case not in kind.cases:
            raise RuleError(_unknown(case, list(kind.cases)), case)
        messages[case] = str(message)
    for case, names in kind.cases.items():
        if case not in messages:
            raise RuleError(f"no message for {case!r}: give `message` or `messages`", "message")
        for name in _PLACEHOLDER.findall(messages[case]):
            if name not in names and "message" not in table:
                raise RuleError(f"{{{name}}} is no name here; there are {', '.join(names)}", case)
    if isinstance(table.get("message"), str):
        every = {name for names in kind.cases.values() for name in names}
        for name in _PLACEHOLDER.findall(table["message"]):
            if name not in every:
                names_text = ", ".join(sorted(every))
                raise RuleError(f"{{{name}}} is no name here; there are {names_text}", "message")
    return messages
