"""Makes lists with the faults that lists have, for hypothesis."""

from hypothesis import strategies as st

_NAMES = ("Ant", "Bee", "Copper kettle", "GoAWK", "naïve", "猫", "a|b", "x_y", "T*ol", "API")
_URLS = (
    "https://ant.example",
    "https://github.com/bee/bee",
    "http://www.github.com/Bee/Bee.git",
    "htps://cat.example/a_(b)",
    "https//dog.example",
    "https://https://eel.example",
    "https://fox.example/?utm_source=x&a=1",
    "#kettles",
    "#ketles",
    "",
    "docs/tool.md",
    "mailto:me@gnu.example",
)
_SAYINGS = (
    "Walks along the table.",
    "Flies all day long",
    "boils the the water, preciesly .",
    "Does things,, with [another](https://hen.example)tool.",
    "Uses `code | pipes` and **strong words**.",
    "它整天在桌子上走来走去。",
    "Ant - is an ant ( of some kind.",
    "has a\u00a0nbsp and a zero\u200bwidth.",
    "See <https://ibis.example> or www.jay.example.",
    "",
)
_LICENSES = (
    "MIT",
    "mit",
    "Apache 2.0",
    "Apache-2.0",
    "GPL v3",
    "-",
    "",
    "[MIT](LICENSE)",
    "custom",
)
_SEPARATORS = (" - ", " – ", "- ", " : ", " ", " -- ")

names = st.sampled_from(_NAMES)
urls = st.sampled_from(_URLS)
sayings = st.sampled_from(_SAYINGS)


@st.composite
def links(draw: st.DrawFn) -> str:
    name, url = draw(names), draw(urls)
    shape = draw(
        st.sampled_from(["[{}]({})", "[{}]({})", "[{}]({})", "[{}] ({})", "({})[{}]", "[{}]({}"])
    )
    return shape.format(name, url)


@st.composite
def items(draw: st.DrawFn) -> str:
    marker = draw(st.sampled_from(["- ", "- ", "- ", "* ", "  - ", "1. ", "-   "]))
    return f"{marker}{draw(links())}{draw(st.sampled_from(_SEPARATORS))}{draw(sayings)}"


@st.composite
def tables(draw: st.DrawFn) -> str:
    header = draw(
        st.sampled_from([("Name", "License", "Description"), ("Project", "Licence ", "What")])
    )
    rows = [
        "| " + " | ".join(header) + " |",
        draw(
            st.sampled_from(
                ["| --- | --- | --- |", "|---|:-:|---|", "--- | --- | ---", "| --- | --- |"]
            )
        ),
    ]
    for _ in range(draw(st.integers(1, 4))):
        cells = [draw(links()), draw(st.sampled_from(_LICENSES)), draw(sayings).replace("|", "\\|")]
        extra = draw(st.sampled_from(["", "", "", " |", " x |"]))
        rows.append("| " + " | ".join(cells[: draw(st.sampled_from([3, 3, 3, 2]))]) + " |" + extra)
    return "\n".join(rows)


_PIECES = (
    "# Awesome Things", "## Contents\n\n- [Kettles](#kettles)\n- [Tea](#tee)", "## Kettles",
    "## Tea", "### Tea", "## Kettles", "Some text with a [reference][ref] and [none][nope].",
    "[ref]: https://ref.example", "<!-- a comment -->", "<details>\n<summary>More</summary>\n",
    "</details>", "> - [Quoted](https://quoted.example) - In a quote", "```\n- [code](https://c.example)\n```",
    "<p><a href=\"https://html.example\">html</a></p>", "---",
)  # fmt: skip


@st.composite
def broken_lists(draw: st.DrawFn) -> str:
    """Return the text of a list."""
    pieces = draw(
        st.lists(
            st.one_of(
                st.sampled_from(_PIECES),
                st.lists(items(), min_size=1, max_size=5).map("\n".join),
                tables(),
            ),
            min_size=1,
            max_size=6,
        )
    )
    end = draw(st.sampled_from(["\n", "\n", "\n", "\r\n"]))
    return "\n\n".join(pieces).replace("\n", end) + draw(st.sampled_from(["", end]))
