"""The preset `awesome`: what it asks of a list, what it does not, and who has the last word."""

from collections.abc import Callable
from pathlib import Path

import pytest

from listlint.config.discover import ConfigError
from listlint.config.load import load_config
from listlint.config.models import default_config, select
from listlint.diagnostics.edits import Safety
from listlint.diagnostics.findings import Finding
from listlint.entries.context import LintContext
from listlint.entries.conventions import Case
from listlint.entries.sentences import Ending
from listlint.linter.engine import lint
from listlint.linter.fixer import apply_fixes
from listlint.markdown import parse
from listlint.rules.registry import Rule

BADGE = "[![Awesome](https://awesome.re/badge.svg)](https://awesome.re)"
CONFIG = select(default_config(), ["awesome"])
RULES = CONFIG.rules_for("README.md")


def context(text: str, exists: Callable[[str], bool | None] | None = None) -> LintContext:
    return LintContext(document=parse(text, "README.md"), exists=exists)


def findings(text: str) -> list[Finding]:
    return lint(context(text), RULES, known=CONFIG.rules)


def names(text: str) -> list[str]:
    return sorted({finding.rule for finding in findings(text)})


def wrap(entries: str, title: str = f"# Awesome Ants {BADGE}") -> str:
    return (
        f"{title}\n\n> All about ants.\n\n## Contents\n\n- [Ants](#ants)\n\n## Ants\n\n{entries}\n"
    )


def test_a_list_as_it_should_be_is_silent() -> None:
    text = wrap(
        "- [Ant](https://ant.example) - Walks along the table.\n"
        "- [Bee](https://bee.example) - Flies all day long."
    )
    assert findings(text) == []


ASKED = {
    "- [Ant](https://ant.example) - Walks along the table": "description-ending",
    "- [Ant](https://ant.example) - an insect that walks.": "description-case",
    "- [Ant](https://ant.example) – Walks along the table.": "entry-format",
    "- [Ant](https://ant.example) Walks along the table.": "entry-format",
    "- [Ant](https://ant.example) - Ant is a good walker.": "repeated-name",
    "- [Ant](https://ant.example) - Made with Javascript and love.": "name-spelling",
    "- [Ant](https://ant.example) - Walks all day long!!": "repeated-punctuation",
    "- [Ant]() - Walks along the table.": "empty-link",
    "- [Ant][ant] - Walks along the table.": "undefined-reference",
    "-[Ant](https://ant.example) - Walks along the table.": "malformed-item",
    "-   [Ant](https://ant.example) - Walks along the table.": "list-marker-space",
    " - [Ant](https://ant.example) - Walks along the table.": "unexpected-indent",
    "[ant]: https://ant.example": "unused-reference",
    "**Red ants**\n\nThey walk.": "emphasis-as-heading",
    "### Red ants:\n\nThey walk.": "heading-punctuation",
    "Red ants\n--------\n\nThey walk.": "heading-style",
    "***": "thematic-break-style",
    "~~~\nant\n~~~": "code-fence-style",
    "    ant": "indented-code",
    "> Ants walk\nall day long.": "blockquote-prefix",
    "Ants walk.    \nBees fly.": "hard-break-spaces",
    "1. Ant\n3. Bee": "ordered-list-number",
    "```sh\n$ ant\n```": "shell-prompt",
    "[ant][ant]\n\n[ant]: https://ant.example": "reference-style",
    "[Ant]\n\n[Ant]: https://ant.example": "definition-case",
    "a | b\n--- | ---\n1 | 2": "table-pipe-style",
    "## License\n\nCC0": "license-section",
    "# More ants\n\nThey walk.": "multiple-titles",
    "## Bees\n\n- [Bee](https://bee.example) - Flies all day long.": "toc-mismatch",
    "They said “walk along.": "unbalanced-bracket",
}


@pytest.mark.parametrize(("entries", "rule"), ASKED.items(), ids=ASKED.values())
def test_asked(entries: str, rule: str) -> None:
    assert rule in names(wrap(entries))


TITLES = {
    f"# awesome ants {BADGE}": "title-style",
    f"## Awesome Ants {BADGE}": "title-style",
    f"Ants. {BADGE}": "title-style",
    "# Awesome Ants": "missing-awesome-badge",
    f"# Awesome Ants {BADGE} ![build](https://travis-ci.example/ants.svg)": "ci-badge",
    f"# Awesome Ants {BADGE} ![Build Status](https://ci.example/ants.svg)": "ci-badge",
    f"# Awesome Ants {BADGE} ![](https://img.shields.example/circleci/ants.svg)": "ci-badge",
}


@pytest.mark.parametrize(("title", "rule"), TITLES.items())
def test_asked_of_the_title(title: str, rule: str) -> None:
    found = names(wrap("- [Ant](https://ant.example) - Walks along the table.", title))
    assert found == [rule]


# Each was, or is, reported by another linter; none is wrong.
FINE = [
    "- [Ant](https://ant.example) - 在桌子上走来走去的蚂蚁。",
    "- [Ant](https://ant.example) - iOS application that walks.",
    "- [Ant](https://ant.example) - npm package that walks.",
    "- [Ant](https://ant.example) - p2p network of walking ants.",
    "- [Ant](https://ant.example) - `walk` command for ants.",
    '- [Ant](https://ant.example) - "Walk with me" for ants.',
    "- [Ant](https://ant.example) - Walks along the table. 📷",
    "- [Ant](https://ant.example) - Walks along the table. (Japanese)",
    "- [Ant](https://ant.example) - Walks along the table. *(Japanese)*",
    "- [Ant](https://ant.example) - Walks along the table. **[Japanese]**",
    "- [Ant](https://ant.example) - Walks along the table. `MIT` `Docker`",
    "- [Ant](https://ant.example) - Walks along the table. ![stars](https://ant.example/s.svg)",
    "- 🐜 [Ant](https://ant.example) - Walks along the table.",
    "- ![v3](https://ant.example/v3.png) [Ant](https://ant.example) - Walks along the table.",
    "- [Ant](https://ant.example) - Walks along[^1] the table.\n\n[^1]: Most of the time.",
    "- [Ant](https://ant.example) - It doesn’t walk ‘alone’ on China’s tables.",
    "- [Ant](https://ant.example) - “They said ‘walk’ to everyone,” she recalled.",
    "- [Ant](https://ant.example) - Walks along the table...",
    "- [`@ant` on the Web](https://ant.example)",
    "> [!TIP]\n> Ants walk.",
    "- [Ant](https://ant.example) - Walks along the table.\n  - [Red](https://red.example)",
    "### Why do ants walk?\n\nThey like to.",
    "1. Ant\n1. Bee\n1. Cat",
    "- Ants\n  - [Ant](https://ant.example) - Walks along the table.",
]


@pytest.mark.parametrize("entries", FINE)
def test_fine(entries: str) -> None:
    assert [f"{f.rule}: {f.message}" for f in findings(wrap(entries))] == []


CONTENTS = [
    "- [Ants](#ants)\n- [Bees](#bees)\n",
    "* [🐜 Ants](#ants)\n* [Bees 🐝](#bees)\n",
    "1. [Ants](#ants)\n2. [Bees](#bees)\n",
    "- [**Ants**](#ants)\n- [**Bees**](#bees)\n",
    "<details>\n\n- [Ants](#ants)\n- [Bees](#bees)\n\n</details>\n",
    "- [Ants](#ants)\n- [Bees](#bees) - They fly.\n",
    "",
]


@pytest.mark.parametrize("contents", CONTENTS)
def test_any_form_of_a_table_of_contents_is_fine(contents: str) -> None:
    body = (
        "## Ants\n\n- [Ant](https://ant.example) - Walks along the table.\n\n"
        "## Bees\n\n- [Bee](https://bee.example) - Flies all day long.\n\n"
        "## Related Lists\n\n### Insects\n\n- [Fly](https://fly.example) - Flies away from me.\n\n"
        "## Contributing\n\n### How To\n\nPlease do.\n\n## Footnotes\n\n### Symbols\n\nNone.\n"
    )
    assert findings(f"# Awesome Ants {BADGE}\n\n{contents}\n{body}") == []


def test_fixing_makes_a_list_of_it() -> None:
    text = (
        "Animals\n=======\n\n"
        "*  [Ants](#ants)\n\n"
        "##  Ants\n\n"
        "*  [Ant](https://ant.example) – an insect that walks\n"
        "*  [Fly](https://fly.example) - Flies along the table.\n\n"
        "## Bees\n\n"
        "*  [Bee](https://bee.example): Flies all day long!"
    )
    for _ in range(2):  # the title gets its badge in the second run, when it is written with `#`
        result = apply_fixes(
            context(text),
            lambda one: lint(one, RULES, known=CONFIG.rules),
            context,
            [Safety.SAFE, Safety.UNSAFE],
        )
        assert result.notes == ()
        text = result.context.text
    assert text == (
        f"# Animals {BADGE}\n\n"
        "* [Ants](#ants)\n* [Bees](#bees)\n\n"
        "## Ants\n\n"
        "* [Ant](https://ant.example) - An insect that walks.\n"
        "* [Fly](https://fly.example) - Flies along the table.\n\n"
        "## Bees\n\n"
        "* [Bee](https://bee.example) - Flies all day long!\n"
    )
    assert result.findings == ()


# --- Presets and configs -------------------------------------------------------------------


def config(folder: Path, text: str) -> dict[str, Rule]:
    (folder / "listlint.toml").write_text(text, "utf-8")
    return dict(load_config(folder / "listlint.toml").rules)


def test_the_preset_pins_what_habits_decide_otherwise(tmp_path: Path) -> None:
    rules = config(tmp_path, 'preset = "awesome"')
    assert rules["description-ending"].options.ending is Ending.PERIOD
    assert rules["description-case"].options.case is Case.UPPER
    assert default_config().rules["description-ending"].options.ending is None


def test_the_config_has_the_last_word(tmp_path: Path) -> None:
    text = 'preset = "awesome"\n[rules.description-ending]\nending = "none"\n'
    rules = config(tmp_path, text)
    assert rules["description-ending"].options.ending is Ending.NONE
    chosen = select(load_config(tmp_path / "listlint.toml"), ["awesome"])
    assert chosen.rules["description-ending"].options.ending is Ending.NONE
    assert chosen.rules["description-case"].options.case is Case.UPPER


def test_an_unknown_style_is_an_error(tmp_path: Path) -> None:
    text = '[rules.list-marker-style]\nstyle = "•"\n'
    with pytest.raises(ConfigError, match=r"listlint\.toml:\d.*should be `-`, `\*` or `\+`, not"):
        config(tmp_path, text)
