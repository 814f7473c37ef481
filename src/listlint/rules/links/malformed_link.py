"""Links whose syntax is broken, so that GitHub renders them as text or cuts them short."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from listlint.diagnostics.edits import Edit, Fix, Safety, delete, insert, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown.prose import OBJECT

_URL = r"(?:https?://|www\.)[^\s()<>\[\]|]+(?:\([^\s()<>|]*\)[^\s()<>\[\]|]*)*"
_TEXT = r"\[(?P<text>[^\[\]\n]{2,200})\]"
# All run over masked text, so that a link that works is never seen.
_SPACE = regex(rf"(?<!!){_TEXT}(?P<gap>[ \t]{{1,3}})\((?P<url>{_URL})\)")
_WIDE = regex(rf"{_TEXT}(?P<open>[(（])(?P<url>(?:https?://|www\.)[^\s()（）<>|]+)(?P<close>[)）])")
_SWAPPED = regex(rf"\((?P<text>[^()\n]{{2,200}})\)\[(?P<url>{_URL})\]")
_MIXED = regex(rf"{_TEXT}(?P<open>[({{<\[])(?P<url>{_URL})(?P<close>[)\]}}>])")
_UNCLOSED = regex(rf"{_TEXT}\((?P<url>{_URL})(?P<rest>[^()\n]*)$", re.MULTILINE)
_TARGET = regex(
    rf"(?<![A-Za-z0-9_\\\]]){_TEXT}"
    r"\((?P<url>[^\s()][^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)*+)\)"
)
_WEB = regex(r"https?://|www\.", re.IGNORECASE)
_PATH = regex(r"[~.]?/|.*?[/\\]|.*\.[A-Za-z0-9]{1,5}(?:#.*)?$")
_QUOTED = regex(r"[ \t][\"'“”„«‘’]")
_CURLY = regex(r"(?P<url>\S+[ \t]+)(?P<open>[“„”])[^\"“„”]*(?P<close>[”“])")
_PART_OF_URL = regex(r"[/=&?#%]|\.[A-Za-z0-9]{1,5}$")
_NESTED = regex(rf"\[[^\[\]\n{OBJECT}]*+{OBJECT}[^\[\]\n]*+\]\((?:https?://|www\.)")
_MARK = regex(r"\](?=[ \t]{0,3}[(（{<\[])|\)(?=\[)")
"""What each of these contains; few leaves have one of them."""
_NO_LINK = "GitHub does not render a link"


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield what looks like a link with a web address, and is none."""
    for leaf in context.leaves_with(_MARK):
        yield from _malformed(leaf.span.of(context.masked), leaf.span.start)


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
    for match in _TARGET.finditer(text):
        if " " not in match["url"]:
            continue
        fault = _target_fault(match["url"].rstrip())
        start = base + match.start("url")
        edits = tuple(Edit(e.span.shifted(start), e.text) for e in fault.edits)
        target_fix = Fix(Safety.UNSAFE, fault.do, edits, rearranges=True) if edits else None
        yield violation(match, f"{fault.message}; {_NO_LINK}", target_fix)
    for match in _NESTED.finditer(text):
        yield Violation(place(match), "link inside a link; GitHub renders only the inner one")


class _TargetFault(NamedTuple):
    """What is wrong with a target, and the edits of it that `do` what is right, if known."""

    message: str
    do: str = ""
    edits: tuple[Edit, ...] = ()


def _target_fault(target: str) -> _TargetFault:
    """Return what is wrong with a target with spaces."""
    first, _, rest = target.partition(" ")
    if target[0] == "<":
        return _TargetFault("missing `>` after the URL", "insert `>`", (insert(len(target), ">"),))
    if _QUOTED.search(target):
        curly = _CURLY.fullmatch(target)
        marks = [Span(*curly.span(name)) for name in ("open", "close")] if curly else []
        edits = tuple(replace(mark, '"') for mark in marks)
        return _TargetFault("malformed link title", "use straight quotes", edits)
    if _WEB.search(rest):
        return _TargetFault("two URLs in one link")
    if not (_WEB.match(target) or _PATH.match(target) or target[0] in "#?"):
        return _TargetFault("no URL in the parentheses")
    # A note or a password after the URL is no part of it.
    is_part = "/" in first.partition("://")[2] and _PART_OF_URL.search(rest)
    edits = (replace(Span(0, len(target)), target.replace(" ", "%20")),) if is_part else ()
    return _TargetFault("space in the URL", "encode the spaces", edits)
