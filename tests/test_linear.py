"""No list keeps the rules busy: on lists that are meant to hurt, every rule stays linear."""

from collections.abc import Callable

import pytest

from limits import hang_guard, steps
from listlint.diagnostics.edits import Fix, Safety, delete
from listlint.diagnostics.findings import Finding, Severity
from listlint.diagnostics.spans import Span, Spans
from listlint.entries.context import LintContext
from listlint.formats import Format
from listlint.linter.engine import drop_superseded, lint
from listlint.markdown import parse
from listlint.report import OutputStyle, Report, render
from listlint.rules.registry import shipped_rules
from results import file_report

RULES = shipped_rules()

# What hurts patterns. Where a rule reports each character, a part of the size is enough.
LONG_LINES: dict[str, Callable[[int], str]] = {
    "one word": lambda n: "a" * n,
    "a long word in a link": lambda n: f"[{'a' * n}1](u)foo",
    "words in two spellings": lambda n: "GitHub Github " * (n // 28),
    "misspelled words": lambda n: "the satefy of " * (n // 28),
    "a path of names": lambda n: "/Github" * (n // 7),
    "look-alikes": lambda n: "Pаrse " * (n // 24),
    "code in brackets": lambda n: "[" + "`a`" * (n // 3) + "]",
    "brackets": lambda n: "([{" * (n // 12),
    "brackets that do not match": lambda n: "(" * (n // 8) + "]" * (n // 8),
    "closing brackets": lambda n: "a)" * (n // 8),
    "brackets before spaces": lambda n: f"a{')' * (n // 4)}  a",
    "brackets after a URL": lambda n: f"[a](<https://a.example/{')' * n}x>)",
    "targets with spaces": lambda n: "[ab](https://c d " * (n // 17),
    "a target of words": lambda n: "[ab](" + "x " * (n // 2),
    "pictures": lambda n: f"<img srcset='{'a b, ' * (n // 40)}{',' * n}'>",
    "a text above hyphens": lambda n: "a b\n" * (n // 4) + "---\n",
    "bold openings": lambda n: "**A " * (n // 8),
    "backticks in code": lambda n: f"~~~\n{'`' * n}x\n~~~",
    "spaces before a no-break space": lambda n: "a" + " " * n + "\u00a0b",
    "spaces before a period": lambda n: "a" + " " * n + ".",
    "no-break spaces": lambda n: "a\u00a0b " * (n // 16),
    "a long heading": lambda n: "# " + "a of " * (n // 20),
    "a wide heading": lambda n: f"# a{' ' * n}x",
    "a license of many": lambda n: (
        "| a | license |\n| - | - |\n| [a](https://a.example) | " + "MIT or " * (n // 28) + " |\n"
    ),
}

# What hurts loops over entries, sections and links.
MANY_BLOCKS: dict[str, Callable[[int], str]] = {
    "headings that are links": lambda n: "# a\n\n## [b](https://b.example)\n\nc\n\n" * n,
    "lines of HTML": lambda n: "## a\n\n<p>\n" + "<a href='//b'>b</a> - c.<br>\n" * n + "</p>\n",
    "lines of a quote": lambda n: "## a\n\n" + "> **[b](//b)** <kbd>MIT</kbd><br>c\n\n" * n,
    "a line that goes on": lambda n: "## a\n\n[b](//b) - c\n\n[d](//d) - e" + "\nf" * n,
    "details": lambda n: "## a\n\n<details><summary>b</summary>\n" * n + "\n- [c](d)\n" * n,
    "sections of one family": lambda n: "# a\n\n" + "## b\n\n" * n,
    "entries below a long heading": lambda n: "# t\n\n## " + "*a* " * n + "\n\n" + "- [a](b)\n" * n,
    "broken fragments": lambda n: (
        "".join(f"- [x](#tool-number-{i}x)\n" for i in range(n))
        + "".join(f"## tool number {i}\n\n" for i in range(n))
    ),
    "lists in HTML": lambda n: "<div>\n" + "- [x](https://a.example) - x\n<br>\n" * n + "</div>\n",
    "ignore comments for unknown rules": lambda n: "".join(
        f"<!-- listlint-disable-next-line dead-lnk-{i} -->\n\n" for i in range(n)
    ),
    "unknown rules in one ignore comment": lambda n: (
        f"<!-- listlint-disable-line {' '.join(f'dead-lnk-{i}' for i in range(n))} -->\n"
    ),
    "regions of ignore comments": lambda n: (
        "<!-- listlint-disable -->\n\nthe the a\n\n<!-- listlint-enable -->\n\nb b\n\n" * n
    ),
    "ignore comments for the file": lambda n: (
        "<!-- listlint-disable-file repeated-word -->\n\nthe the a\n\n" * n
    ),
    "tables of contents with one name": lambda n: (
        "# x\n\n" + "".join(f"# x\n- [x](#x-{i + 2})\n\n" for i in range(n))
    ),
}


def lint_all(text: str) -> None:
    lint(LintContext(parse(text, "README.md")), list(RULES.values()))


@pytest.mark.parametrize("name", LONG_LINES)
def test_no_long_line_keeps_the_rules_busy(name: str) -> None:
    with hang_guard():
        lint_all(LONG_LINES[name](400_000))


@pytest.mark.parametrize("name", MANY_BLOCKS)
def test_steps_of_rules_grow_as_lists_do(name: str) -> None:
    make = MANY_BLOCKS[name]
    lint_all(make(10))  # rules are imported once
    small, large = (steps(lambda n=n: lint_all(make(n))) for n in (100, 400))
    assert large < 6 * small


def test_blank_lines_in_a_deep_list_cost_what_they_do_elsewhere() -> None:
    few, many = (steps(lambda n=n: parse("- " * 400 + "a\n" + "\n" * n)) for n in (10, 1_010))
    assert many - few < 20 * 1_000


def findings(count: int) -> Report:
    """Return a report with this many findings in as many entries, each with a fix."""
    text = "# a\n\n" + "- [b](c) - the the d\n" * count
    context = LintContext(parse(text, "README.md"))
    found = [
        Finding(
            f"rule-{number % 50}",
            Severity.WARNING,
            entry.place,
            "a message",
            entry.url,
            Fix(Safety.SAFE, "delete it", (delete(entry.name_span),)),
        )
        for number, entry in enumerate(context.entries)
    ]
    rules = {one.rule: RULES["repeated-word"] for one in found}
    return Report("1", (file_report("README.md", context, found),), rules)


@pytest.mark.parametrize("form", list(Format))
def test_steps_of_reports_grow_as_findings_do(form: Format) -> None:
    def write(report: Report) -> None:
        for _ in render(report, form, OutputStyle()):
            pass

    write(findings(1))
    small, large = (steps(lambda r=r: write(r)) for r in map(findings, (250, 1_000)))
    assert large < 5 * small


SPANS = [Span(start, end) for start in range(7) for end in range(start, 7)]


@pytest.mark.parametrize("first", SPANS, ids=str)
def test_spans_meet_what_one_of_them_overlaps(first: Span) -> None:
    for second in SPANS:
        spans = Spans([first, second])
        for tried in SPANS:
            overlaps = first.overlaps(tried) or second.overlaps(tried)
            assert spans.meet(tried) is overlaps, (second, tried)


def test_thousands_of_findings_of_one_cause() -> None:
    rules = [RULES["malformed-url"], RULES["insecure-link"]]
    findings = [
        Finding(rule.name, Severity.ERROR, Span(at, at + 9), "")
        for at in range(0, 300_000, 10)
        for rule in rules
    ]
    with hang_guard():
        kept = drop_superseded(findings, rules)
    assert {finding.rule for finding in kept} == {"malformed-url"}
