"""The rule that CONTRIBUTING.md shows works as it is written there."""

import re
import sys
import textwrap
from pathlib import Path
from types import ModuleType

import pytest

from listlint.linter.engine import lint
from listlint.rules.page import read_page
from listlint.rules.registry import page_rule
from pages import examples

TEXT = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text("utf-8")


def _shown(fence: str, language: str) -> str:
    pattern = rf"^ {{3}}{fence}{language}\n(.*?)^ {{3}}{fence}$"
    shown = re.search(pattern, TEXT, re.MULTILINE | re.DOTALL)
    assert shown
    return textwrap.dedent(shown[1])


def test_the_rule_proves_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("your_rule")
    monkeypatch.setitem(sys.modules, "your_rule", module)
    exec(compile(_shown("```", "python"), "your_rule.py", "exec"), module.__dict__)
    page = read_page("your-rule", _shown("````", "markdown"))
    rule = page_rule(page, module="your_rule")
    [bad] = examples(page, "bad")
    context = bad.context()
    findings = lint(context, [bad.rule(rule)])
    position = context.document.lines.position
    places = [position(finding.span.start) for finding in findings]
    lines = [f"{p.line}:{p.column} {f.message}" for p, f in zip(places, findings, strict=True)]
    assert lines == list(bad.found)
    [good] = examples(page, "good")
    assert lint(good.context(), [good.rule(rule)]) == []
