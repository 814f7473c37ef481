"""The word rules on texts that no page can show."""

import pytest

from listlint.diagnostics.findings import Finding
from listlint.diagnostics.spans import Span, Spans
from listlint.entries.context import LintContext
from listlint.linter.engine import lint
from listlint.markdown import parse
from listlint.rules.registry import shipped_rules

RULES = shipped_rules()
NAMES = (
    "typo", "unknown-license", "repeated-word", "name-spelling", "missing-space",
    "invisible-character", "stray-punctuation", "unbalanced-bracket", "homoglyph",
)  # fmt: skip


def found(text: str, *names: str) -> list[Finding]:
    return lint(LintContext(document=parse(text, "README.md")), [RULES[n] for n in names or NAMES])


def test_invisible_characters_come_once_a_line_with_all_their_places() -> None:
    (finding,) = found("a\u00adb\u00adc\u00add\n", "invisible-character")
    assert finding.fix is not None
    assert len(finding.fix.edits) == 3
    assert len(finding.related) == 2
    assert "U+00AD SOFT HYPHEN" in finding.message


@pytest.mark.parametrize(
    "char",
    [
        "\u00ad",
        "\u200b",
        "\u200e",
        "\u202e",
        "\u2060",
        "\u2066",
        "\ufeff",
        "\x01",
        "\x7f",
    ],
)
def test_invisible_characters_are_reported_by_code_point(char: str) -> None:
    (finding,) = found(f"one {char}two\n", "invisible-character")
    assert f"U+{ord(char):04X}" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d👩\u200d👧",
        "🏳\ufe0f\u200d🌈",
        "می\u200cخواهم",
        "क\u094d\u200dष",
        "10\u00a0km",
        "one \u00a0two",
    ],
)
def test_invisible_characters_that_are_needed_are_right(text: str) -> None:
    assert not found(f"{text}\n", "invisible-character")


def test_fixes_of_words_of_headings_are_unsafe() -> None:
    (finding,) = found("## How to use the preformance tools of Linux\n", "typo")
    assert finding.fix is not None
    assert finding.fix.safety == "unsafe"


def test_spans_hold_what_lies_in_any_of_them() -> None:
    spans = Spans([Span(10, 30), Span(15, 20), Span(40, 41)])
    assert [offset in spans for offset in (9, 10, 25, 29, 30, 40, 41)] == [
        False, True, True, True, False, True, False,
    ]  # fmt: skip
    assert 0 not in Spans([])
