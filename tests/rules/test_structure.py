"""What the examples of pages cannot show: other files, other file names, no fix."""

from collections.abc import Callable

import pytest

from listlint.entries.context import LintContext
from listlint.markdown import parse
from listlint.rules.registry import shipped_rules

RULES = shipped_rules()


def context(
    text: str = "# Ants\n",
    path: str = "README.md",
    exists: Callable[[str], bool | None] | None = None,
    *,
    in_repository: bool = True,
) -> LintContext:
    return LintContext(parse(text, path), exists=exists, in_repository=in_repository)


@pytest.mark.parametrize(
    ("files", "count"),
    [({"contributing.md"}, 0), ({".github/CONTRIBUTING.md"}, 0), (set(), 1), (None, 0)],
)
def test_missing_contributing(files: set[str] | None, count: int) -> None:
    one = context(exists=None if files is None else files.__contains__)
    assert len(list(RULES["missing-contributing"].check(one))) == count


def test_files_that_cannot_be_known_are_not_missing() -> None:
    rule = RULES["missing-contributing"]
    assert list(rule.check(context(exists=lambda _: None))) == []
    assert list(rule.check(context(exists=lambda _: False, in_repository=False))) == []


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("README.md", None),
        ("docs/readme.markdown", None),
        ("awesome-ants.md", None),
        ("-", None),
        ("Readme.md", "is in mixed case; use lower case or upper case"),
        ("the-ants.md", "should not start with the article `the`"),
        ("ants--bees.md", "has several hyphens or underscores in a row"),
        ("-ants.md", "should not start or end with a hyphen or an underscore"),
        ("ants_.md", "should not start or end with a hyphen or an underscore"),
        (
            "ants and bees.md",
            "contains ` `; use letters, digits, hyphens, underscores and dots",
        ),
        ("ants.txt", "should end with `.md` or `.markdown`"),
        ("README", "should end with `.md` or `.markdown`"),
    ],
)
def test_file_name(path: str, problem: str | None) -> None:
    found = [finding.message for finding in RULES["file-name"].check(context(path=path))]
    assert found == ([f"file name `{path}` {problem}"] if problem else [])


def test_a_badge_is_not_added_where_it_would_change_an_anchor_in_use() -> None:
    (finding,) = RULES["missing-awesome-badge"].check(context("# Ants\n\n[up](#ants)\n"))
    assert finding.fix is None
