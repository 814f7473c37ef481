"""Formulas are code for rules about text, where GitHub shows them."""

import pytest

from listlint.markdown import Math, parse, walk
from oracle import difference


def formulas(source: str) -> list[str]:
    inlines = (inline for leaf in parse(source).every_leaf for inline in walk(leaf.inlines))
    return [inline.span.of(source) for inline in inlines if isinstance(inline, Math)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("The cost is $O(n)$.", ["$O(n)$"]),
        ("$a_1 * b_1$ and $c * d$", ["$a_1 * b_1$", "$c * d$"]),
        ("($a$) [$b$](/c) **$d$**", ["$a$", "$b$", "$d$"]),
        ("$[a](b)$", ["$[a](b)$"]),
        (r"$a = \$5$", [r"$a = \$5$"]),
        ("$`a [b] $ c`$", ["$`a [b] $ c`$"]),
        ("$$\na *b*\\\\\n c\n$$", ["$$\na *b*\\\\\n c\n$$"]),
        ("> $$a\n> b$$", ["$$a\n> b$$"]),
        ("| $a$ |\n|---|\n| $$b$$ |", ["$a$", "$$b$$"]),
        ("Costs $5 or $10 a month, $20,000 in all", []),
        ("$5-$10, US$5 or A$b$, a$b$c", []),
        ("5$/10$ and 5€", []),
        (r"\$a$ and $ b$ and $c $ and $$$ and $d$e", []),
        ("$a\nb$", []),
        ("`$a$` and `$` or `$`", []),
        ("From $[5](https://a.example) to [10$](https://b.example)", []),
        ("[$5](/a) or [5$](/b)", []),
    ],
)
def test_formulas(source: str, found: list[str]) -> None:
    assert formulas(source) == found
    assert difference(source) is None


def test_links_in_formulas_are_none() -> None:
    assert parse("$[a](b)$ but $5 [c](https://d.example) or 5$").links[0].url == "https://d.example"


def test_anchors_have_the_letters_of_formulas() -> None:
    (heading,) = parse("# Time $O(n_1)$").headings
    assert (heading.text, heading.anchor) == ("Time $O(n_1)$", "time-on_1")
