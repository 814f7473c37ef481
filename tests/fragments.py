"""Markdown to try a parser on: a corpus, and text that Hypothesis makes of fragments."""

import functools
import operator
from pathlib import Path

from hypothesis import strategies as st

CORPUS = sorted((Path(__file__).parent / "markdown" / "corpus").glob("*.md"))

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
