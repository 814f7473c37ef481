"""The text report: what is marked, what is grouped, and the order of its summary."""

from collections.abc import Sequence

from listlint.config.models import default_config
from listlint.diagnostics.findings import Finding, Severity
from listlint.entries.context import LintContext
from listlint.linter.engine import lint
from listlint.markdown import parse
from listlint.report import FileReport, Format, OutputStyle, Report, render


def shown(text: str, findings: Sequence[Finding] | None = None, width: int = 80) -> list[str]:
    config = default_config()
    context = LintContext(parse(text, "README.md"))
    if findings is None:
        findings = lint(context, config.rules_for("README.md"))
    report = Report("1", (FileReport("README.md", context, tuple(findings)),), config.rules)
    return list(render(report, Format.TEXT, OutputStyle(width=width)))


def entries(text: str, messages: Sequence[str]) -> list[Finding]:
    """Return a finding with a message for each entry of a text, in order."""
    found = LintContext(parse(text, "README.md")).entries
    return [
        Finding("missing-description", Severity.WARNING, entry.span, message)
        for entry, message in zip(found, messages, strict=True)
    ]


LIST = "".join(f"- [Tool {n}](https://{n}.example)\n" for n in range(1, 12))


def test_equal_messages_are_not_repeated_but_entries_named() -> None:
    lines = shown(LIST, entries(LIST, ["no description"] * 11))
    assert lines[0] == "README.md:1:1: warning missing-description: no description"
    assert lines[4] == "    and 10 more with the same message:"
    assert lines[5:8] == [
        "      README.md:2:1: Tool 2",
        "      README.md:3:1: Tool 3",
        "      README.md:4:1: Tool 4",
    ]
    assert "\n".join(lines).count("no description") == 1


def test_other_messages_of_a_rule_come_after_those() -> None:
    messages = ["no description"] * 6 + ["too short"] * 3 + ["`x`", "`y`"]
    lines = shown(LIST, entries(LIST, messages))
    assert lines[4:] == [
        "    and 5 more with the same message:",
        *(f"      README.md:{n}:1: Tool {n}" for n in range(2, 7)),
        "    and 5 more of missing-description:",
        "    too short (3 times):",
        *(f"      README.md:{n}:1: Tool {n}" for n in range(7, 10)),
        "    README.md:10:1: `x`",
        "    README.md:11:1: `y`",
        "",
        "11 warnings in 11 entries of 1 file.",
    ]


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


def test_errors_come_first_in_the_summary() -> None:
    lines = shown("- [Ant](https://ant.example) - Walks on the the mat.\n- [Bee]() - Flies.\n")
    assert lines[-1] == "1 error, 1 warning in 2 entries of 1 file. 1 fixable with `--fix`."
