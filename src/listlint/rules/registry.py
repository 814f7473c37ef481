"""Rules: a page in `rules/` and a module of the same name here, or a kind and a table in a config.

The module of a rule has a function `check(context, options)` that yields `Violation`s. It may
have a frozen dataclass `Options`; `NEEDS`, what of the network it reads;
`learn(context, options)`, which yields what a list does already for `listlint init`; and
`assess(context, options)`, which yields whether each added entry meets what the rule requires.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from enum import StrEnum
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from listlint.diagnostics.attributes import field_values
from listlint.diagnostics.edits import Safety
from listlint.diagnostics.findings import Finding, Severity, Violation
from listlint.diagnostics.problems import InvalidData, Mistakes, Problem
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.kinds import UnknownKindError, kind_names, load_kind
from listlint.language.similarity import did_you_mean
from listlint.rules.page import Page, page_names, shipped_page

if TYPE_CHECKING:  # the index of rules needs no parser
    from listlint.entries.context import LintContext, Needs
    from listlint.entries.conventions import Learned
    from listlint.entries.submissions import Assessment
    from listlint.markdown import Document


LONGEST_MESSAGE = 500
"""Most characters of a message, which may quote what a list has."""


class Preset(StrEnum):
    """A named choice of rules.

    `recommended` is the default; `awesome` and `strict` add to it; `all` is every rule.
    """

    RECOMMENDED = "recommended"
    AWESOME = "awesome"
    STRICT = "strict"
    ALL = "all"


@dataclass(frozen=True)
class Rule:
    """A check with its options, a severity and the trust in its fixes.

    `module` has the check and is imported only when the rule runs. `table` has the options that
    a page's preset or a config sets, others keep their defaults. `supersedes` are the rules that
    are silent where this one reports: it knows the cause. `safety` is the most that a fix of the
    rule is trusted, and `fixes` is whether it has any. `message` is a template that replaces the
    check's message. `pins` are the keys that a preset sets differently.
    """

    name: str
    title: str
    module: str
    severity: Severity = Severity.WARNING
    presets: frozenset[Preset] = frozenset()
    supersedes: frozenset[str] = frozenset()
    safety: Safety = Safety.SAFE
    fixes: bool = True
    message: str | None = None
    kind: str | None = None
    table: Mapping[str, Any] = field(default_factory=dict)
    page: str | None = None
    pins: Mapping[Preset, Mapping[str, Any]] = field(default_factory=dict)

    def __getstate__(self) -> dict[str, object]:
        return field_values(self)  # patterns in options cannot be pickled

    @property
    def check_module(self) -> ModuleType:
        """The rule's module, or that of its kind."""
        return import_module(self.module) if self.kind is None else load_kind(self.kind)

    @property
    def options_type(self) -> type[Any]:
        """The dataclass of the rule's options."""
        from listlint.entries.context import NoOptions

        return getattr(self.check_module, "Options", NoOptions)

    @cached_property
    def options(self) -> Any:
        """The options that the check is called with. Raises `InvalidData`."""
        options = self.options_type
        if not self.table and self.kind is None:
            return options()
        from listlint.schema import build  # pydantic takes longer to import than a list to check

        return build(options, self.table, also=RuleSettings.__slots__)

    @cached_property
    def needs(self) -> "Needs":
        """What of the network the check reads."""
        from listlint.entries.context import Needs

        return getattr(self.check_module, "NEEDS", Needs.NOTHING)

    def checked(self) -> "Rule":
        """Return the rule itself. Raises `InvalidData` if its options or its message are wrong."""
        mistakes = Mistakes()
        known = ("message", "found", *getattr(self.check_module, "PLACEHOLDERS", ()))
        mistakes.problems += (
            Problem(("message",), f"unknown placeholder {{{name}}}; available: {', '.join(known)}")
            for name in _PLACEHOLDER.findall(self.message or "")
            if name not in known
        )
        with mistakes.under():
            _ = self.options
        mistakes.raise_any()
        return self

    def with_preset(self, preset: Preset) -> "Rule":
        """Return the rule as a preset configures it."""
        return configure(self, self.pins[preset]) if preset in self.pins else self

    def check(self, context: "LintContext") -> Iterator[Finding]:
        """Yield the findings of the rule in a list."""
        for violation in self.check_module.check(context, self.options):
            yield self.finding(violation, context.document)

    def finding(self, violation: Violation, document: "Document") -> Finding:
        """Return a violation in a list with the rule's name, severity, message and trust."""
        message = violation.message
        start, end = map(document.lines.position, violation.span)
        if self.message is not None:
            found = violation.span.of(document.text)
            values = {"message": message, "found": found, **violation.values}
            message = _PLACEHOLDER.sub(lambda match: values.get(match[1], ""), self.message)
        fix = violation.fix
        if fix is not None:
            fix = replace(fix, safety=least_trusted(fix.safety, self.safety))
        return Finding(
            self.name,
            self.severity,
            violation.span,
            message if len(message) <= LONGEST_MESSAGE else f"{message[:LONGEST_MESSAGE]}…",
            violation.url,
            fix,
            violation.related,
            document.path,
            *start,
            *end,
        )

    @property
    def assesses(self) -> bool:
        """Whether the rule is about the entries that a change adds."""
        return self.module.startswith(f"{_POLICY}.") or (
            self.kind is not None and getattr(self.options, "added_only", False)
        )

    def assess(self, context: "LintContext") -> "Iterator[Assessment]":
        """Yield whether each added entry meets what the rule requires."""
        found: Iterator[Assessment] = self.check_module.assess(context, self.options)
        return found

    @property
    def learns(self) -> bool:
        """Whether it reports what differs from the conventions of the list."""
        return hasattr(self.check_module, "learn")

    def learn(self, context: "LintContext") -> "Iterator[Learned]":
        """Yield what the list does already and an option could pin."""
        if not self.learns:
            return iter(())
        learned: Iterator[Learned] = self.check_module.learn(context, self.options)
        return learned


_POLICY = "listlint.rules.policy"
NO_FIX = "none"
"""The `fix` of a page whose rule has no fixes."""
_NAME = regex(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_PLACEHOLDER = regex(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSettings:
    """What a config may set of any rule, besides its own options."""

    enabled: bool | None = None
    """Whether the rule runs, whatever the preset."""
    severity: Severity | None = None
    """How bad a finding is; `info` does not fail the run."""
    fix: Safety | None = None
    """Highest applicability of this rule's fixes: `safe`, `unsafe` or `display-only`."""
    message: str | None = None
    """Template that replaces the message: `{message}` is the rule's own, `{found}` the source."""
    kind: str | None = None
    """Generic check of a rule of your own."""
    title: str | None = None
    """What is wrong, in a few words, for a rule of your own."""


def least_trusted(*safeties: Safety) -> Safety:
    """Return the one of `safeties` that is trusted least."""
    return max(safeties, key=list(Safety).index)


@cache
def rule_modules() -> Mapping[str, str]:
    """Return the modules of the shipped rules by rule name."""
    folders = sorted(path for path in Path(__file__).parent.iterdir() if path.is_dir())
    return {
        path.stem.replace("_", "-"): f"listlint.rules.{folder.name}.{path.stem}"
        for folder in folders
        for path in folder.glob("*.py")
        if path.stem != "__init__"
    }


@cache
def shipped_rules() -> Mapping[str, Rule]:
    """Return all rules that come with listlint, by name. Their pages are proven by the tests."""
    return {name: page_rule(shipped_page(name)) for name in page_names()}


def page_rule(page: Page, module: str | None = None) -> Rule:
    """Return the rule that a page describes, its check in `module`. Raises `InvalidData`."""
    metadata = page.metadata
    if metadata is None:
        raise InvalidData(Problem((), "the page has no ```toml block"))
    table = tomllib.loads(metadata.text)
    fix = table.pop("fix", "safe")
    return Rule(
        name=page.name,
        title=page.title,
        module=module or rule_modules()[page.name],
        severity=Severity(table.pop("severity", "warning")),
        presets=frozenset(map(Preset, table.pop("presets", ()))),
        supersedes=frozenset(table.pop("supersedes", ())),
        safety=Safety.SAFE if fix == NO_FIX else Safety(fix),
        fixes=fix != NO_FIX,
        message=table.pop("message", None),
        page=page.text,
        pins={preset: table.pop(preset) for preset in Preset if preset in table},
        table=table,
    )


def configure(rule: Rule, table: Mapping[str, Any]) -> Rule:
    """Return a rule with what a table of a config sets. Raises `InvalidData` with every mistake."""
    mistakes = Mistakes()
    settings, options = _split(table, mistakes)
    if settings.kind not in (None, rule.kind):
        problem = f"the kind of `{rule.name}` cannot be changed"
        mistakes.problems.append(Problem(("kind",), problem))
    configured = replace(
        rule,
        severity=settings.severity or rule.severity,
        safety=settings.fix or rule.safety,
        message=settings.message if settings.message is not None else rule.message,
        table={**rule.table, **options},
    )
    with mistakes.under():
        configured.checked()
    mistakes.raise_any()
    return configured


def custom_rule(name: str, table: Mapping[str, Any]) -> Rule:
    """Return the rule of a kind with options of a config. Raises `InvalidData` with all errors."""
    mistakes = Mistakes()
    if not _NAME.fullmatch(name):
        problem = "the name of a rule is lowercase words joined by hyphens"
        mistakes.problems.append(Problem((), problem))
    settings, options = _split(table, mistakes)
    with mistakes.under():
        trusted: Safety = getattr(_kind(settings.kind), "SAFETY", Safety.SAFE)
        rule = Rule(
            name=name,
            title=settings.title or name,
            module="",
            kind=settings.kind,
            severity=settings.severity or Severity.WARNING,
            safety=settings.fix or trusted,
            message=settings.message,
            table=options,
        ).checked()
        if not mistakes.problems:
            return rule
    raise InvalidData(*mistakes.problems)


def _kind(name: str | None) -> ModuleType:
    """Return the module of a kind that a config names. Raises `InvalidData`."""
    known = f"known kinds: {', '.join(kind_names())}"
    if name is None:
        raise InvalidData(Problem(("kind",), f"is missing; {known}"))
    try:
        return load_kind(name)
    except UnknownKindError:
        suggestion = did_you_mean(name, kind_names(), known)
        raise InvalidData(Problem(("kind",), f"unknown kind `{name}`; {suggestion}")) from None


def _split(table: Mapping[str, Any], mistakes: Mistakes) -> tuple[RuleSettings, dict[str, Any]]:
    """Return what a table sets of any rule, and the options of this one."""
    from listlint.schema import build_rest

    common = {key: value for key, value in table.items() if key in RuleSettings.__slots__}
    options = {key: value for key, value in table.items() if key not in common}
    settings, _ = build_rest(RuleSettings, common, mistakes)
    return settings, options
