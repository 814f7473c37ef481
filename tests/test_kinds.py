"""Rules that people make of kinds: the documented ones, and what the docs do not show."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from listlint.config.load import load_config
from listlint.diagnostics.edits import Safety
from listlint.diagnostics.findings import Finding
from listlint.diagnostics.problems import InvalidData
from listlint.entries.context import LintContext
from listlint.kinds import kind_names, load_kind
from listlint.linter.engine import lint
from listlint.linter.fixer import apply_fixes
from listlint.markdown import parse
from listlint.rules.registry import Rule, custom_rule, shipped_rules
from listlint.schema import kebab
from listlint.urls.verdict import Evidence, Verdict, VerdictKind

SECTION = (Path(__file__).parents[1] / "docs" / "own-rules.md").read_text("utf-8")
EXAMPLE = re.compile(
    r"^```toml\n(.*?)^```\n\n```markdown\n(.*?)^```\n\n```text\n(.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def context(text: str) -> LintContext:
    return LintContext(parse(text, "README.md"))


def rule(**table: Any) -> Rule:
    return custom_rule("own", {key.replace("_", "-"): value for key, value in table.items()})


def lines(findings: list[Finding], one: LintContext, *, named: bool = False) -> Iterator[str]:
    for finding in findings:
        line, column = one.document.lines.position(finding.span.start)
        name = f"{finding.rule}: " if named else ""
        yield f"{line}:{column} {name}{finding.message}"


def found(own: Rule, text: str) -> list[str]:
    one = context(text)
    return list(lines(list(own.check(one)), one))


def fixed(own: Rule, text: str) -> str:
    result = apply_fixes(context(text), own.check, context, {Safety.SAFE})
    assert result.notes == ()
    return result.context.text


# --- The docs ------------------------------------------------------------------------------


@pytest.mark.parametrize(("config", "text", "expected"), EXAMPLE.findall(SECTION))
def test_documented_rules(tmp_path: Path, config: str, text: str, expected: str) -> None:
    (tmp_path / "listlint.toml").write_text(config)
    rules = load_config(tmp_path / "listlint.toml").rules
    own = [rules[name] for name in tomllib.loads(config)["rules"]]
    one = context(text)
    assert list(lines(lint(one, own, known=rules), one, named=True)) == expected.splitlines()


@pytest.mark.parametrize("name", kind_names())
def test_options_and_placeholders_of_kinds_are_documented(name: str) -> None:
    row = re.search(rf"^\| `{name}` \| [^|]+ \| ([^|]+) \| ([^|]+) \|$", SECTION, re.MULTILINE)
    assert row is not None
    kind = load_kind(name)
    options = set(kind.Options.__dataclass_fields__)
    assert set(re.findall(r"`([^`]+)`", row[1])) == {kebab(option) for option in options}
    assert sorted(re.findall(r"`\{(\w+)\}`", row[2])) == sorted(kind.PLACEHOLDERS)


def test_names_of_own_rules_are_not_those_of_shipped_ones() -> None:
    for config, _, _ in EXAMPLE.findall(SECTION):
        assert not set(tomllib.loads(config)["rules"]) & set(shipped_rules())


def test_unwanted_badges() -> None:
    own = rule(kind="badge", unwanted=["Sponsor"])
    text = "# Ants ![sponsors](https://a.example/x.svg) ![](https://b.example/sponsor.svg)\n"
    assert found(own, text) == [
        "1:8 unwanted badge `sponsors`",
        "1:45 unwanted badge `https://b.example/sponsor.svg`",
    ]


# --- Patterns ------------------------------------------------------------------------------

TABLE = (
    "| Name | About | License |\n| --- | --- | --- |\n| [Ant](https://ant.example) | {} | MIT |\n"
)
ITEM = "- [Ant *one*](https://ant.example/x) - {}\n"


@pytest.mark.parametrize(
    ("scope", "text", "expected"),
    [
        ("name", ITEM, ["1:4 unwanted `Ant` in name"]),
        ("url", ITEM, ["1:23 unwanted `ant` in URL"]),
        ("description", ITEM.format("An ANT, antics."), ["1:43 unwanted `ANT` in description"]),
        ("description", "- [Bee](https://ant.example)\n", []),
        ("cell", TABLE.format("bee"), ["3:4 unwanted `Ant` in cell"]),
        (
            "line",
            "ant\r\n\r\nAn ant.\n",
            ["1:1 unwanted `ant` in line", "3:4 unwanted `ant` in line"],
        ),
    ],
)
def test_scopes(scope: str, text: str, expected: list[str]) -> None:
    own = rule(kind="pattern", scope=scope, pattern=r"\bant\b", ignore_case=True)
    assert found(own, text.format("x")) == expected


def test_fields_are_cells_and_labeled_items() -> None:
    own = rule(kind="pattern", scope="field", field="licence", pattern="MIT")
    assert found(own, TABLE.format("x")) == ["3:36 unwanted `MIT` in field `licence`"]
    text = "- Ant\n  - URL: https://ant.example\n  - *License*: MIT\n  - Use: MIT\n"
    assert found(own, text) == ["3:16 unwanted `MIT` in field `licence`"]
    assert found(own, "- [Ant](https://ant.example) - MIT.\n") == []


@pytest.mark.parametrize(
    ("description", "column"),
    [
        ("Eats foo.", 45),
        ("Eats `foo`.", 46),
        ("Eats **foo**.", 47),
        ("&lt;[Eats](https://foo.example)&gt; foo.", 76),
        ("Eats\n  foo.", 3),
        ("Eats\n  foo and *foo*.", 3),
        ("Eats ![foo](https://foo.example) a lot.", 47),
    ],
)
def test_matches_are_found_where_the_source_shows_them(description: str, column: int) -> None:
    own = rule(kind="pattern", pattern="foo")
    one = context(ITEM.format(description))
    first = next(own.check(one))
    assert first.span.of(one.text) == "foo"
    assert one.document.lines.position(first.span.start).column == column


def test_replacements() -> None:
    own = rule(kind="pattern", pattern=r"(\w+) (&|<b>) (\w+)", replacement=r"\3 or \1", fix="safe")
    text = ITEM.format("`a` &amp; b, c & d, e &lt;b> f and *g* h.")
    # The first match has markup in it, which a replacement would lose.
    assert found(own, text) == [
        "1:41 use `b or a` instead of `a & b`",
        "1:53 use `d or c` instead of `c & d`",
        "1:60 use `f or e` instead of `e <b> f`",
    ]
    assert fixed(own, text) == ITEM.format("`a` &amp; b, d or c, f or e and *g* h.")


def test_fixes_are_unsafe_by_default() -> None:
    own = rule(kind="pattern", pattern="foo", replacement="")
    text = ITEM.format("Eats foo.")
    (finding,) = own.check(context(text))
    assert finding.fix is not None
    assert (finding.message, finding.fix.safety) == ("remove `foo`", Safety.UNSAFE)
    assert found(rule(kind="pattern", pattern="foo", replacement="foo"), text) == []


def test_texts_that_must_match() -> None:
    own = rule(kind="pattern", pattern="^[A-Z].*[.]$", expect="match")
    text = ITEM.format("Eats.") + ITEM.format("eats.") + "- [Bee](https://bee.example)\n"
    assert found(own, text) == ["2:40 description should match `^[A-Z].*[.]$`"]
    assert found(rule(kind="pattern", pattern="^$|x*"), text)[0] == "1:40 unwanted description"


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ({}, "is missing"),
        ({"pattern": "a(?=b)"}, "lookahead and lookbehind are not supported: (?="),
        ({"pattern": "(a"}, "invalid regular expression: missing ) (a"),
        ({"pattern": "a", "field": "License"}, 'scope = "field" and field need each other'),
        ({"pattern": "a", "scope": "field"}, 'scope = "field" and field need each other'),
        (
            {"pattern": "a", "replacement": r"\1"},
            "the pattern has no group 1, which the replacement uses",
        ),
        (
            {"pattern": "a", "replacement": "b", "expect": "match"},
            'replacement needs expect = "no-match"',
        ),
    ],
)
def test_wrong_patterns(table: dict[str, str], problem: str) -> None:
    with pytest.raises(InvalidData) as raised:
        rule(kind="pattern", **table)
    assert [one.message for one in raised.value.problems] == [problem]


def test_hostile_lines_end() -> None:
    own = rule(kind="pattern", scope="line", pattern="(a|a?)+b|(a+)+c")
    assert found(own, "a" * 200_000) == []


# --- Required fields -----------------------------------------------------------------------


def test_tables_without_the_column_are_found_once() -> None:
    own = rule(kind="required-field", field="Price|Licence")
    assert found(own, TABLE.format("x")) == []
    row = "| [Bee](https://bee.example) | x | {} |\n"
    more = row.format("") + row.format("tbd") + row.format("![MIT](m.svg)")
    assert found(own, TABLE.format("x") + more) == [
        "4:3 missing field `Price` or `Licence`",
        "5:3 missing field `Price` or `Licence`",
    ]
    text = (TABLE.format("x") + more).replace("License", "Stars")
    assert found(own, text) == ["1:1 table has no column `Price` or `Licence`"]


@pytest.mark.parametrize(
    ("item", "count"),
    [
        ("- [Ant](https://ant.example) - Walks. `MIT` `Go`", 0),
        ("- [Ant](https://ant.example) - Walks `Go`", 0),
        ("- [Ant](https://ant.example) `go`", 0),
        ("- [Ant](https://ant.example) - Runs `Go` code. `MIT`", 1),
        ("- [`Go`](https://ant.example) - Walks.", 1),
        ("| Name | About | Tags |\n| - | - | - |\n| [A](https://a.example) | Walks | `Go` |", 0),
        ("| Tags | Name | About |\n| - | - | - |\n| `Go` | [A](https://a.example) | Walks |", 0),
        ("| Name | About |\n| - | - |\n| [`Go`](https://a.example) | Uses `Go`, too. |", 1),
    ],
)
def test_tags(item: str, count: int) -> None:
    own = rule(kind="required-field", tag="Go|Rust")
    assert [line[4:] for line in found(own, f"{item}\n")] == count * ["missing tag `Go` or `Rust`"]


@pytest.mark.parametrize(
    ("badge", "count"),
    [
        ("![Stars](https://a.example/x.svg)", 0),
        ("![](https://a.example/stars/x.svg)", 0),
        ("[![](https://a.example/x.svg)](https://b.example/stars/x)", 0),
        ('<a href="https://b.example/x"><img src="https://a.example/stars/"></a>', 0),
        ("[stars](https://a.example/stars/)", 1),
        ("![](https://a.example/x.svg)", 1),
    ],
)
def test_badges(badge: str, count: int) -> None:
    own = rule(kind="required-field", badge="stars|*/stars/*")
    expected = count * ["1:3 missing badge `stars` or `*/stars/*`"]
    assert found(own, f"- [Ant](https://ant.example) - Walks. {badge}\n") == expected


def test_something_must_be_required() -> None:
    with pytest.raises(InvalidData, match="one of field, tag and badge is needed"):
        rule(kind="required-field")


# --- Links ---------------------------------------------------------------------------------


def test_targets() -> None:
    own = rule(kind="target", hosts=["ads.example/out"], schemes=["ftp"], private=True)
    text = (
        "[Ant](https://x.ads.example/out?url=https://ant.example/a) [Bee](ftp://bee.example)\n"
        "[Cat](http://10.0.0.1/) [Dog](https://ads.example/dog) [ads](https://ads.example/out)\n"
    )
    assert found(own, text) == [
        "1:1 unwanted link to `x.ads.example`; link to `https://ant.example/a` instead",
        "1:60 unwanted link to `ftp:`",
        "2:1 unwanted link to `10.0.0.1`",
    ]
    assert fixed(own, text) == text  # where a redirect goes is a guess
    assert found(rule(kind="target"), text) == []


@pytest.mark.parametrize("place", ["http://127.1/", "http://0x7f.0.0.1/", "http://[fd00::1]/"])
def test_private_addresses_in_any_form(place: str) -> None:
    assert len(found(rule(kind="target", private=True), f"[Ant]({place})\n")) == 1


def test_link_status() -> None:
    url = "https://ant.example"
    verdict = Verdict(url, VerdictKind.BLOCKED, Evidence.LOGIN, "redirects to a login")
    one = LintContext(parse(f"[Ant]({url}) [Bee](https://bee.example)\n"), verdicts={url: verdict})
    own = rule(kind="link-status", verdicts=["blocked", "dead"], evidence=["login"])
    assert list(lines(list(own.check(one)), one)) == [
        "1:1 link status is blocked: redirects to a login"
    ]
    for table in ({"verdicts": ["dead"], "evidence": ["login"]}, {"evidence": ["timeout"]}):
        assert list(rule(kind="link-status", **table).check(one)) == []
    with pytest.raises(InvalidData, match="set verdicts, evidence, or both"):
        rule(kind="link-status")
