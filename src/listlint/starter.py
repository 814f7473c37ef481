"""The config that a list starts with: its habits as settings, each with its strength."""

import json
from collections.abc import Iterator, Mapping

from listlint.kinds import Learned, load_kind
from listlint.listing import Listing
from listlint.rule import Rule

_HEAD = """\
# What listlint asks of {name}. Change what you want otherwise, delete what you do not mind.
# `listlint rule` names all rules, `listlint rule NAME` tells of one.

preset = "recommended"  # or "awesome", "strict", "all"

# What nearly all entries do is a habit, and those that do otherwise are found.
[habits]
minimum = {minimum}  # how many there must be
share = {share}  # what share of them must agree
"""
_NONE = """
# No habit that a setting could pin was found: too few entries, or they do not agree.
"""


def starter(listing: Listing, rules: Mapping[str, Rule], selected: frozenset[str]) -> str:
    """Return the TOML text of a config with what a list does already as settings.

    Settings of rules that are not `selected` are comments. Used as is, the config finds what
    none finds, and what breaks a habit that is now a rule.
    """
    limits = listing.thresholds
    name = json.dumps(listing.document.path, ensure_ascii=False)[1:-1]
    head = _HEAD.format(name=name, minimum=limits.minimum, share=limits.share)
    tables = [
        _table(rule, learned, on=rule.name in selected)
        for rule in sorted(rules.values(), key=lambda rule: rule.name)
        if (learned := _learned(listing, rule))
    ]
    return head + "".join(tables or [_NONE])


def _learned(listing: Listing, rule: Rule) -> list[Learned]:
    habits = load_kind(rule.kind).habits
    return list(habits(listing, rule.parameters)) if habits else []


def _table(rule: Rule, learned: list[Learned], *, on: bool) -> str:
    lines = [f"[rules.{rule.name}]", *_settings(learned)]
    if not on:
        lines = [lines[0], "enabled = true", *lines[1:]]
        lines = [line if line.startswith("#") else f"# {line}" for line in lines]
    return "\n" + "".join(f"{line}\n" for line in lines)


def _settings(learned: list[Learned]) -> Iterator[str]:
    for one in learned:
        yield f"# {one.agreeing:,} of {one.total:,} {one.what}."
        yield f"{one.parameter} = {_toml(one.value)}"


def _toml(value: str | int | bool) -> str:
    """Return a value in TOML: its strings, numbers and booleans are written as in JSON."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)
