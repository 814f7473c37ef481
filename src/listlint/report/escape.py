"""Escape text of a list on its way out."""

import re

from listlint.diagnostics.regex import regex

# Control characters (C0 but tab, C1), surrogates, noncharacters, and the invisible or reordering
# format characters of Unicode: what can forge, hide or reorder text on a terminal.
_DANGEROUS = regex(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
# What CI runners take for commands: `##[…]` (GitHub) and `##vso[…]` (Azure) anywhere, `::…::`
# (GitHub) and `##teamcity[…]` at the start of a line, after optional whitespace.
_COMMAND = regex(r"##(?=[A-Za-z]{0,16}\[)|\A\s*:(?=:)")


def visible(text: str) -> str:
    """Return `text` with control, invisible and reordering characters spelled out.

    Line ends become spaces, so that the result is one line. What CI runners would take for a
    command is broken up by a space.
    """
    return _COMMAND.sub(r"\g<0> ", _DANGEROUS.sub(_spell, text))


def _spell(match: re.Match[str]) -> str:
    char = match[0]
    if char in "\n\r\u2028\u2029":
        return " "
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # an undecodable byte, as surrogateescape keeps it
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{{{code:x}}}"


# Spreadsheets take a cell that begins with one of these for a formula (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def spreadsheet(text: str) -> str:
    """Return `text` as a cell that spreadsheets do not take for a formula."""
    text = visible(text)
    return "'" + text if text.startswith(_FORMULA) and len(text) > 1 else text


def workflow_data(text: str) -> str:
    """Escape the message of a GitHub workflow command, as actions/toolkit does it."""
    return visible(text).replace("%", "%25")


def workflow_property(text: str) -> str:
    """Escape a property of a GitHub workflow command, as actions/toolkit does it."""
    return workflow_data(text).replace(":", "%3A").replace(",", "%2C")


# What GitHub links, mentions or renders even where Markdown's syntax is escaped: mentions and mail
# addresses, URLs, issues, commits, emoji and formulas.
_LINKED = regex(
    r"@|://|www\.|mailto:|xmpp:|\$|#\d|\bGH-\d|\b[0-9a-f]{7,40}\b|:[\w+-]+:", re.IGNORECASE
)
_SYNTAX = regex(r"[\\`*\[\]<>~|]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")


def markdown(text: str) -> str:
    """Return `text` for GitHub's Markdown: shown as it is, within a line or a table cell.

    The result has no markup, HTML, mention (`@name`), reference (`#1`) or link, and is as readable
    in a mail as on GitHub. Text between backticks is shown as code, as are the words that GitHub
    would link; Markdown's syntax is escaped.
    """
    parts = visible(text).split("`")
    if len(parts) % 2 == 0:  # an unpaired backtick
        parts[-2:] = ["`".join(parts[-2:])]
    shown = ""
    for index, part in enumerate(parts):
        for word in (part,) if index % 2 else re.findall(r"\s+|\S+", part):
            if index % 2 or _LINKED.search(word):
                shown += _code(word, apart=not shown.endswith("`"))
            else:
                shown += _SYNTAX.sub(r"\\\g<0>", word)
    return shown


def _code(text: str, *, apart: bool) -> str:
    """Return text as code; as HTML where backticks would not do."""
    if apart and text.strip() and not re.search(r"[`|]", text) and text == text.strip():
        return f"`{text}`"
    references = re.sub(r"[!-/:-@\[-`{-~]", lambda match: f"&#{ord(match[0])};", text)
    return f"<code>{references}</code>" if text else ""
