"""Regular expressions from a config: their offsets, their limits, their errors."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listlint.language.patterns import compile_pattern


def spans(pattern: str, text: str, *, ignore_case: bool = False) -> list[tuple[int, int]]:
    return [match.span() for match in compile_pattern(pattern, ignore_case).finditer(text)]


def test_offsets_are_code_points() -> None:
    text = "日本é É 🎉e\u0301É \udcff É"
    assert spans("É", text) == [m.span() for m in re.finditer("É", text)]
    assert spans("é", text, ignore_case=True) == [(2, 3), (4, 5), (9, 10), (13, 14)]
    assert spans("(?i)é", text) == spans("é", text, ignore_case=True)
    assert spans(r"\p{Han}+", text) == [(0, 2)]
    assert spans("", "é🎉") == [(0, 0), (1, 1), (2, 2)]


@settings(max_examples=50)
@given(
    st.text("ab\né\udcff"),
    st.sampled_from(["a", "[^a]+", r"é|\.", "(b)|(a)?b", r"\z", "x*", r"\ba|^b", "(?m)^.|a$"]),
)
def test_agrees_with_re(text: str, pattern: str) -> None:
    expression = pattern.replace(r"\z", r"\Z").replace(r"\b", r"(?a:\b)")
    expected = [
        tuple(match.span(group) for group in range(match.re.groups + 1))
        for match in re.finditer(expression, text)
    ]
    assert [m.spans for m in compile_pattern(pattern).finditer(text)] == expected


def test_groups() -> None:
    match = compile_pattern("(é)(b)?(?P<last>c)").search("xécc")
    assert match is not None
    assert (match[0], match[1], match[2], match[3]) == ("éc", "é", "", "c")
    assert (match.span(1), match.span(2)) == ((1, 2), (-1, -1))


def test_sub() -> None:
    pattern = compile_pattern("(é)(b)?(?P<last>c)")
    assert pattern.sub(r"<\g<last>\2\\ü\1\0>".replace(r"\0", ""), "éc_ébc") == r"<c\üé>_<cb\üé>"
    assert pattern.sub("-", "éc_ébc", count=1) == "-_ébc"
    match = pattern.search("_ébc_")
    assert match is not None
    assert pattern.expand(r"\3\2", match) == "cb"


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (r"\2", "the pattern has no group 2, which the replacement uses"),
        (r"\g<x>", "the pattern has no group x, which the replacement uses"),
        (r"\n", r"unknown escape \n in the replacement"),
        ("a\\", "unknown escape \\ in the replacement"),
    ],
)
def test_wrong_templates(template: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        compile_pattern("(a)").sub(template, "b")


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("a(?=b)", "lookahead and lookbehind are not supported: (?="),
        ("a(?!b)", "lookahead and lookbehind are not supported: (?!"),
        ("(?<=a)b", "lookahead and lookbehind are not supported: (?<="),
        ("(?<!a)b", "lookahead and lookbehind are not supported: (?<!"),
        (r"(a)\1", r"backreferences are not supported: \1"),
        ("(?P<a>a)(?P=a)", "backreferences are not supported: (?P"),
        ("(a", "invalid regular expression: missing ) (a"),
        ("*", "invalid regular expression: no argument for repetition operator *"),
        (r"\Z", r"invalid regular expression: invalid escape sequence \Z"),
        ("(?>a)", "invalid regular expression: invalid group (?>"),
        ("a{1001}", "invalid regular expression: invalid repetition size {1001}"),
        (r"[\p{L}\p{N}]{1000}", "the regular expression is too large"),
    ],
)
def test_wrong_patterns(pattern: str, message: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        compile_pattern(pattern)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("length", [60, 1_000_000])
@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(a?){60}a{60}b", "(.*)*(.*)*(.*)*b"])
def test_hostile_patterns_end(pattern: str, length: int) -> None:
    """Each would take Python's `re` longer than the universe has existed."""
    assert compile_pattern(pattern).search("a" * length + "!") is None


def test_matches_of_one_text_are_bounded() -> None:
    """After each match, this pattern looks for a `b` in all of the rest."""
    assert len(spans("a.*b|a", "a" * 100_000)) == 1_000
    assert compile_pattern("a.*b|a").sub("", "a" * 5_000) == "a" * 4_000
