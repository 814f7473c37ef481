"""Rules that are not converted yet."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from listlint.diagnostics.edits import Fix, Safety
from listlint.diagnostics.findings import Related, Severity
from listlint.diagnostics.findings import Violation as NewViolation
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, Needs
from listlint.entries.conventions import Learned
from listlint.rules.page import Page
from listlint.rules.registry import Preset, Rule

__all__ = ["Kind", "Learned", "NoParameters", "OldRule", "Violation"]


@dataclass(frozen=True, slots=True)
class Violation:
    case: str
    span: Span
    values: Mapping[str, str] = field(default_factory=dict)
    fix: Fix | None = None
    url: str | None = None
    related: tuple[Related, ...] = ()


@dataclass(frozen=True, slots=True)
class NoParameters:
    pass


@dataclass(frozen=True, slots=True)
class Kind:
    parameters: type[Any]
    cases: Mapping[str, tuple[str, ...]]
    check: Callable[["LintContext", Any], Iterator[Violation]]
    wants_links: bool = False
    wants_https: bool = False
    wants_fragments: bool = False
    habits: Callable[["LintContext", Any], Iterator[Learned]] | None = None


@dataclass(frozen=True)
class OldRule(Rule):
    messages: Mapping[str, str] = field(default_factory=dict)

    @property
    def check_module(self) -> Any:
        kind: Kind = import_module(self.module).KIND
        messages = self.messages

        def check(context: LintContext, options: Any) -> Iterator[NewViolation]:
            for old in kind.check(context, options):
                template = messages.get(old.case) or messages.get("", "")
                values = old.values
                text = re.sub(r"\{([^{}]*)\}", lambda m: values.get(m[1], ""), template)
                yield NewViolation(old.span, text, old.fix, old.url, old.related)

        needs = Needs.NOTHING
        if kind.wants_links:
            needs |= Needs.LINKS
        if kind.wants_https:
            needs |= Needs.HTTPS
        if kind.wants_fragments:
            needs |= Needs.FRAGMENTS
        module = SimpleNamespace(Options=kind.parameters, check=check, NEEDS=needs)
        if kind.habits:
            module.learn = kind.habits
        return module

    @classmethod
    def of(cls, page: Page, table: dict[str, Any]) -> "OldRule":
        messages = dict(table.pop("messages", {}))
        if "message" in table:
            messages[""] = table.pop("message")
        return cls(
            name=page.name,
            title=page.title,
            module=f"listlint.oldkinds.{table.pop('kind').replace('-', '_')}",
            severity=Severity(table.pop("severity", "warning")),
            presets=frozenset(map(Preset, table.pop("presets", ()))),
            supersedes=frozenset(table.pop("over", ())),
            safety=Safety(table.pop("fix", "safe")),
            page=page.text,
            pins={preset: table.pop(preset) for preset in Preset if preset in table},
            table=table,
            messages=messages,
        )
