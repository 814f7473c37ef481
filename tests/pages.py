"""The examples of a rule's page, for the tests."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from listlint.document import parse
from listlint.listing import Listing, Thresholds
from listlint.rule import Page, Rule, override
from listlint.verdict import Verdict

FILES = {"README.md", "docs/tool.md", "docs"}
"""The files that the examples' repository has."""
TODAY = date(2026, 1, 1)


@dataclass(frozen=True)
class Example:
    """One example: its text, where it is bad, and the settings and answers it is read with."""

    page: str
    label: str
    text: str
    line: int
    places: tuple[tuple[int, int], ...] = ()
    fixed: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Verdict] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.page}.md:{self.line}"

    def rule(self, rule: Rule) -> Rule:
        own = {k: v for k, v in self.settings.items() if k != "habits"}
        return override(rule, own) if own else rule

    def listing(self, text: str | None = None) -> Listing:
        return Listing(
            document=parse(self.text if text is None else text, "README.md"),
            thresholds=Thresholds(**self.settings.get("habits", {})),
            exists=exists,
            verdicts=self.answers,
            today=TODAY,
        )


def exists(path: str) -> bool | None:
    if path.startswith("../"):
        return None
    return str(PurePosixPath(path.lstrip("/"))) in FILES


def examples(page: Page, label: str) -> Iterator[Example]:
    """Yield the examples of a page that are `bad` or `good`.

    `unended` says that the last line has no line break. A `toml settings` fence holds for the
    examples behind it, `toml answers` likewise.
    """
    settings: dict[str, Any] = {}
    answers: dict[str, Verdict] = {}
    fences = list(page.fences)
    for index, fence in enumerate(fences):
        words = fence.info.split()
        if words == ["toml", "settings"]:
            settings = tomllib.loads(fence.text)
        elif words == ["toml", "answers"]:
            answers = {url: verdict(url, value) for url, value in tomllib.loads(fence.text).items()}
        elif words[:2] == ["markdown", label]:
            following = fences[index + 1] if index + 1 < len(fences) else None
            fixed = following.text if following and following.info == "markdown fixed" else None
            places = tuple(
                (int(line), int(column))
                for line, column in (re.split(":", word) for word in words[2:] if ":" in word)
            )
            text = fence.text.removesuffix("\n") if "unended" in words else fence.text
            yield Example(page.name, label, text, fence.line, places, fixed, settings, answers)


def verdict(url: str, value: Any) -> Verdict:
    """Make a verdict of an answer: an outcome's name, an HTTP status or a table of fields."""
    from listlint.verdict import Evidence, Outcome, Repository

    if isinstance(value, int):
        value = {"outcome": "gone" if value in (404, 410) else "alive", "status": value}
    if isinstance(value, str):
        value = {"outcome": value}
    value = dict(value)
    outcome = Outcome(value.pop("outcome", "alive"))
    evidence = Evidence(value.pop("evidence", "not-found" if outcome is Outcome.GONE else "ok"))
    reason = value.pop("reason", str(value.get("status", outcome.value)))
    if "repository" in value:
        value["repository"] = Repository(**value["repository"])
    return replace(Verdict(url, outcome, evidence, reason), **value)
