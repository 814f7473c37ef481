"""YAML front matter is not Markdown; what only looks like it is."""

import pytest

from listlint.markdown import FrontMatter, parse
from oracle import difference


@pytest.mark.parametrize(
    "source",
    [
        "---\ntitle: A list\n---\n",
        "---\r\ntitle: A list\r\n---\r\n\r\n# T\r\n",
        "--- \n# comment\ntags:\n- a\n- b\n\nlinks:\n  site: https://a.example\n---\t\n[b](/c)\n",
        "---\ntext: |\n  a\n  # b\n\"quoted key\": 'c'\n---",
    ],
)
def test_front_matter(source: str) -> None:
    block, *others = parse(source).blocks
    assert isinstance(block, FrontMatter)
    assert block.span.of(source).rstrip().endswith("---")
    assert not any(isinstance(other, FrontMatter) for other in others)
    assert all(link.url == "/c" for link in parse(source).links)
    assert difference(source) is None


@pytest.mark.parametrize(
    "source",
    [
        "---\n",
        "---\n---\n",
        "---\ntitle: A list\n",
        "\n---\ntitle: A list\n---\n",
        "----\ntitle: A list\n---\n",
        "---\n\n# Heading\n\nA text: with a colon.\n\n[a](b)\n\n---\n",
        "---\n\n- [a](https://a.example)\n\n---\n",
        "---\nkey: value\n- [a](b)\n---\n",
        "---\n[label]: https://a.example\n---\n",
    ],
)
def test_markdown(source: str) -> None:
    assert not any(isinstance(block, FrontMatter) for block in parse(source).blocks)
    assert difference(source) is None


def test_positions_after_it() -> None:
    source = "---\na: b\n---\n# Title\n"
    (heading,) = parse(source).headings
    assert heading.span.of(source) == "# Title"
