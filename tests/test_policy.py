"""Whether what a change adds is acceptable: `[policy]`, its checklist, rules for new entries."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from command import Done, listlint
from listlint import links as link_checker
from listlint.config.load import load_config
from listlint.config.models import default_config, policy_keys
from listlint.entries.context import LintContext
from listlint.entries.submissions import submissions
from listlint.links import LinkReport
from listlint.links.durations import earlier
from listlint.markdown import parse
from listlint.rules.registry import rule_modules, shipped_rules
from listlint.urls.verdict import Evidence, Repository, Verdict, VerdictKind
from repository import Repository as GitFolder

ANT = "- [Ant](https://ant.example) - Walks.\n"
BEE = "- [Bee](https://bee.example) - Flies.\n"
CAT = "- [Cat](https://cat.example) - Purrs.\n"
LIST = f"# List\n\n## Animals\n\n{ANT}{BEE}{CAT}"
HUB = "https://github.com/tool"
NEW = f"- [New]({HUB}/new) - Is a tool.\n"
OLD = f"- [Old]({HUB}/old) - Is a tool.\n"
WEB = "- [Site](https://site.example) - Is a site.\n"
POLICY = """
[policy]
guide = "CONTRIBUTING.md"
min-age = "5 months"
min-stars = 50
max-inactive = "12 months"
license = ["MIT", "Apache-2.0"]
archived = false
one-entry = true
in-order = true
"""
PERIODS = "a text such as `30 days`, `5 months` or `1 year`"
RULES = (
    "young-submission",
    "unpopular-submission",
    "inactive-submission",
    "unaccepted-license",
    "archived-submission",
    "multiple-submissions",
    "misplaced-submission",
)


# --- Which entries are added ---------------------------------------------------------------


def added(before: str, after: str) -> list[str]:
    base = LintContext(parse(before, "README.md"))
    context = LintContext(parse(after, "README.md"), base=base)
    return [entry.name for entry in submissions(context)]


def test_an_entry_with_a_new_url_is_added() -> None:
    assert added(LIST, LIST + NEW) == ["New"]
    assert added("# List\n", f"# List\n\n{ANT}") == ["Ant"]
    assert added(LIST, LIST + NEW + OLD) == ["New", "Old"]


def test_an_entry_that_moves_or_changes_is_not() -> None:
    assert added(LIST, f"# List\n\n## Animals\n\n{BEE}{ANT}\n## Others\n\n{CAT}") == []
    assert added(LIST, LIST.replace("Purrs", "Sleeps")) == []
    assert added(LIST, LIST.replace("[Cat]", "[The cat]")) == []
    assert added(LIST, LIST.replace("https://cat.example", "https://cats.example")) == []
    assert added(LIST, LIST.replace("https://cat.example", "http://www.cat.example/")) == []


def test_of_entries_with_the_name_of_a_removed_one_only_one_is_its() -> None:
    cats = "- [Cat](https://cat.example/2) - Purrs.\n- [Cat](https://cat.example/3) - Purrs.\n"
    assert added(LIST, LIST.replace(CAT, cats)) == ["Cat"]


def test_a_line_that_was_not_read_as_an_entry_is_not_added() -> None:
    table = "| Name | What |\n| --- | --- |\n| [Ant](https://ant.example) | Walks. |\n"
    assert added(table.replace("| --- | --- |\n", ""), table) == []
    assert added(f"# List\n\n```\n{ANT}```\n", f"# List\n\n{ANT}") == []


def test_without_a_previous_version_nothing_is_added() -> None:
    assert submissions(LintContext(parse(LIST, "README.md"))) == ()


# --- Periods -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("1 day", date(2026, 3, 30)),
        ("30 days", date(2026, 3, 1)),
        ("2 weeks", date(2026, 3, 17)),
        ("1 month", date(2026, 2, 28)),
        ("5 months", date(2025, 10, 31)),
        ("12 months", date(2025, 3, 31)),
        ("999 years", date(1027, 3, 31)),
    ],
)
def test_periods_are_counted_by_the_calendar(period: str, expected: date) -> None:
    assert earlier(date(2026, 3, 31), period) == expected


# --- The config ----------------------------------------------------------------------------


def test_each_key_turns_its_rule_on(tmp_path: Path) -> None:
    assert not default_config().selected & set(RULES)
    path = tmp_path / "listlint.toml"
    path.write_text(POLICY)
    config = load_config(path)
    assert set(RULES) <= config.selected
    assert {config.rules[name].options.guide for name in RULES} == {"CONTRIBUTING.md"}
    assert config.rules["young-submission"].options.minimum == "5 months"
    assert config.rules["unpopular-submission"].options.minimum == 50
    assert config.rules["inactive-submission"].options.maximum == "12 months"
    assert config.rules["unaccepted-license"].options.accepted == ("MIT", "Apache-2.0")


def test_there_is_a_key_for_each_rule_of_the_group() -> None:
    group = {name for name, module in rule_modules().items() if ".policy." in module}
    assert set(policy_keys()) == group == set(RULES)
    assert all(not shipped_rules()[name].presets for name in group)


@pytest.mark.parametrize(
    ("text", "selected"),
    [
        ("[policy]\nlicense = true", {"unaccepted-license"}),
        ("[policy]\nlicense = false\narchived = true\none-entry = false", set()),
        ('[policy]\nguide = "CONTRIBUTING.md"', set()),
        ('ignore = ["archived-*"]\n[policy]\narchived = false\nmin-stars = 1', {RULES[1]}),
        ("[policy]\narchived = false\n[rules]\narchived-submission = false", set()),
        ('select = ["typo"]\n[policy]\nmin-stars = 1', {RULES[1]}),
    ],
)
def test_which_rules_run(tmp_path: Path, text: str, selected: set[str]) -> None:
    path = tmp_path / "listlint.toml"
    path.write_text(text)
    assert load_config(path).selected & set(RULES) == selected


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('min-age = "soon"', f"min-age: should be {PERIODS}, not `soon`"),
        ("min-age = 5", "min-age: should be a string, not `5`"),
        ("min-stars = 0", "min-stars: should be at least 1, not 0"),
        ("license = []", "license: should be true or false, or a list of SPDX identifiers"),
        ('license = ["MTI"]', "license: should be an SPDX identifier such as `MIT`, not `MTI`"),
        ("archived = 1", "archived: should be true or false, not `1`"),
        ("one-entri = true", "one-entri: unknown key; did you mean `one-entry`?"),
    ],
)  # fmt: skip
def test_mistakes_have_a_place(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "README.md").write_text(LIST)
    (tmp_path / "listlint.toml").write_text(f"[policy]\n{line}\n")
    done = listlint("--offline", cwd=tmp_path)
    assert done.code == 2
    assert done.err.endswith(f"listlint.toml:2: policy.{message}\n")


def test_the_settings_in_force_have_the_options_of_the_rules(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(LIST)
    (tmp_path / "listlint.toml").write_text(POLICY)
    shown = listlint("--show-settings", cwd=tmp_path).out
    (tmp_path / "listlint.toml").write_text(shown)
    assert listlint("--show-settings", cwd=tmp_path).out == shown
    assert 'accepted = ["MIT", "Apache-2.0"]' in shown


# --- A request -----------------------------------------------------------------------------


class Request:
    """A list with a policy and a change to it; `known` is what the API knows of repositories."""

    def __init__(self, folder: Path) -> None:
        self.repository = GitFolder(folder / "list")
        self.repository.write(POLICY, "listlint.toml")
        self.repository.commit(LIST)
        self.known: dict[str, dict[str, Any]] = {
            f"{HUB}/new": {
                "created_at": "2999-01-01T00:00:00Z",
                "stars": 12,
                "pushed_at": "2999-01-01T00:00:00Z",
                "license": "GPL-3.0",
                "archived": False,
            },
            f"{HUB}/old": {
                "created_at": "2001-01-01T00:00:00Z",
                "stars": 1200,
                "pushed_at": "2001-01-01T00:00:00Z",
                "license": "MIT",
                "archived": True,
            },
        }
        self.requested: list[str] = []

    def answer(self, urls: Sequence[str], settings: object, watch: object) -> LinkReport:
        self.requested += urls
        verdicts = {}
        for url in urls:
            known = self.known.get(url)
            repository = Repository(url[19:], url, **known) if known is not None else None
            alive = VerdictKind.ALIVE, Evidence.OK, "200 OK"
            verdicts[url] = Verdict(url, *alive, repository=repository)
        return LinkReport(verdicts)

    def check(self, text: str, *arguments: str) -> Done:
        self.repository.write(text)
        return listlint("--since", "main", *arguments, cwd=self.repository.folder, env={"CI": ""})

    def result(self, text: str, *arguments: str) -> dict[str, Any]:
        done = self.check(text, "--format", "json", *arguments)
        assert done.code in (0, 1), done.err
        result: dict[str, Any] = json.loads(done.out)
        return result

    def outcomes(self, text: str, *arguments: str) -> dict[str, dict[str, str]]:
        """Return the outcome of each key by the name of each added entry."""
        policy = self.result(text, *arguments)["policy"]
        return {
            one["name"]: {check["key"]: check["outcome"] for check in one["checks"]}
            for one in policy
        }


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Request]:
    made = Request(tmp_path)
    monkeypatch.setattr(link_checker, "check_links", made.answer)
    return made


def by_key(outcomes: Mapping[str, str], outcome: str) -> set[str]:
    return {key for key, one in outcomes.items() if one == outcome}


def test_a_new_entry_is_judged(request_: Request) -> None:
    result = request_.result(LIST + NEW)
    assert request_.requested == [f"{HUB}/new"]
    own = [d for d in result["diagnostics"] if d["rule"] in RULES]
    assert [(d["line"], d["rule"]) for d in own] == [
        (8, "unaccepted-license"),
        (8, "unpopular-submission"),
        (8, "young-submission"),
    ]
    assert own[1]["message"] == (
        "repository `tool/new` has 12 stars; expected at least 50; see CONTRIBUTING.md"
    )
    (one,) = result["policy"]
    assert (one["path"], one["line"], one["name"], one["url"]) == (
        "README.md",
        8,
        "New",
        f"{HUB}/new",
    )
    assert [check["key"] for check in one["checks"]] == [*policy_keys().values()]
    assert one["checks"][1] == {
        "key": "min-stars",
        "rule": "unpopular-submission",
        "outcome": "failed",
        "value": "repository `tool/new` has 12 stars",
        "expected": "at least 50",
    }


def test_every_key_can_pass_and_fail(request_: Request) -> None:
    both = request_.outcomes(LIST.replace(ANT, NEW + ANT) + OLD)
    assert by_key(both["New"], "failed") == {"min-age", "min-stars", "license"}
    assert by_key(both["Old"], "failed") == {"max-inactive", "archived", "one-entry"}
    keys = set(policy_keys().values())
    assert by_key(both["New"], "passed") | by_key(both["Old"], "passed") == keys - {"in-order"}


def test_in_order(request_: Request) -> None:
    names = ("Dog", "Eel", "Fox", "Gnu", "Hen")
    more = LIST + "".join(f"- [{name}](https://{name}.example) - Lives.\n" for name in names)
    request_.repository.commit(more)
    assert request_.outcomes(more + NEW)["New"]["in-order"] == "passed"
    assert request_.outcomes(more.replace(ANT, NEW + ANT))["New"]["in-order"] == "failed"


def test_what_is_not_known_is_not_checked_and_no_failure(request_: Request) -> None:
    done = request_.check(LIST + WEB, "--format", "json")
    (one,) = json.loads(done.out)["policy"]
    assert {c["value"] for c in one["checks"] if c["outcome"] == "not-checked"} == {
        "not a repository of a known host",
        "list is not sorted by name",
    }
    assert done.code == 0
    request_.known = {f"{HUB}/new": {}}
    (one,) = request_.result(LIST + NEW)["policy"]
    assert one["checks"][0]["value"] == "its host does not say"
    request_.known = {}
    (one,) = request_.result(LIST + NEW)["policy"]
    assert one["checks"][0]["value"] == "needs GitHub's API: no token, or its limit is reached"


def test_offline_the_rest_is_checked(request_: Request) -> None:
    outcomes = request_.outcomes(LIST + NEW + OLD, "--offline")
    assert by_key(outcomes["Old"], "failed") == {"one-entry"}
    assert outcomes["Old"]["min-age"] == "not-checked"
    assert request_.requested == []


def test_without_a_network_the_rest_is_checked(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        link_checker, "check_links", lambda *_: LinkReport({}, problems=("no network",))
    )
    outcomes = request_.outcomes(LIST + NEW + OLD)
    assert by_key(outcomes["Old"], "failed") == {"one-entry"}


def test_an_added_entry_that_was_mentioned_before_is_requested(request_: Request) -> None:
    before = LIST.replace("Purrs", f"Purrs like [New]({HUB}/new)")
    request_.repository.commit(before)
    assert "min-stars" in by_key(request_.outcomes(before + NEW)["New"], "failed")


def test_without_a_change_the_rules_do_nothing(request_: Request) -> None:
    request_.repository.write(LIST + NEW)
    done = listlint("--format", "json", cwd=request_.repository.folder)
    result = json.loads(done.out)
    assert result["policy"] == []
    assert not {d["rule"] for d in result["diagnostics"]} & set(RULES)


def test_what_a_comment_or_the_config_accepts_is_shown_as_such(request_: Request) -> None:
    comment = NEW.replace("\n", " <!-- listlint-disable-line unpopular-submission -->\n")
    outcomes = request_.outcomes(LIST + comment)["New"]
    assert by_key(outcomes, "accepted") == {"min-stars"}
    exempt = f'[[exempt]]\nurl = "{HUB}/*"\nrules = ["*-submission"]\n'
    request_.repository.write(POLICY + exempt, "listlint.toml")
    outcomes = request_.outcomes(LIST + NEW)["New"]
    assert by_key(outcomes, "accepted") == {"min-age", "min-stars"}
    assert by_key(outcomes, "failed") == {"license"}


def test_an_entry_that_moves_to_another_file_is_not_added(request_: Request) -> None:
    request_.repository.commit(f"# More\n\n{OLD}", "more.md")
    request_.repository.write(f"# More\n\n{WEB}", "more.md")
    assert request_.outcomes(LIST + OLD, "README.md", "more.md").keys() == {"Site"}


def test_such_a_comment_is_not_unused_once_the_entry_is_merged(request_: Request) -> None:
    exempt = f'[[exempt]]\nurl = "{HUB}/*"\nrules = ["young-submission"]\n'
    request_.repository.write(POLICY + exempt, "listlint.toml")
    comment = NEW.replace("\n", " <!-- listlint-disable-line unpopular-submission -->\n")
    request_.repository.write(LIST + comment)
    done = listlint(cwd=request_.repository.folder, env={"CI": ""})
    assert (done.code, "unused" in done.out) == (0, False), done.out


def test_the_repository_beside_the_page_of_an_entry(request_: Request) -> None:
    new = f"- [New](https://new.example) - Is a tool. ([Source]({HUB}/new), [like]({HUB}/old))\n"
    assert "min-stars" in by_key(request_.outcomes(LIST + new)["New"], "failed")
    other = new.replace("[New]", "[Other]").replace("new.example", "other.example")
    assert request_.outcomes(LIST + other)["Other"]["min-stars"] == "not-checked"


def test_the_summary_has_the_checklist(request_: Request) -> None:
    out = request_.check(LIST + NEW, "--format", "markdown").out
    assert "**New entries**\n\n- New (README.md:8)\n" in out
    assert "  - ❌ `min-stars` failed" in out
    assert "  - ✅ `archived` passed" in out
    assert "  - ❔ `in-order` not checked" in out
    assert "**New entries**" not in request_.check(LIST, "--format", "markdown").out


def test_text_has_it_with_v(request_: Request) -> None:
    line = (
        "README.md:8: new entry `Site`: passed one-entry; min-age not checked: not a repository"
        " of a known host; "
    )
    assert line in request_.check(LIST + WEB, "-v").out
    assert "new entry" not in request_.check(LIST + WEB).out


def test_hostile_entries_forge_nothing(request_: Request) -> None:
    hostile = "- [**New entries**<br>\u202e@team](https://a.example/`x`) - Is a tool.\n"
    for form in ("markdown", "json", "text"):
        out = request_.check(LIST + hostile, "--format", form, "-v").out
        assert out.count("\n**New entries**") == (form == "markdown")
        assert form != "markdown" or "@team" not in re.sub("`[^`]*`", "", out)
        assert "\u202e" not in out


# --- Rules of one's own --------------------------------------------------------------------

HOUSE = """
[rules.no-hype]
kind = "pattern"
scope = "added"
pattern = "(?i)best"
title = "No hype"

[rules.https-only]
kind = "pattern"
scope = ["added", "url"]
pattern = "^https:"
expect = "match"

[rules.tagged]
kind = "required-field"
tag = "free|paid"
scope = "added"
"""


def test_rules_of_ones_own_for_added_entries(request_: Request) -> None:
    request_.repository.write(HOUSE, "listlint.toml")
    old = LIST.replace("Walks", "Best of all")
    request_.repository.commit(old)
    new = (
        "- [New](http://new.example) - Is the best tool.\n- [Ok](https://ok.example) - Is. `free`\n"
    )
    result = request_.result(old + new)
    found = [(d["line"], d["rule"]) for d in result["diagnostics"]]
    assert {(8, "no-hype"), (8, "https-only"), (8, "tagged")} <= set(found)
    assert {line for line, _ in found} == {8}
    outcomes = request_.outcomes(old + new)
    assert outcomes["New"] == dict.fromkeys(("https-only", "no-hype", "tagged"), "failed")
    assert outcomes["Ok"] == dict.fromkeys(("https-only", "no-hype", "tagged"), "passed")
    assert request_.result(old)["diagnostics"] == []


@pytest.mark.parametrize(
    ("scope", "message"),
    [
        ('"nmae"', "should be one of `name`, `url`"),
        ('["name", "url"]', "scope should be one part of entries, and perhaps `added`"),
        ('["added", "line"]', "scope `line` is not a part of added entries"),
        ('["added", "field"]', 'scope = "field" and field need each other'),
    ],
)
def test_scopes_that_cannot_be(tmp_path: Path, scope: str, message: str) -> None:
    (tmp_path / "README.md").write_text(LIST)
    text = f'[rules.own]\nkind = "pattern"\npattern = "a"\nscope = {scope}\n'
    (tmp_path / "listlint.toml").write_text(text)
    done = listlint("--offline", cwd=tmp_path)
    assert (done.code, message in done.err) == (2, True), done.err
