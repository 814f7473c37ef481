"""`listlint rule`: pages, and lists in columns and as JSON."""

import json
from pathlib import Path

import pytest

from command import listlint
from listlint.rules.registry import shipped_rules


def rule(*arguments: str) -> list[str]:
    done = listlint("rule", *arguments)
    assert (done.code, done.err) == (0, "")
    return done.out.splitlines()


def test_all_rules_are_listed_in_columns() -> None:
    head, *lines = rule()
    assert head.split() == ["rule", "severity", "fix", "presets", "finds"]
    starts = [head.index(word) for word in head.split()]
    rows = {line.split()[0]: line for line in lines[:-2]}
    assert rows.keys() == shipped_rules().keys()
    cells = [rows["missing-value"][start:].split("  ")[0] for start in starts]
    title = "Empty cell in a column that is filled"
    assert cells == ["missing-value", "warning", "unsafe", "recommended", title]
    assert [rows["shell-prompt"][start:].split()[0] for start in starts[1:3]] == ["info", "unsafe"]
    assert rows["empty-link"][starts[2]] == "-"
    assert "awesome, strict" in rows["code-fence-style"]
    assert lines[-1] == (
        "`awesome` and `strict` add to `recommended`, which is the default; `all` is every rule;"
        " `listlint rule NAME` shows the page of a rule"
    )


def test_lists_are_filtered_by_glob_and_preset() -> None:
    links = [line.split()[0] for line in rule("*-link")[1:-2]]
    assert links == [name for name in shipped_rules() if name.endswith("-link")]
    awesome = {line.split()[0] for line in rule("awesome")[1:-2]}
    assert {"typo", "ci-badge"} <= awesome < shipped_rules().keys()


def test_lists_as_json() -> None:
    rules = json.loads("".join(rule("--format", "json", "malformed-*")))
    assert [one["name"] for one in rules] == [n for n in shipped_rules() if n[:9] == "malformed"]
    assert json.loads("".join(rule("empty-link", "--format", "json")))["fix"] is None
    assert set(rules[0]) == {"name", "title", "severity", "fix", "presets", "supersedes"}


def test_a_page_as_json_has_its_options() -> None:
    page = json.loads("".join(rule("duplicate-entry", "--format", "json")))
    assert page["page"].startswith("# Entry that is listed twice\n")
    (option,) = page["options"]
    assert (option["name"], option["default"]) == ("within", '"section"')
    assert set(option) == {"name", "type", "default", "meaning"}


def test_a_page_shows_its_options_as_a_table_before_the_examples() -> None:
    title, summary, *lines = rule("duplicate-entry")
    assert title == "Entry that is listed twice (duplicate-entry)"
    assert summary == "error, on by default"
    assert "\n\n\n" not in "\n".join(lines)
    examples = lines.index("Examples")
    assert max(len(line) for line in lines[:examples]) <= 88
    head = next(line for line in lines if line.split() == ["option", "type", "default", "meaning"])
    row = lines[lines.index(head) + 1]
    assert row.split()[0] == "within"
    assert row[head.index("default") :].startswith('"section"')
    assert lines.index("Options") < lines.index(head) < lines.index(row) < examples
    assert lines.index("  bad:") < lines.index("  found:") < lines.index("  good:")


def test_a_page_shows_what_presets_set() -> None:
    lines = rule("code-fence-style")
    assert lines[1] == "info, off by default; on in awesome and strict"
    assert '  awesome sets style = "backtick"' in lines


def test_a_page_shows_conventions_as_config_and_no_verdicts() -> None:
    lines = rule("emphasis-style")
    assert lines[lines.index("  config:") + 1] == "    conventions = { minimum = 3, share = 0.5 }"
    assert not any(line.endswith("verdicts:") for line in rule("dead-link"))


def test_long_defaults_are_cut() -> None:
    lines = rule("name-spelling")
    assert len(lines) < 150
    assert any(line.rstrip().endswith("…") for line in lines)


@pytest.mark.parametrize("name", sorted(shipped_rules()))
def test_every_page_fits_a_terminal(name: str) -> None:
    lines = rule(name)
    assert max(len(line) for line in lines[: lines.index("Examples")]) <= 88


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("duplicate-entri", "unknown rule `duplicate-entri`; did you mean `duplicate-entry`?"),
        ("phrases", "`phrases` is a kind, not a rule; a config makes rules of kinds"),
        ("nope-*", "no rule matches `nope-*`; `listlint rule` lists all rules"),
    ],
)
def test_unknown_rules_are_one_line(tmp_path: Path, name: str, message: str) -> None:
    done = listlint("rule", name, cwd=tmp_path)
    assert (done.code, done.out, done.err) == (2, "", f"listlint: {message}\n")
