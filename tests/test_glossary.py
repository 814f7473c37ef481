"""Words: what people read is plain technical English, as in the documentation of other linters."""

import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
UNWANTED = re.compile(
    r"\b(?:blanks?(?! lines?\b)|mend\w*|told|anew|stands|otherwise than|leads to|leads where|nobody"
    r"|for good|habits?|hints?|behind|glued|misspelt)\b",
    re.IGNORECASE,
)
TEXTS = sorted(
    [
        *ROOT.glob("*.md"),
        *ROOT.glob("rules/*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("docs/**/*.yml"),
        *ROOT.glob("*.y*ml"),
        *ROOT.glob(".github/**/*.yml"),
        *ROOT.glob("benchmarks/*.md"),
        *ROOT.glob("benchmarks/evaluation/*.md"),
    ]
)
MODULES = sorted(
    [*ROOT.glob("src/**/*.py"), *ROOT.glob("tools/*.py"), *ROOT.glob("benchmarks/*.py")]
)
EXAMPLE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
"""Lists in examples, and code, may say anything."""


def _prose(path: Path) -> Iterator[tuple[int, str]]:
    text = EXAMPLE.sub(lambda match: "\n" * match[0].count("\n"), path.read_text("utf-8"))
    yield from enumerate(text.splitlines(), 1)


def _strings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the strings and comments of a module; code in backticks left out."""
    with path.open("rb") as stream:
        for token in tokenize.tokenize(stream.readline):
            name = tokenize.tok_name[token.type]
            if name in ("STRING", "COMMENT", "FSTRING_MIDDLE"):
                for number, line in enumerate(token.string.splitlines(), token.start[0]):
                    yield number, re.sub(r"`[^`]*`", "", line)


@pytest.mark.parametrize("path", [*TEXTS, *MODULES], ids=lambda p: p.relative_to(ROOT).as_posix())
def test_plain_words(path: Path) -> None:
    lines = _strings(path) if path.suffix == ".py" else _prose(path)
    found = [f"{number}: {match[0]}" for number, line in lines for match in UNWANTED.finditer(line)]
    assert found == []
