"""The config that a list starts with: its conventions as options, each with its strength."""

from collections.abc import Iterator, Mapping

from listlint.entries.context import LintContext
from listlint.entries.conventions import Learned
from listlint.rules.options import toml
from listlint.rules.page import SCHEMA_URL
from listlint.rules.registry import Rule

_HEAD = """\
#:schema {schema}
# The listlint config of {name}. Every line is optional.
# `listlint rule` lists the rules, `listlint rule NAME` shows the page of one.

preset = "recommended"  # or "awesome", "strict", "all"
{keys}
# What nearly all entries do is a convention; the others are reported.
# [conventions]
# minimum = {minimum}  # places needed before a style counts as a convention
# share = {share}  # share of those places that must agree
"""
_NONE = """
# No convention was found that an option could pin: too few entries, or they do not agree.
"""


def starter_config(
    context: LintContext,
    rules: Mapping[str, Rule],
    selected: frozenset[str],
    keys: str = "",
    tables: str = "",
) -> str:
    """Return the TOML text of a config with the conventions of a list as options.

    Options of rules that are not `selected` are comments; `keys` and `tables` are further settings
    in TOML. Used as is, the config finds what no config finds, and what breaks a convention that
    is now an option.
    """
    limits = context.conventions
    name = toml(context.document.path)[1:-1]
    head = _HEAD.format(
        schema=SCHEMA_URL, name=name, keys=keys, minimum=limits.minimum, share=limits.share
    )
    rule_tables = [
        _table(rule, learned, on=rule.name in selected)
        for rule in sorted(rules.values(), key=lambda rule: rule.name)
        if (learned := list(rule.learn(context)))
    ]
    return head + "".join(rule_tables or [_NONE]) + tables


def _table(rule: Rule, learned: list[Learned], *, on: bool) -> str:
    lines = [f"[rules.{rule.name}]", *_options(learned)]
    if not on:
        lines = [lines[0], "enabled = true", *lines[1:]]
        lines = [line if line.startswith("#") else f"# {line}" for line in lines]
    return "\n" + "".join(f"{line}\n" for line in lines)


def _options(learned: list[Learned]) -> Iterator[str]:
    for one in learned:
        yield f"# {one.agreeing:,} of {one.total:,} {one.what}."
        yield f"{one.option} = {toml(one.value)}"
