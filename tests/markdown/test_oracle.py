"""listlint sees what GitHub's own parser sees: on the corpus, and on text made by Hypothesis.

`LISTLINT_LISTS=directory pytest tests/markdown/test_oracle.py` asks it of the lists there, too.
"""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fragments import CORPUS, markdown
from listlint.markdown import decode
from oracle import difference

LISTS = sorted(Path(os.environ.get("LISTLINT_LISTS", "/nowhere")).glob("*.md"))


@pytest.mark.parametrize("path", [*CORPUS, *LISTS], ids=lambda path: path.stem)
def test_as_github_sees_it(path: Path) -> None:
    text, _ = decode(path.read_bytes())
    assert difference(text) is None


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
@pytest.mark.parametrize("shape", ["crlf", "cr", "quote", "item", "cut"])
def test_corpus_reshaped(path: Path, shape: str) -> None:
    """The same with other line ends, within a quote or an item, and cut off at any line."""
    text, _ = decode(path.read_bytes())
    lines = text.split("\n")
    match shape:
        case "crlf":
            texts = ["\r\n".join(lines)]
        case "cr":
            texts = ["\r".join(lines)]
        case "quote":
            texts = ["\n".join("> " + line for line in lines)]
        case "item":
            texts = ["- " + "\n  ".join(lines)]
        case _:
            texts = ["\n".join(lines[:n]) for n in range(0, len(lines), 5)]
    for each in texts:
        assert difference(each) is None


# --- Text made of fragments ------------------------------------------------------------------


@settings(max_examples=3000)
@given(markdown())
def test_made_text(text: str) -> None:
    assert difference(text) is None


@st.composite
def rows(draw: st.DrawFn) -> str:
    """Draw tables with too many and too few cells, within containers."""
    cell = st.text("ab |\\`[]()*<>:-", max_size=6)
    width = draw(st.integers(1, 4))
    lines = ["|".join(draw(st.lists(cell, min_size=1, max_size=5))) for _ in range(4)]
    lines.insert(1, "|".join(["---"] * width) + draw(st.sampled_from(["", "|"])))
    edge = draw(st.sampled_from(["", "|", "| "]))
    indent = draw(st.sampled_from(["", "> ", "  ", "- ", "<details>\n\n"]))
    rest = indent.replace("- ", "  ").replace("<details>\n\n", "")
    return indent + ("\n" + rest).join(edge + line for line in lines)


@settings(max_examples=800)
@given(rows())
def test_made_tables(text: str) -> None:
    assert difference(text) is None
