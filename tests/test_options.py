"""Tables of options: types, defaults and meanings, inherited ones included."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from listlint.fields import number
from listlint.links.values import Duration, Host
from listlint.rules.options import Option, options, rule_options
from listlint.rules.registry import configure, shipped_rules


class Style(StrEnum):
    PLAIN = "plain"
    BOLD = "bold"


@dataclass(frozen=True, kw_only=True)
class Base:
    style: Style | None = None
    """How names
    are written."""
    hosts: tuple[Host, ...] = ("a.example",)


@dataclass(frozen=True, kw_only=True)
class Options(Base):
    minimum: Annotated[int, number(least=1)] = 3
    """Names there must be."""
    words: Mapping[str, str] = field(default_factory=dict)
    marks: frozenset[str] = frozenset({"b", "a"})
    wait: Duration = 7_200.0
    pause: Duration = 0.05
    required: bool
    """Not a default."""


def test_options_of_a_dataclass() -> None:
    assert list(options(Options)) == [
        Option("style", '`"plain"` or `"bold"`', "", "How names are written."),
        Option("hosts", "list of hosts", '["a.example"]', ""),
        Option("minimum", "whole number", "3", "Names there must be."),
        Option("words", "table", "", ""),
        Option("marks", "list of strings", '["a", "b"]', ""),
        Option("wait", "duration", '"2h"', ""),
        Option("pause", "duration", "0.05", ""),
        Option("required", "boolean", "", "Not a default."),
    ]


def test_options_of_a_rule_have_the_defaults_of_the_rule() -> None:
    rule = shipped_rules()["promotional-word"]
    phrases, replacements = rule_options(configure(rule, {"phrases": ["best"]}))
    assert (phrases.name, phrases.default) == ("phrases", '["best"]')
    assert replacements.meaning.startswith("Words and phrases to report")
    assert rule_options(shipped_rules()["cross-listed-entry"]) == []
