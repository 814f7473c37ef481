"""Lines that are read without mistune have the same inlines as with it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from listlint.markdown.content import LeafText
from listlint.markdown.inlines import InlineParser
from listlint.markdown.simple import simple_inlines

FRAGMENTS = [
    *("a", "b c", " ", ".", "é", "“", "日本", "_", "__", "x_y", "*", "**", "***", "*a*", "**b**"),
    *("&", "&amp;", "AT&T;", "@", "a@b.c", "mailto:@x.y", "$", "$5", "~", "\\", "!", "[", "]"),
    *("[a](b)", "[a b](http://c_d/e?f&g=h)", "[a&amp;b](c)", "[a](b&amp;c)", "[a_b](c)", "[_a](c)"),
    *(
        "[^a](b)",
        "[](b)",
        "[a]()",
        "[a@b.c](d)",
        "![a](b)",
        "![^a](b)",
        "[![a](b)](c)",
        "**[d](e)**",
    ),
    *("`c`", "` c `", "`  `", "``", "`", "www.", "www.a.b", "://", "http://a.b"),
    *(
        "<br>",
        "<br/>",
        "</b>",
        "</b/>",
        "<B >",
        "<a>",
        "</a>",
        "<img>",
        "<A>",
        "<a-b>",
        "<ab1>",
        "<",
    ),
]


@settings(max_examples=3000)
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=8).map("".join))
def test_as_mistune_sees_it(text: str) -> None:
    found = simple_inlines(text, 7)
    assert found is None or found == InlineParser({}, {}).inlines(LeafText([(7, text)]))


def test_simple_lines_are_read() -> None:
    for text in (
        "plain",
        "[name](https://a.example/b_c?d=e&f=g) - Does a & b in `code`.",
        "**[snake_case](/a)** is *new*<br>[![badge](/b.svg)](/c)",
    ):
        assert simple_inlines(text, 0), text
