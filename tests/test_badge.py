"""The badge: what shields.io reads, for each result."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from command import listlint
from listlint.diagnostics.findings import Finding, Severity
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.linter.results import Report
from listlint.markdown import parse
from listlint.report import OutputStyle
from listlint.report.badge import render
from listlint.sources.files import SourceError
from results import file_report

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "badge.md").read_text("utf-8")
TEAPOTS = ROOT / "examples" / "awesome-teapots.md"


def report(*severities: Severity) -> Report:
    context = LintContext(parse("# A\n"))
    findings = [Finding("a-rule", severity, Span(0, 1), "is wrong") for severity in severities]
    return Report("1", (file_report("README.md", context, findings),), {})


def badge(of: Report) -> tuple[str, str, bool]:
    shown = json.loads("".join(render(of, OutputStyle())))
    assert (shown.pop("schemaVersion"), shown.pop("label")) == (1, "listlint")
    return shown.pop("message"), shown.pop("color"), shown.pop("isError")


@pytest.mark.parametrize(
    ("severities", "shown"),
    [
        ((), ("passing", "brightgreen", False)),
        ((Severity.INFO,), ("passing", "brightgreen", False)),
        ((Severity.WARNING, Severity.INFO), ("1 warning", "yellow", False)),
        ((Severity.WARNING, Severity.ERROR, Severity.ERROR), ("2 errors", "red", False)),
    ],
)
def test_the_worst_severity_is_counted(
    severities: tuple[Severity, ...], shown: tuple[str, str, bool]
) -> None:
    assert badge(report(*severities)) == shown


def test_what_was_not_checked_does_not_pass() -> None:
    not_checked = ("not checked", "lightgrey", True)
    assert badge(replace(report(), problems=("no network",))) == not_checked
    assert badge(replace(report(), failures=(SourceError("a.md: missing"),))) == not_checked


def test_the_command_prints_what_the_page_shows(tmp_path: Path) -> None:
    done = listlint("badge", "--offline", TEAPOTS, cwd=tmp_path)
    assert done.code == 0
    assert f"```json badge\n{done.out}```" in PAGE
    written = listlint("badge", "--offline", "--output", "badge.json", TEAPOTS, cwd=tmp_path)
    assert (written.code, written.out) == (0, "")
    assert (tmp_path / "badge.json").read_text() == done.out
    listlint("--offline", "--output", "badge=other.json", TEAPOTS, cwd=tmp_path)
    assert (tmp_path / "other.json").read_text() == done.out


def test_a_list_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    done = listlint("badge", "--offline", "missing.md", cwd=tmp_path)
    assert done.code == 2
    assert json.loads(done.out)["isError"]
    assert done.err == "listlint: missing.md: does not exist\n"


def test_the_workflow_is_that_of_the_page() -> None:
    workflow = (ROOT / "examples" / "workflows" / "badge.yml").read_text("utf-8")
    assert f"```yaml\n{workflow}```" in PAGE
