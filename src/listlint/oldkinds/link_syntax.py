"""Links that were meant and that GitHub shows as text, or cuts short."""

import re
from collections.abc import Iterator

from listlint.diagnostics.edits import Edit, Fix, Safety, delete, insert, replace
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.markdown.prose import OBJECT, mask_markup
from listlint.oldkinds import Kind, NoParameters, Violation

CASES = {
    "blank": ("text", "url"),
    "swapped": ("text", "url"),
    "unclosed": ("text", "url"),
    "wide": ("text", "url"),
    "mixed": ("text", "url"),
    "nested": (),
    "blank-in-target": ("text", "url"),
}

_URL = r"(?:https?://|www\.)[^\s()<>\[\]|]+(?:\([^\s()<>|]*\)[^\s()<>\[\]|]*)*"
_TEXT = r"\[(?P<text>[^\[\]\n]{2,200})\]"
# One alternative a case; each runs over mask_markup text, so a link that works is never seen.
_BLANK = re.compile(rf"(?<!!){_TEXT}(?P<gap>[ \t]{{1,3}})\((?P<url>{_URL})\)")
_WIDE = re.compile(
    rf"{_TEXT}(?P<open>[(（])(?P<url>(?:https?://|www\.)[^\s()（）<>|]+)(?P<close>[)）])"
)
_SWAPPED = re.compile(rf"\((?P<text>[^()\n]{{2,200}})\)\[(?P<url>{_URL})\]")
_MIXED = re.compile(rf"{_TEXT}(?P<open>[({{<\[])(?P<url>{_URL})(?P<close>[)\]}}>])")
_UNCLOSED = re.compile(rf"{_TEXT}\((?P<url>{_URL})(?P<rest>[^()\n]*)$", re.MULTILINE)
_BLANK_IN = re.compile(rf"{_TEXT}\((?P<url>(?:https?://|www\.)[^\s()<>]*(?:[ ]+[^\s()<>\"']+)+)\)")
_NESTED = re.compile(rf"\[[^\[\]\n{OBJECT}]*+{OBJECT}[^\[\]\n]*+\]\((?:https?://|www\.)")


def check(context: LintContext, _parameters: NoParameters) -> Iterator[Violation]:
    """Yield what looks like a link with a web address, and is none."""
    for leaf in context.document.leaves():
        if "]" not in leaf.span.of(context.text):
            continue
        text = mask_markup(context.text, leaf)
        if "[" in text:
            yield from _leaf(text, leaf.span.start)


def _leaf(text: str, base: int) -> Iterator[Violation]:
    for match in _BLANK.finditer(text):
        if not match["text"].strip(" xX0123456789.,-"):
            continue
        fix = Fix(
            Safety.SAFE,
            "remove the blank",
            (delete(Span(*match.span("gap")).shifted(base)),),
            rearranges=True,
        )
        yield _hit("blank", match, base, fix)
    for match in _SWAPPED.finditer(text):
        mended = f"[{match['text']}]({match['url']})"
        edits: tuple[Edit, ...] = (replace(Span(*match.span()).shifted(base), mended),)
        yield _hit("swapped", match, base, Fix(Safety.SAFE, "swap the brackets", edits, True))
    for match in _MIXED.finditer(text):
        pair = match["open"] + match["close"]
        if pair in ("()", "[]") or OBJECT in match["text"]:
            continue
        edits = (
            replace(Span(*match.span("open")).shifted(base), "("),
            replace(Span(*match.span("close")).shifted(base), ")"),
        )
        yield _hit("mixed", match, base, Fix(Safety.SAFE, "use round brackets", edits, True))
    for match in _WIDE.finditer(text):
        if match["open"] + match["close"] == "()":
            continue
        edits = (
            replace(Span(*match.span("open")).shifted(base), "("),
            replace(Span(*match.span("close")).shifted(base), ")"),
        )
        yield _hit("wide", match, base, Fix(Safety.SAFE, "use ASCII brackets", edits, True))
    for match in _UNCLOSED.finditer(text):
        end = match.start("url") + len(match["url"].rstrip(".,;:!?"))
        edits = (insert(base + end, ")"),)
        yield _hit("unclosed", match, base, Fix(Safety.UNSAFE, "close the bracket", edits, True))
    for match in _BLANK_IN.finditer(text):
        encoded = match["url"].replace(" ", "%20")
        edits = (replace(Span(*match.span("url")).shifted(base), encoded),)
        fix = Fix(Safety.UNSAFE, "encode the blanks", edits, rearranges=True)
        host = match["url"].split("://")[-1].split("/")[0]
        # No host has a blank in its name: what was meant, nobody can tell.
        yield _hit("blank-in-target", match, base, None if " " in host else fix)
    for match in _NESTED.finditer(text):
        yield Violation("nested", Span(*match.span()).shifted(base))


def _hit(case: str, match: re.Match[str], base: int, fix: Fix | None) -> Violation:
    values = {"text": match["text"], "url": match["url"]}
    return Violation(case, Span(*match.span()).shifted(base), values, fix, url=match["url"])


KIND = Kind(NoParameters, CASES, check)
