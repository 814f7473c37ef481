"""Which rules run: presets, names and globs."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from listlint.diagnostics.problems import InvalidData, Problem
from listlint.language.similarity import did_you_mean
from listlint.rules.registry import Preset, Rule, shipped_rules


def preset_rules(preset: Preset, rules: Mapping[str, Rule]) -> frozenset[str]:
    """Return the names of the rules of a preset."""
    if preset is Preset.ALL:
        return frozenset(rules)
    presets = {Preset.RECOMMENDED, preset}
    return frozenset(name for name, rule in rules.items() if rule.presets & presets)


def with_preset(preset: Preset, rules: Mapping[str, Rule]) -> dict[str, Rule]:
    """Return the rules as a preset configures them; those that a config changes stay."""
    shipped = shipped_rules()
    return {
        name: rule.with_preset(preset) if rule is shipped.get(name) else rule
        for name, rule in rules.items()
    }


def expand(names: Iterable[str], rules: Mapping[str, Rule]) -> list[str]:
    """Return the rules that names, globs (`*-link`) and presets (`awesome`) mean.

    Raises `InvalidData` for those that mean none.
    """
    found: list[str] = []
    problems: list[Problem] = []
    for name in names:
        if name in set(Preset):
            found += preset_rules(Preset(name), rules)
        elif name in rules:
            found.append(name)
        elif any(mark in name for mark in "*?["):
            matching = [rule for rule in rules if fnmatchcase(rule, name)]
            if not matching:
                problems.append(
                    Problem((), f"no rule matches `{name}`; `listlint rule` lists all rules")
                )
            found += matching
        else:
            suggestion = did_you_mean(name, rules, "`listlint rule` lists all rules")
            problems.append(Problem((), f"unknown rule `{name}`; {suggestion}"))
    if problems:
        raise InvalidData(*problems)
    return found
