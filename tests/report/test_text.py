"""The text report: what is marked, what is grouped, and the order of its summary."""

from collections.abc import Sequence
from dataclasses import replace

from wcwidth import wcswidth

from listlint.config.models import default_config
from listlint.diagnostics.edits import Fix, Safety
from listlint.diagnostics.findings import Finding, Severity
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.formats import Format
from listlint.linter.engine import lint
from listlint.markdown import parse
from listlint.report import OutputStyle, Report, render
from listlint.report.text import _width as width_of
from results import file_report


def shown(
    text: str,
    findings: Sequence[Finding] | None = None,
    width: int = 80,
    form: Format = Format.TEXT,
) -> list[str]:
    config = default_config()
    context = LintContext(parse(text, "README.md"))
    if findings is None:
        findings = lint(context, config.rules_for("README.md"))
    report = Report("1", (file_report("README.md", context, findings),), config.rules)
    return list(render(report, form, OutputStyle(width=width)))


def entries(text: str, messages: Sequence[str]) -> list[Finding]:
    """Return a finding with a message for each entry of a text, in order."""
    found = LintContext(parse(text, "README.md")).entries
    return [
        Finding("missing-description", Severity.WARNING, entry.span, message)
        for entry, message in zip(found, messages, strict=True)
    ]


LIST = "".join(f"- [Tool {n}](https://{n}.example)\n" for n in range(1, 12))


HEAD = "warning missing-description"


def test_equal_messages_are_not_repeated_but_entries_named() -> None:
    lines = shown(LIST, entries(LIST, ["no description"] * 11))
    assert lines[0] == f"README.md:1:1: {HEAD}: no description"
    assert lines[4] == "  10 more with the same message:"
    assert lines[5:8] == [f"  README.md:{n}:1: {HEAD}: Tool {n}" for n in (2, 3, 4)]
    assert "\n".join(lines).count("no description") == 1


def test_other_messages_of_a_rule_come_after_those() -> None:
    messages = ["no description"] * 6 + ["too short"] * 3 + ["`x`", "`y`"]
    lines = shown(LIST, entries(LIST, messages))
    assert lines[4:] == [
        "  5 more with the same message:",
        *(f"  README.md:{n}:1: {HEAD}: Tool {n}" for n in range(2, 7)),
        "  3 more with the message: too short",
        *(f"  README.md:{n}:1: {HEAD}: Tool {n}" for n in range(7, 10)),
        f"  README.md:10:1: {HEAD}: `x`",
        f"  README.md:11:1: {HEAD}: `y`",
        "",
        "11 warnings in 11 entries of 1 file.",
    ]


def test_a_place_without_text_is_followed_by_the_message() -> None:
    findings = [
        Finding("missing-value", Severity.WARNING, Span(n, n), "missing value") for n in range(9)
    ]
    lines = shown("\n" * 9, findings)
    assert lines[5] == "  README.md:2:1: warning missing-value: missing value"


def test_concise_is_one_line_a_finding() -> None:
    lines = shown(LIST, entries(LIST, ["no description"] * 11), form=Format.CONCISE)
    assert lines[:-1] == [f"README.md:{n}:1: {HEAD}: no description" for n in range(1, 12)]
    assert lines[-1] == "11 warnings in 11 entries of 1 file."


def test_a_suggestion_is_help() -> None:
    fix = Fix(Safety.DISPLAY_ONLY, "add one", ())
    findings = [replace(one, fix=fix) for one in entries(LIST, ["no description"] * 11)]
    assert shown(LIST, findings)[3] == "      = help: add one"


def test_a_few_equal_messages_are_shown_with_their_source() -> None:
    few = "".join(LIST.splitlines(keepends=True)[:8])
    lines = shown(few, entries(few, ["no description"] * 8))
    assert "\n".join(lines).count("no description") == 8


def marked(text: str, width: int = 80) -> tuple[str, str]:
    """Return the source of the one finding as it is shown, and what is marked of it."""
    lines = shown(text, width=width)
    source, carets = lines[1], lines[2]
    start = carets.index("^")
    return source[8:], source[start : start + carets.count("^")]


def test_of_a_link_its_url_is_marked() -> None:
    assert marked("- [Ant](htps://ant.example) - Walks.\n")[1] == "htps://ant.example"
    assert marked("- [Bee]() - Flies.\n")[1] == ")"


def test_of_a_long_place_only_what_a_fix_changes_is_marked() -> None:
    text = "- [Gooseneck] (https://gooseneck.example/) - Pours slowly.\n"
    assert marked(text)[1] == " "
    assert marked("- Walks on the the mat.\n")[1] == "the the"


def test_long_lines_are_cut_at_both_ends() -> None:
    before, after = "Words before. " * 9, "Words after. " * 9
    source, place = marked(f"- [Ant](https://ant.example) - {before}the the mat. {after}\n", 60)
    assert place == "the the"
    assert source.startswith("…")
    assert source.endswith("…")
    assert len(source) <= 60 - 8


def test_widths_are_those_of_wcwidth() -> None:
    for character in map(chr, range(32, 0x10000)):
        assert width_of(character) == max(0, wcswidth(character)), f"U+{ord(character):04X}"
    assert width_of("Пример — 例え 🚀") == wcswidth("Пример — 例え 🚀")


def test_errors_come_first_in_the_summary() -> None:
    lines = shown("- [Ant](https://ant.example) - Walks on the the mat.\n- [Bee]() - Flies.\n")
    assert lines[-1] == "1 error, 1 warning in 2 entries of 1 file. 1 fixable with `--fix`."
