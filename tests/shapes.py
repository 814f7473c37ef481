"""Markdown that is meant to hurt a parser, in any size: by name, a function of the size."""

from collections.abc import Callable


def repeated(unit: str) -> Callable[[int], str]:
    return lambda size: unit * (size // len(unit))


def around(left: str, middle: str, right: str) -> Callable[[int], str]:
    return lambda size: (
        left * (size // len(left + right)) + middle + right * (size // len(left + right))
    )


def lines(make: Callable[[int], str], each: int) -> Callable[[int], str]:
    """Return a shape of lines numbered from 0, of about `each` characters."""
    return lambda size: "\n".join(map(make, range(size // each)))


def table(columns: Callable[[int], int]) -> Callable[[int], str]:
    def make(size: int) -> str:
        width = columns(size)
        rows = max(1, size // (4 * width) - 2)
        return "\n".join(["| a " * width, "|---" * width, *["| b " * width] * rows])

    return make


SHAPES: dict[str, Callable[[int], str]] = {
    "quotes in quotes": repeated("> "),
    "quotes line by line": lines(lambda n: "> " * min(n, 200) + "a", 400),
    "items in items": repeated("- "),
    "indented items": lines(lambda n: "  " * (n % 300) + "- a", 300),
    "open brackets": repeated("["),
    "open images": repeated("!["),
    "brackets in brackets": around("[", "a", "]"),
    "links in links": around("[", "a", "](u)"),
    "images in images": around("![", "a", "](u)"),
    "empty links": repeated("[]()"),
    "unclosed targets": repeated("[a]("),
    "unclosed angles": repeated("[a](<b"),
    "unclosed titles": repeated('[a](b "'),
    "unclosed parentheses": repeated("[a](b("),
    "emphasis in emphasis": around("*a ", "b", " c*"),
    "strong openers": repeated("**a "),
    "emphasis closers": repeated("a* "),
    "mixed emphasis": repeated("*a_ "),
    "emphasis by threes": repeated("a**b*c***"),
    "underscores": repeated("_"),
    "strikes": repeated("~a ~~b "),
    "code of rising length": lines(lambda n: "`" * (n % 700) + "a", 350),
    "backticks": repeated("`a``"),
    "less-than signs": repeated("<"),
    "open tags": repeated("<a "),
    "open tags with attributes": repeated('<a href="'),
    "anchors that one end closes": lambda size: "<a>" * (size // 3) + "</a>",
    "links of a block that one end closes": lambda size: (
        "<div>" + '<a href="x">' * (size // 12) + "</a>"
    ),
    "marks before a link": lambda size: f"- {':_' * (size // 2)}a [x](u) - b",
    "blanks between links": lambda size: f"- [a](u){' ' * size}x [b](v)",
    "comments": repeated("<!--"),
    "inline comments": repeated("a <!-- "),
    "instructions": repeated("a <?"),
    "declarations": repeated("a <!A "),
    "links of HTML": repeated("<a href=x>"),
    "inline links of HTML": repeated("a <a href=x>"),
    "closed links of HTML": repeated("a <a href=x>b</a>"),
    "headings of HTML": repeated("<h1>"),
    "bare URLs": repeated("http://a.b "),
    "one bare URL": repeated("http://"),
    "URL of parentheses": lambda size: "http://a.b/" + "(" * (size // 2) + ")" * (size // 2),
    "URL of entities": lambda size: "http://a.b/" + "&a;" * (size // 3),
    "www": repeated("www."),
    "mail signs": repeated("a@"),
    "mails": repeated("a.b@c.d "),
    "mail local parts": repeated("a.b-c_d+"),
    "mailto": repeated("mailto:"),
    "entities": repeated("&amp;"),
    "ampersands": repeated("&a"),
    "backslashes": repeated("\\"),
    "definitions": lines(lambda n: f"[a{n}]: /u", 12),
    "one long definition": lambda size: "[a]: /" + "u" * size,
    "used definitions": lines(lambda n: f"[a{n}]: /u\n\n[a{n}]\n", 22),
    "unclosed definition titles": repeated('[a]: b "c\n'),
    "definition titles by lines": lambda size: "[a]: b '" + "c\n" * (size // 2),
    "labels": repeated("[a][b]"),
    "footnotes": lines(lambda n: f"[^{n}]\n\n[^{n}]: a\n", 20),
    "footnotes in footnotes": repeated("[^a]: "),
    "wide table": table(lambda size: size // 16),
    "long table": table(lambda size: 2),
    "wide header": lambda size: "|a" * (size // 4) + "\n" + "|-" * (size // 4) + "\n" + "|\n" * 99,
    "no tables": repeated("a|b\n---\n"),
    "delimiter rows": repeated("|-|-|-\n"),
    "header after text": lambda size: "a\n" * (size // 2) + "| a |\n|---|\n",
    "escaped pipes": lambda size: "| a |\n|---|\n|" + "\\|" * (size // 2),
    "one long line": repeated("word "),
    "long paragraph": repeated("word\n"),
    "blank lines": repeated("\n"),
    "blank lines in deep lists": lambda size: "- " * 400 + "a\n" + "\n" * size,
    "lines of spaces in deep lists": lambda size: (
        "- " * 400 + "a\n" + "".join(" " * (n % 9) + "\n" for n in range(size // 5))
    ),
    "spaces": repeated(" "),
    "tabs": repeated("\t"),
    "tabs in items": repeated("-\t"),
    "setext": repeated("a\n-\n"),
    "headings": repeated("# a\n"),
    "hashes": repeated("#"),
    "hashes behind blanks": lambda size: "# a" + " #" * (size // 2),
    "rules": repeated("* "),
    "fences": repeated("```\n"),
    "unclosed fence": lambda size: "```\n" + "a\n" * (size // 2),
    "task boxes": repeated("- [ ] a\n"),
    "entries": repeated("- [a](http://a.b) - Is a thing.\n"),
    "entry of links": lambda size: "- " + "[a](http://a.b) " * (size // 16),
    "entry of badges": lambda size: "- [a](b) - C. " + "![a](b) " * (size // 8),
    "entry of tags": lambda size: "- [a](b) - C. " + "`a` " * (size // 4),
    "entry of groups": lambda size: "- [a](b) - C. " + "(a). " * (size // 5),
    "entry of brackets": lambda size: "- [a](b) - C. " + "(" * size,
    "carriage returns": repeated("a\r\n"),
    "NUL": repeated("a\0b "),
    "undecodable": repeated("\udcff"),
    "CJK": repeated("中文，。"),
}
