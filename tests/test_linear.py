"""No list keeps a rule busy: what was once slow on lists that are meant to hurt stays linear."""

import time
from collections.abc import Callable

import pytest

from listlint.diagnostics.findings import Finding, Severity
from listlint.diagnostics.spans import Span, Spans
from listlint.entries.context import LintContext
from listlint.linter.engine import drop_superseded
from listlint.markdown import parse
from listlint.rules.registry import shipped_rules

RULES = shipped_rules()
SMALL, FACTOR = 4_000, 4

SHAPES: dict[str, tuple[str, Callable[[int], str]]] = {
    "code in brackets": ("malformed-link", lambda n: "[" + "`a`" * (n // 3) + "]"),
    "words in two spellings": ("inconsistent-name", lambda n: "GitHub Github " * (n // 14)),
    "a long title": ("title-style", lambda n: "# " + "a of " * (n // 5)),
    "marks behind a URL": ("malformed-url", lambda n: f"[a](<https://a.example/{')' * n}x>)"),
    "a long word": ("missing-space", lambda n: f"[{'a' * n}1](u)foo"),
    "backticks in code": ("code-fence-style", lambda n: f"~~~\n{'`' * n}x\n~~~"),
    "a wide heading": ("heading-style", lambda n: f"# a{' ' * n}x"),
    "headings of one family": ("empty-section", lambda n: "# a\n\n" + "## b\n\n" * (n // 6)),
    "closing marks": ("multiple-spaces", lambda n: f"a{')' * n}  a"),
    "entries below a long heading": (
        "small-section",
        lambda n: "# t\n\n## " + "*a* " * (n // 8) + "\n\n" + "- [a](b)\n" * (n // 18),
    ),
    "tables of contents with one name": (
        "toc-mismatch",
        lambda n: "# x\n\n" + "".join(f"# x\n- [x](#x-{i + 2})\n\n" for i in range(n // 16)),
    ),
}


def seconds(rule: str, source: str) -> float:
    context = LintContext(parse(source))
    assert context.prose is not None
    assert context.entries is not None
    start = time.process_time()
    list(RULES[rule].check(context))
    assert context.sections_without_entries is not None
    return time.process_time() - start


@pytest.mark.parametrize("name", SHAPES)
def test_time_of_rules_is_linear(name: str) -> None:
    """Four times the size takes no more than eight times the time (it would be sixteen)."""
    rule, make = SHAPES[name]
    small, large = make(SMALL), make(SMALL * FACTOR)
    seconds(rule, small)  # vocabulary and patterns are read once
    tries = []
    for _ in range(4):
        tries.append((seconds(rule, small), seconds(rule, large)))
        if min(t[1] for t in tries) <= 8 * min(t[0] for t in tries) + 0.03:
            return
    pytest.fail(f"{tries} seconds for {SMALL} and {SMALL * FACTOR} characters")


SPANS = [Span(start, end) for start in range(7) for end in range(start, 7)]


@pytest.mark.parametrize("first", SPANS, ids=str)
def test_spans_meet_what_one_of_them_overlaps(first: Span) -> None:
    for second in SPANS:
        spans = Spans([first, second])
        for asked in SPANS:
            overlaps = first.overlaps(asked) or second.overlaps(asked)
            assert spans.meet(asked) is overlaps, (second, asked)


def test_thousands_of_findings_of_one_cause() -> None:
    rules = [RULES["malformed-url"], RULES["insecure-link"]]
    findings = [
        Finding(rule.name, Severity.ERROR, Span(at, at + 9), "")
        for at in range(0, 300_000, 10)
        for rule in rules
    ]
    kept = drop_superseded(findings, rules)
    assert {finding.rule for finding in kept} == {"malformed-url"}
