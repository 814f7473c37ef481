"""listlint sees what GitHub's own parser sees: on the corpus, and on text made by Hypothesis.

`LISTLINT_LISTS=directory pytest tests/document/test_oracle.py` asks it of the lists there, too.
"""

import functools
import operator
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listlint.markdown import decode
from oracle import difference

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.md"))
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

WORDS = [
    "a",
    "b",
    "foo",
    "中文",
    "。",
    "é",
    "😀",
    "0",
    ".",
    ",",
    "!",
    "?",
    ":",
    ";",
    "=",
    "'",
    '"',
    "—",
]
BLANKS = [" ", " ", "  ", "   ", "    ", "\t", "\n", "\n", "\n\n", "  \n", "\\\n", "\r\n", "\u00a0"]
BLOCKS = [
    "- ", "* ", "+ ", "1. ", "2) ", "> ", "> > ", "# ", "## ", "---", "***", "===", "-", "+",
    "```\n", "~~~\n", "- [ ] t", "[x] t", "> [!NOTE]\n", "    - ", "  - ", "   > ",
]  # fmt: skip
TABLES = ["| ", "|", "|\n", "| a | b |\n", "|---|:-:|\n", "--|--\n", "| --- |\n", ":-", "\\|"]
MARKS = [
    "*",
    "**",
    "***",
    "_",
    "__",
    "~",
    "~~",
    "`",
    "``",
    "_a_",
    "*b*",
    "**c**",
    "\\",
    "\\*",
    "\\`",
    "$",
    "$$",
    "$a_b$",
]
LINKS = [
    "[", "]", "(", ")", "![", "[a]", "[a]: /u\n", "[b]: <x y> 't'\n", "[a](/u)", "[a](<b c>)",
    '[x](/u "t")', "](", "](/u)", "(a)", "[^1]", "[^1]: n\n", "[^a]:", "\\[", "<http://e.x>",
    "<http://e.x/&lt;>", "<a@b.co>", "http://e.x", "http://é.x", "https://中", "https://e.x/a_b",
    "www.e.x", "www.", "://", "mailto:a@b.co", "a@b.co", "xmpp:a@b.co/c", "ftp://e.x", "/", "@",
]  # fmt: skip
HTML = [
    "<", ">", '<a href="x">', "</a>", "<img src=y>", "<div>\n", "</div>\n", "<details>\n", "<br>",
    "<!--", "-->", "<!-- c -->", "<b>", "<p>", "<pre>", "<h2>t</h2>", "<h2>", "</h2>",
    "<h1 align=center>\n", "</h1>\n", "<![CDATA[", "]]>", "<!A b>", "<?", "?>", "<script>",
    "</script>\n", "&amp;", "&", "&#35;", "&copy", "\0",
]  # fmt: skip
FAMILIES = [WORDS, BLANKS, BLOCKS, TABLES, MARKS, LINKS, HTML]


@st.composite
def markdown(draw: st.DrawFn) -> str:
    """Draw text of fragments: few different ones, that they may meet, often of one family."""
    family = draw(st.sampled_from([*FAMILIES, functools.reduce(operator.iadd, FAMILIES, [])]))
    some = st.sampled_from([*family, *BLANKS, *WORDS[:3]])
    return "".join(draw(st.lists(some, min_size=1, max_size=16)))


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
