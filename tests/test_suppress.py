"""Ignoring, with a reason: comments in the list and exemptions in the config."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from command import listlint
from limits import steps
from listlint.config.discover import ConfigError
from listlint.config.load import load_config
from listlint.config.models import Exempt, Settings, default_config, select
from listlint.diagnostics.findings import Severity, Violation
from listlint.entries.context import LintContext, Needs, NoOptions
from listlint.linter import run as module
from listlint.linter.engine import lint
from listlint.linter.exemptions import idle_exemptions
from listlint.linter.run import lint_list
from listlint.linter.suppressions import apply_suppressions
from listlint.linter.targets import prepare
from listlint.markdown import parse
from listlint.rules.registry import Rule
from listlint.sources.files import Source
from listlint.urls.verdict import Evidence, Verdict, VerdictKind

TODAY = date(2026, 6, 1)
RULES = [default_config().rules[name] for name in ("empty-link", "repeated-word", "unused-ignore")]
EMPTY = "- [Tool]() - Does things.\n"
TWICE = "- [Tool](https://tool.example) - Does the the things.\n"
BOTH = "- [Tool]() - Does the the things.\n"


def found(text: str, rules: list[Rule] = RULES, **more: bool) -> list[tuple[str, int]]:
    context = LintContext(parse(text, "README.md"), today=TODAY)
    findings = lint(context, rules, known=default_config().rules, **more)
    return [(f.rule, context.document.lines.position(f.span.start).line) for f in findings]


def said(text: str) -> list[str]:
    context = LintContext(parse(text, "README.md"), today=TODAY)
    return [f.message for f in lint(context, RULES, known=default_config().rules)]


# --- Where a comment counts ----------------------------------------------------------------


def test_next_line() -> None:
    comment = "<!-- listlint-disable-next-line empty-link -- no page yet -->\n"
    assert found(comment + EMPTY) == []
    assert found(comment + EMPTY + EMPTY) == [("empty-link", 3)]
    assert found(comment + "\n" + EMPTY) == [("unused-ignore", 1), ("empty-link", 3)]


def test_next_line_within_an_item_keeps_the_list_whole() -> None:
    text = f"- [Ant](https://ant.example)\n  <!-- listlint-disable-next-line -->\n{EMPTY}"
    assert found(text) == []


def test_next_line_means_the_whole_of_a_wrapped_entry() -> None:
    comment = "<!-- listlint-disable-next-line repeated-word -- a quote -->\n"
    wrapped = "- [Tool](https://tool.example) - Does\n  the the things,\n  over over.\n"
    assert found(comment + wrapped) == []
    assert found(comment + wrapped + TWICE) == [("repeated-word", 5)]


def test_same_line() -> None:
    comment = "<!-- listlint-disable-line empty-link -- no page yet -->"
    assert found(f"- [Tool]() - Does things. {comment}\n") == []
    assert found(f"- [Tool]() - Does the the things. {comment}\n") == [("repeated-word", 1)]
    assert found(f"- [Tool]() - Does\n  things. {comment}\n") == []  # one entry, wrapped


def test_same_line_in_a_table_cell() -> None:
    row = "| [Tool]() <!-- listlint-disable-line empty-link -- soon --> | Does things. |\n"
    other = "| [Other]() | Does things. |\n"
    assert found(f"| Name | What |\n| --- | --- |\n{row}{other}") == [("empty-link", 4)]


def test_a_region() -> None:
    text = f"<!-- listlint-disable empty-link -->\n\n{EMPTY}\n<!-- listlint-enable empty-link -->\n"
    assert found(text) == []
    assert found(f"{text}\n{EMPTY}") == [("empty-link", 7)]


def test_a_region_without_end_ends_with_the_file() -> None:
    assert found(f"{EMPTY}\n<!-- listlint-disable -->\n\n{BOTH}{BOTH}") == [("empty-link", 1)]


def test_a_region_ends_for_one_rule_alone() -> None:
    start = "<!-- listlint-disable empty-link, repeated-word -->\n\n"
    end = "<!-- listlint-enable empty-link -->\n\n"
    assert found(f"{start}{BOTH}\n{end}{BOTH}") == [("empty-link", 7)]
    start = "<!-- listlint-disable -->\n\n"
    assert found(f"{start}{BOTH}\n{end}{BOTH}") == [("empty-link", 7)]


def test_the_whole_file() -> None:
    assert found(f"{EMPTY}\n<!-- listlint-disable-file empty-link -->\n") == []


def test_a_comment_in_code_is_none() -> None:
    text = f"```html\n<!-- listlint-disable-file -->\n```\n\n{EMPTY}"
    assert found(text) == [("empty-link", 5)]


# --- Dates ---------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2026-06-01", "2027-03-01"])
def test_until_a_day(day: str) -> None:
    text = f"<!-- listlint-disable-next-line empty-link -- soon, until={day} -->\n{EMPTY}"
    assert found(text) == []


def test_an_expired_comment_counts_no_more() -> None:
    text = f"<!-- listlint-disable-next-line empty-link until=2026-05-31 -->\n{EMPTY}"
    assert found(text) == [("unused-ignore", 1), ("empty-link", 2)]
    assert said(text)[0] == "ignore comment expired on 2026-05-31"


def test_a_date_that_is_none() -> None:
    text = f"<!-- listlint-disable-next-line empty-link until=soon -->\n{EMPTY}"
    assert said(text)[0] == "`until=soon` is not a date such as 2027-03-01"


# --- Comments that are of no use -----------------------------------------------------------


def test_an_unused_comment() -> None:
    assert said(f"<!-- listlint-disable-next-line empty-link -->\n{TWICE}")[0] == (
        "unused ignore comment: no `empty-link` finding here"
    )
    assert said("<!-- listlint-disable-line -->\n\n- [A](https://a.example) - Does things.\n")[
        0
    ] == ("unused ignore comment: no finding here")


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("disable-line emptylink", "unknown rule `emptylink`; did you mean `empty-link`?"),
        ("disable-lin", "`listlint-disable-lin` is not a command; did you mean `disable-line`?"),
        ("ignore", "`listlint-ignore` is not a command; `listlint rule` lists all rules"),
        ("enable", "`listlint-enable` without a `listlint-disable` before it"),
    ],
)
def test_a_comment_that_is_wrong(comment: str, message: str) -> None:
    assert said(f"<!-- listlint-{comment} -->\n") == [message]


def test_a_name_that_is_known_still_counts_beside_one_that_is_not() -> None:
    text = f"<!-- listlint-disable-next-line empty-link, nonsense -->\n{EMPTY}"
    assert found(text) == [("unused-ignore", 1)]


def test_a_rule_that_did_not_run_is_not_called_unused() -> None:
    text = f"<!-- listlint-disable-next-line description-ending -->\n{TWICE}"
    assert found(text, RULES[2:]) == []


def test_a_comment_for_all_rules_is_not_judged_where_some_did_not_run() -> None:
    text = "<!-- listlint-disable-next-line -->\n- [Tool](https://tool.example)\n"
    assert found(text) == [("unused-ignore", 1)]
    assert found(text, partial=True) == []


def test_the_fix_of_an_unused_comment_is_unsafe(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    comment = "<!-- listlint-disable-line empty-link -->"
    path.write_text(f"# L\n\n- [Ant](https://ant.example) - Walks. {comment}\n")
    assert listlint("--offline", "--fix", path).code == 1
    assert "listlint" in path.read_text()


# --- Rules about links ---------------------------------------------------------------------

GONE = "https://gone.example"
DEAD = f"- [Gone]({GONE}) - Was here. <!-- listlint-disable-line gone -->\n"


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> list[Rule]:
    """A rule that reports dead links, beside those of the other tests."""

    def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
        for link in context.document.links:
            verdict = context.verdicts.get(link.url)
            if verdict and verdict.kind is VerdictKind.DEAD:
                yield Violation(link.span, "dead link", url=link.url)

    module = ModuleType("gone_rule")
    module.check, module.NEEDS = check, Needs.LINKS  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "gone_rule", module)
    return [*RULES, Rule("gone", "Gone", "gone_rule", Severity.ERROR)]


@pytest.mark.parametrize(
    ("outcome", "unused"),
    [
        (VerdictKind.DEAD, False),
        (VerdictKind.ALIVE, True),
        (VerdictKind.MOVED, True),
        (VerdictKind.BLOCKED, False),
        (VerdictKind.UNKNOWN, False),
        (VerdictKind.SKIPPED, False),
        (None, False),
    ],
)
def test_only_a_clear_answer_makes_an_ignore_unused(
    rules: list[Rule], outcome: VerdictKind | None, unused: bool
) -> None:
    verdicts = {GONE: Verdict(GONE, outcome, Evidence.OK, "", successes=3)} if outcome else {}
    context = LintContext(parse(DEAD, "README.md"), verdicts=verdicts, today=TODAY)
    findings = lint(context, rules)
    assert [f.rule for f in findings] == (["unused-ignore"] if unused else [])


def test_a_link_that_is_alive_only_now_keeps_its_ignore(rules: list[Rule]) -> None:
    """It may be blocked elsewhere, such as in CI."""
    verdicts = {GONE: Verdict(GONE, VerdictKind.ALIVE, Evidence.OK, "", successes=2)}
    context = LintContext(parse(DEAD, "README.md"), verdicts=verdicts, today=TODAY)
    assert not lint(context, rules)


def test_links_of_other_lines_do_not_matter(rules: list[Rule]) -> None:
    text = DEAD + "- [Other](https://other.example) - Was not asked.\n- [Top](#top)\n"
    verdicts = {GONE: Verdict(GONE, VerdictKind.ALIVE, Evidence.OK, "", successes=3)}
    context = LintContext(parse(text, "README.md"), verdicts=verdicts, today=TODAY)
    assert [f.rule for f in lint(context, rules)] == ["unused-ignore"]


# --- Exemptions ----------------------------------------------------------------------------


def configured(tmp_path: Path, config: str, text: str) -> list[tuple[str, int]]:
    (tmp_path / "listlint.toml").write_text(config)
    (tmp_path / "README.md").write_text(text)
    done = listlint("--offline", "--format", "json", cwd=tmp_path)
    assert done.code in (0, 1), done.err
    return [(d["rule"], d["line"]) for d in json.loads(done.out)["diagnostics"]]


@pytest.mark.parametrize(
    "table",
    [
        'url = "https://tool.example"\nrules = ["repeated-word"]\nreason = "its own words"',
        'url = "https://tool.example/"',
        'url = "http://www.tool.example"',
        'url = "https://*.example"',
        'name = "Tool"\nuntil = 2999-01-01',
    ],
)
def test_an_exempt_entry(tmp_path: Path, table: str) -> None:
    other = TWICE.replace("tool.", "other.other.").replace("Tool", "Other")
    found = configured(tmp_path, f"[[exempt]]\n{table}\n", TWICE + other)
    assert ("repeated-word", 1) not in found
    assert found == ([] if "*" in table else [("repeated-word", 2)])


@pytest.mark.parametrize(
    "table",
    [
        'url = "https://tool.example"\nrules = ["empty-link"]',
        'name = "Too"',
        'name = "Tool"\nuntil = 2020-01-01',
    ],
)
def test_an_entry_that_is_not_exempt(tmp_path: Path, table: str) -> None:
    assert configured(tmp_path, f"[[exempt]]\n{table}\n", TWICE) == [("repeated-word", 1)]


def test_an_exemption_that_exempts_nothing_is_reported(tmp_path: Path) -> None:
    config = (
        '[[exempt]]\nname = "Tool"\nrules = ["repeated-word"]\n'
        '[[exempt]]\nname = "Nobody"\nrules = ["repeated-word"]\n'
        '[[exempt]]\nname = "Tool"\nrules = ["empty-link"]\nuntil = 2020-01-01\n'
    )
    (tmp_path / "listlint.toml").write_text(config)
    (tmp_path / "README.md").write_text(TWICE)
    done = listlint("--offline", cwd=tmp_path)
    assert "listlint.toml: exempt `Nobody` is unused: no finding to exempt" in done.out
    assert "listlint.toml: exempt `Tool` expired on 2020-01-01" in done.out
    assert done.out.count("is unused") == 1
    done = listlint("--offline", "--select", "empty-link,unused-ignore", cwd=tmp_path)
    assert "is unused" not in done.out


def test_an_exemption_of_links_is_not_judged_offline(rules: list[Rule]) -> None:
    config = replace(
        default_config(),
        rules={r.name: r for r in rules},
        selected=frozenset(r.name for r in rules),
        settings=Settings(exempt=(Exempt(url=GONE, rules=("gone",)),)),
    )
    source = Source("README.md", None, DEAD.encode(), DEAD, bom=False)
    for outcome, count in ((None, 0), (VerdictKind.UNKNOWN, 0), (VerdictKind.ALIVE, 1)):
        checked = prepare(source, config, today=TODAY)
        assert checked is not None
        verdicts = {GONE: Verdict(GONE, outcome, Evidence.OK, "", successes=3)} if outcome else {}
        done = lint_list(replace(checked, verdicts=verdicts))
        assert len(list(idle_exemptions([(checked, done.exemptions)]))) == count


def test_exemptions_do_not_lint_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    linted = []
    monkeypatch.setattr(module, "lint", lambda *given: linted.append(given) or lint(*given))
    exempt = Exempt(name="Tool", rules=("repeated-word",))
    config = replace(default_config(), settings=Settings(exempt=(exempt,)))
    checked = prepare(Source("README.md", None, TWICE.encode(), TWICE, bom=False), config)
    assert checked is not None
    done = lint_list(checked)
    assert list(idle_exemptions([(checked, done.exemptions)])) == []
    assert done.report.findings == ()
    assert len(linted) == 1


def test_an_unknown_rule_in_an_exemption_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "listlint.toml"
    path.write_text('[[exempt]]\nname = "Tool"\nrules = ["emptylink"]\n')
    with pytest.raises(ConfigError, match="empty-link"):
        load_config(path)


def test_narrowed_tells_that_fewer_rules_run() -> None:
    config = default_config()
    assert not select(config).narrowed
    assert not select(config, extended=("strict",)).narrowed
    assert select(config, ignored=("empty-link",)).narrowed
    assert select(config, ("empty-link",)).narrowed


# --- Hostile lists -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda n: (
            "<!-- listlint-disable -->\n\n" * n + "<!-- listlint-enable empty-link -->\n\n" * n
        ),
        lambda n: f"- {'<!-- listlint-disable-line empty-link -->' * n}{'[a]()' * n}\n",
        lambda n: "<!-- listlint-disable-next-line -->\n" * n + EMPTY * n,
    ],
)
def test_steps_grow_as_comments_do(make: Callable[[int], str]) -> None:
    def cost(count: int) -> int:
        context = LintContext(parse(make(count), "README.md"), today=TODAY)
        findings = lint(context, RULES[:2])
        known = default_config().rules
        return steps(lambda: apply_suppressions(context, findings, known, TODAY))

    cost(10)  # what is made once
    assert cost(800) < 6 * cost(200)
