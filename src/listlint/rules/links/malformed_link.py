"""Links whose syntax is broken, so that GitHub renders them as text or cuts them short."""

import re
from collections.abc import Iterator

from listlint.diagnostics.edits import Edit, Fix, Safety, delete, insert, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown.prose import OBJECT, mask_markup

_URL = r"(?:https?://|www\.)[^\s()<>\[\]|]+(?:\([^\s()<>|]*\)[^\s()<>\[\]|]*)*"
_TEXT = r"\[(?P<text>[^\[\]\n]{2,200})\]"
# All run over masked text, so that a link that works is never seen.
_SPACE = re.compile(rf"(?<!!){_TEXT}(?P<gap>[ \t]{{1,3}})\((?P<url>{_URL})\)")
_WIDE = re.compile(
    rf"{_TEXT}(?P<open>[(（])(?P<url>(?:https?://|www\.)[^\s()（）<>|]+)(?P<close>[)）])"
)
_SWAPPED = re.compile(rf"\((?P<text>[^()\n]{{2,200}})\)\[(?P<url>{_URL})\]")
_MIXED = re.compile(rf"{_TEXT}(?P<open>[({{<\[])(?P<url>{_URL})(?P<close>[)\]}}>])")
_UNCLOSED = re.compile(rf"{_TEXT}\((?P<url>{_URL})(?P<rest>[^()\n]*)$", re.MULTILINE)
_SPACE_IN_URL = re.compile(
    rf"{_TEXT}\((?P<url>(?:https?://|www\.)[^\s()<>]*(?:[ ]+[^\s()<>\"']+)+)\)"
)
_NESTED = re.compile(rf"\[[^\[\]\n{OBJECT}]*+{OBJECT}[^\[\]\n]*+\]\((?:https?://|www\.)")
_NO_LINK = "GitHub does not render a link"


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield what looks like a link with a web address, and is none."""
    for leaf in context.document.leaves():
        if "]" not in leaf.span.of(context.text):
            continue
        text = mask_markup(context.text, leaf)
        if "[" in text:
            yield from _malformed(text, leaf.span.start)


def _malformed(text: str, base: int) -> Iterator[Violation]:
    def violation(match: re.Match[str], message: str, fix: Fix | None) -> Violation:
        return Violation(Span(*match.span()).shifted(base), message, fix, match["url"])

    def place(match: re.Match[str], group: str | int = 0) -> Span:
        return Span(*match.span(group)).shifted(base)

    def parentheses(match: re.Match[str]) -> tuple[Edit, ...]:
        return replace(place(match, "open"), "("), replace(place(match, "close"), ")")

    for match in _SPACE.finditer(text):
        if match["text"].strip(" xX0123456789.,-"):
            edits: tuple[Edit, ...] = (delete(place(match, "gap")),)
            fix = Fix(Safety.SAFE, "remove the space", edits, rearranges=True)
            yield violation(match, f"space between link text and URL; {_NO_LINK}", fix)
    for match in _SWAPPED.finditer(text):
        link = f"[{match['text']}]({match['url']})"
        fix = Fix(Safety.SAFE, "swap the brackets", (replace(place(match), link),), True)
        yield violation(match, f"swapped brackets and parentheses; {_NO_LINK}", fix)
    for match in _MIXED.finditer(text):
        if match["open"] + match["close"] not in ("()", "[]") and OBJECT not in match["text"]:
            fix = Fix(Safety.SAFE, "use parentheses", parentheses(match), rearranges=True)
            yield violation(match, f"mismatched brackets around the URL; {_NO_LINK}", fix)
    for match in _WIDE.finditer(text):
        if match["open"] + match["close"] != "()":
            fix = Fix(Safety.SAFE, "use ASCII parentheses", parentheses(match), rearranges=True)
            yield violation(match, f"full-width parentheses around the URL; {_NO_LINK}", fix)
    for match in _UNCLOSED.finditer(text):
        end = base + match.start("url") + len(match["url"].rstrip(".,;:!?"))
        fix = Fix(Safety.UNSAFE, "close the parenthesis", (insert(end, ")"),), rearranges=True)
        yield violation(match, f"missing `)` after the URL; {_NO_LINK}", fix)
    for match in _SPACE_IN_URL.finditer(text):
        edits = (replace(place(match, "url"), match["url"].replace(" ", "%20")),)
        fix = Fix(Safety.UNSAFE, "encode the spaces", edits, rearranges=True)
        host = match["url"].split("://")[-1].split("/")[0]
        # No host has a space in its name: what was meant is not known.
        known = " " not in host
        yield violation(match, f"space in the URL; {_NO_LINK}", fix if known else None)
    for match in _NESTED.finditer(text):
        yield Violation(place(match), "link inside a link; GitHub renders only the inner one")
