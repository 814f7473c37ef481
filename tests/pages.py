"""The examples of a rule's page, for the tests.

A page, and a file of further examples in `tests/rules/`, has these fences:

- `markdown bad`, then `text` with what is found, a line a finding: `line:column message`;
- `markdown fixed` after those: what all fixes, unsafe ones included, make of it;
- `markdown good`: nothing is found;
- `toml options`: options of the rule for the examples that follow; `conventions` sets those;
- `toml verdicts`: what is known of links, for the examples that follow;
- `markdown before`: the previous version of the examples that follow.

`unended` says that the last line of an example has no line break.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from listlint.entries.context import LintContext
from listlint.entries.thresholds import Conventions
from listlint.markdown import parse
from listlint.rules.page import Page, page_names, read_page, shipped_page
from listlint.rules.registry import Rule, configure
from listlint.urls.verdict import Verdict

FILES = {"README.md", "docs/tool.md", "docs"}
"""The files that the examples' repository has."""
TODAY = date(2026, 1, 1)
FURTHER = Path(__file__).parent / "rules"


@dataclass(frozen=True)
class Example:
    """One example: its text, what is found and fixed, and what it is read with."""

    rule_name: str
    label: str
    text: str
    place: str
    found: tuple[str, ...] = ()
    fixed: str | None = None
    options: dict[str, Any] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    before: str | None = None

    def __str__(self) -> str:
        return self.place

    def rule(self, rule: Rule) -> Rule:
        own = {k: v for k, v in self.options.items() if k != "conventions"}
        return configure(rule, own) if own else rule

    @property
    def thresholds(self) -> dict[str, Any]:
        table = self.options.get("conventions", {})
        return {key.replace("-", "_"): value for key, value in table.items()}

    def context(self, text: str | None = None) -> LintContext:
        base = None if self.before is None else replace(self, before=None).context(self.before)
        return LintContext(
            document=parse(self.text if text is None else text, "README.md"),
            conventions=Conventions(**self.thresholds),
            exists=exists,
            verdicts=self.verdicts,
            today=TODAY,
            base=base,
        )


def exists(path: str) -> bool | None:
    if path.startswith("../"):
        return None
    return str(PurePosixPath(path.lstrip("/"))) in FILES


def all_examples(label: str) -> list[Example]:
    """Return the examples of all pages, and the further ones in `tests/rules/`."""
    pages = [(shipped_page(name), f"{name}.md") for name in page_names()]
    further = sorted(FURTHER.glob("*.md"))
    pages += [(read_page(p.stem, p.read_text("utf-8")), f"tests/rules/{p.name}") for p in further]
    return [example for page, place in pages for example in examples(page, label, place)]


def examples(page: Page, label: str, place: str = "page") -> Iterator[Example]:
    """Yield the examples of a page that are `bad` or `good`."""
    options: dict[str, Any] = {}
    verdicts: dict[str, Verdict] = {}
    before: str | None = None
    fences = [*page.fences]
    for index, fence in enumerate(fences):
        words = fence.info.split()
        if words == ["toml", "options"]:
            options = tomllib.loads(fence.text)
        elif words == ["toml", "verdicts"]:
            table = tomllib.loads(fence.text)
            verdicts = {url: verdict(url, value) for url, value in table.items()}
        elif words == ["markdown", "before"]:
            before = fence.text
        elif words[:2] == ["markdown", label]:
            found: tuple[str, ...] = ()
            fixed: str | None = None
            for following in fences[index + 1 : index + 3]:
                if following.info == "text":
                    found = tuple(following.text.splitlines())
                elif following.info == "markdown fixed":
                    fixed = following.text
                else:
                    break
            text = fence.text.removesuffix("\n") if "unended" in words else fence.text
            at = f"{place}:{fence.line}"
            yield Example(page.name, label, text, at, found, fixed, options, verdicts, before)


def verdict(url: str, value: Any) -> Verdict:
    """Make a verdict of a kind's name, an HTTP status or a table of fields."""
    from listlint.urls.verdict import Evidence, Repository, VerdictKind

    if isinstance(value, int):
        value = {"kind": "dead" if value in (404, 410) else "alive", "status": value}
    if isinstance(value, str):
        value = {"kind": value}
    value = dict(value)
    outcome = VerdictKind(value.pop("kind", "alive"))
    evidence = Evidence(value.pop("evidence", "not-found" if outcome is VerdictKind.DEAD else "ok"))
    reason = value.pop("reason", str(value.get("status", outcome.value)))
    if "repository" in value:
        value["repository"] = Repository(**value["repository"])
    return replace(Verdict(url, outcome, evidence, reason), **value)
