"""What CONTRIBUTING.md shows works as it stands there."""

import re
import textwrap
from pathlib import Path
from types import ModuleType

from listlint.entries.context import LintContext
from listlint.kinds import Kind
from listlint.linter.engine import lint
from listlint.markdown import parse
from listlint.rules.registry import page_rule, read_page
from pages import examples

TEXT = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text("utf-8")


def test_the_page_proves_itself() -> None:
    shown = re.search(r"^ {3}````markdown\n(.*?)^ {3}````$", TEXT, re.MULTILINE | re.DOTALL)
    assert shown
    page = read_page("your-rule", textwrap.dedent(shown[1]))
    rule = page_rule(page).checked()
    [bad] = examples(page, "bad")
    context = bad.context()
    findings = lint(context, [rule])
    places = [tuple(context.document.lines.position(f.span.start)) for f in findings]
    assert places == list(bad.places)
    assert f"`bad {places[0][0]}:{places[0][1]}`" in TEXT
    [good] = examples(page, "good")
    assert lint(good.context(), [rule]) == []


def test_the_kind_finds_what_it_says() -> None:
    shown = re.search(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    assert shown
    module = ModuleType("your_kind")
    exec(compile(shown[1], "your_kind.py", "exec"), module.__dict__)
    kind = module.KIND
    assert isinstance(kind, Kind)
    text = f"- [{'x' * 61}](https://a.example) - Is a.\n- [{'x' * 60}](https://b.example) - Is b.\n"
    [violation] = kind.check(LintContext(parse(text)), kind.parameters())
    assert set(violation.values) == set(kind.cases[violation.case])
    assert text[violation.span.start : violation.span.end] == "x" * 61
