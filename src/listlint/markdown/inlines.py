"""The text of a leaf to inlines: mistune's inline parser by GitHub's rules, with source positions.

mistune scans the text, runs the rules, and reads escapes, code, autolinks, line ends, links and
images. Registered here is what it lacks: entities, formulas, bare URLs and strikethrough. Its
methods are extended where GitHub's parser is known to differ (docs/markdown.md), and to note the
`start` and `end` of each token in the text. Simple lines are read without all this, by
`simple_inlines`.
"""

import re
from collections.abc import Mapping
from typing import Any

import mistune
from mistune import InlineState, unikey

from listlint.diagnostics.regex import regex
from listlint.markdown import autolinks
from listlint.markdown.content import LeafText
from listlint.markdown.delimiters import MAX_DEPTH, Token, delimiter_run, pair
from listlint.markdown.html import InlineHtml
from listlint.markdown.inline_nodes import InlineNodes
from listlint.markdown.nodes import Definition, Inline
from listlint.markdown.references import ENTITY, InlineTarget, entity, fold, parse_inline_target
from listlint.markdown.simple import PLAIN_LINK

_EMPTY_LABEL = regex(r"\[\s*\]")
_MATH = (
    r"(?<![A-Za-z0-9$])(?:"
    r"\$\$(?!\$)(?:\\[\s\S]|(?!\$\$)[^\\])++\$\$(?!\$)"
    r"|\$`[^`\n]++`\$"
    r"|\$(?![\s$`])(?:\\[^\n]|[^$\\`\n])++(?<!\s)\$(?![A-Za-z0-9$])"
    r")"
)
"""A formula, as GitHub shows it: no letter or digit around its dollar signs, no whitespace within
single ones, line ends only between double ones. So prices are none."""
_TICKS = regex(r"`+")
_MAX_TICKS = 80  # as in cmark
_LABEL_LIMIT = 1000


class InlineParser(mistune.InlineParser):
    """mistune's inline parser for the leaves of one document."""

    def __init__(self, definitions: Mapping[str, Definition], footnotes: Mapping[str, str]) -> None:
        super().__init__(max_nested_level=MAX_DEPTH)
        self.footnotes = footnotes
        self.definitions: dict[str, Definition] = {}
        for definition in definitions.values():
            self.definitions.setdefault(unikey(definition.label), definition)
        self.env = {"ref_links": {key: {"url": ""} for key in self.definitions}}
        self.used: set[str] = set()  # keys of the definitions and footnotes that are referred to
        self.notes: set[str] = set()
        self.specification |= {
            "emphasis": r"\*+|_+",
            "link": rf"(?:!\[(?!\^)|\[)(?:{PLAIN_LINK})?",
            "link_close": r"\]",
            "linebreak": r"(?:\\| {2,})\n",
            "softbreak": r" *\n",
        }
        self.register("strikethrough", r"~+", InlineParser.parse_emphasis)
        self.register("entity", ENTITY, InlineParser.parse_entity, start_chars="&")
        self.register("math", _MATH, InlineParser.parse_math, start_chars="$")
        self.register("bare_url", r"://|www\.", InlineParser.parse_bare_url, start_chars=(":", "w"))

    def inlines(self, content: LeafText) -> tuple[Inline, ...]:
        """Return the inlines of a leaf's content."""
        text = content.text
        self._at = 0
        self._link_ended = False  # no `[` since the last link
        self._html = InlineHtml(text)
        self._ticks = _Backticks(text)
        tokens = self(text, self.env)
        return InlineNodes(content, self.definitions).nodes(tokens, mails="@" in text)

    # --- Positions -------------------------------------------------------------------------

    def process_text(self, text: str, state: InlineState, parse_emphasis: bool = True) -> None:
        """Take text between what rules find, or a rule's own."""
        start = self._at
        self._at += len(text)
        state.append_token({"type": "text", "raw": text, "start": start, "end": self._at})

    def parse_method(self, m: re.Match[str], state: InlineState) -> int | None:
        """Run a rule and note the position of the token that it adds."""
        self._at = m.start()
        end = super().parse_method(m, state)
        if end is not None:
            token = state.tokens[-1]
            token.setdefault("start", m.start())
            token["end"] = self._at = end
        return end

    # --- Text and code ---------------------------------------------------------------------

    def parse_entity(self, m: re.Match[str], state: InlineState) -> int | None:
        """Take an entity that HTML knows."""
        shown = entity(m[0])
        if shown == m[0]:
            return None
        state.append_token({"type": "text", "raw": shown})
        return m.end()

    def parse_math(self, m: re.Match[str], state: InlineState) -> int | None:
        """Take a formula; what a link may be in is none."""
        if "://" in m[0] or (state.brackets and "]" in m[0]):
            return None
        state.append_token({"type": "math"})
        return m.end()

    def parse_emphasis(self, m: re.Match[str], state: InlineState) -> int:
        """Take a run of `*`, `_` or `~`."""
        state.append_token(delimiter_run(state.src, m.start(), m.end()))
        return m.end()

    def finalize_tokens(self, tokens: list[Token], depth: int) -> list[Token]:
        """Pair the delimiters of a leaf or a link."""
        return pair(tokens)

    def parse_codespan(self, m: re.Match[str], state: InlineState) -> int:
        """Take code, unless GitHub's parser misses its end."""
        if self._ticks.closes(m.end(), len(m[0])):
            return super().parse_codespan(m, state)
        self.process_text(m[0], state)
        return m.end()

    def parse_inline_html(self, m: re.Match[str], state: InlineState) -> int | None:
        """Take a tag, comment, declaration, instruction or CDATA."""
        tag = self._html.match(m.start())
        if tag is None:
            return None
        state.append_token({"type": "html", "tag": tag.name})
        return tag.end

    # --- Links -----------------------------------------------------------------------------

    def parse_auto_link(self, m: re.Match[str], state: InlineState) -> int:
        """Take `<scheme:…>`."""
        end = super().parse_auto_link(m, state)
        _keep_autolink(state.tokens[-1], "")
        return end

    def parse_auto_email(self, m: re.Match[str], state: InlineState) -> int:
        """Take `<mail address>`."""
        end = super().parse_auto_email(m, state)
        _keep_autolink(state.tokens[-1], "mailto:")
        return end

    def parse_bare_url(self, m: re.Match[str], state: InlineState) -> int | None:
        """Take a URL without markup; within open brackets GitHub sees none."""
        if state.brackets:
            return None
        find = autolinks.url if m[0] == "://" else autolinks.www
        found = find(state.src, m.start())
        if found is None:
            return None
        if found.start < m.start():  # the scheme was taken for text
            before = state.tokens[-1]
            before["raw"] = before["raw"][: found.start - m.start()]
            before["end"] = found.start
        state.append_token({"type": "bare", "url": found.url, "start": found.start})
        return found.end

    def parse_link(self, m: re.Match[str], state: InlineState) -> int | None:
        """Take the beginning of a link or image, or a whole one without markup."""
        image = m[0][0] == "!"
        self._link_ended = self._link_ended and image
        if m[0][-1] == "[":
            return super().parse_link(m, state)
        if state.brackets:
            state.brackets[-1].nested = True
        start, close = m.start() + 1 + image, state.src.index("]", m.start())
        text = {"type": "text", "raw": state.src[start:close], "start": start, "end": close}
        url = InlineTarget(
            close + 2, m.end() - 1, state.src[close + 2 : m.end() - 1], None, m.end()
        )
        state.append_token(
            {"type": "image" if image else "link", "children": [text], "target": url}
        )
        self._note_link(state.tokens[-1], start, close)
        return m.end()

    def parse_link_close(self, m: re.Match[str], state: InlineState) -> int:
        """Take the end of a link or image: mistune's, or one that only GitHub's parser sees."""
        opener = state.brackets[-1] if state.brackets else None
        if opener is not None:
            # For GitHub, a link ends all brackets open before it, but only up to the next `[`.
            opener.active = opener.image or not self._link_ended
        end = super().parse_link_close(m, state)
        if opener is None or not opener.active or opener.child_depth >= MAX_DEPTH:
            return end
        if state.tokens[-1]["type"] == "text":
            end = self._close_as_github(opener, m, state)
        token = state.tokens[-1]
        if token["type"] in ("link", "image"):
            token["depth"] = opener.child_depth + 1
            self._note_link(token, opener.start, m.start())
            if "ref" in token:
                self.used.add(self.definitions[token["ref"]].key)
        return end

    def _note_link(self, token: Token, start: int, end: int) -> None:
        """Note the position of a link's text, and that it ended."""
        image = token["type"] == "image"
        token.update(start=start - 1 - image, inner=(start, end))
        self._link_ended = self._link_ended or not image

    def _close_as_github(self, opener: Any, m: re.Match[str], state: InlineState) -> int:
        """Close a bracket at which mistune sees no link: GitHub may, or a footnote reference."""
        src, start, close, end = state.src, opener.start, m.start(), m.end()
        new: Token = {"type": "image" if opener.image else "link"}
        if target := parse_inline_target(src, end):
            end = target.after
        elif (empty := _EMPTY_LABEL.match(src, end)) and not opener.nested:
            new |= {"ref": unikey(src[start:close]), "label": src[start:close]}
            if new["ref"] not in self.definitions:
                return end
            end = empty.end()
        elif src[start] == "^" and close - start > 1:
            new = self._footnote(src, start + 1, close)
        else:
            return end
        if new["type"] in ("link", "image"):
            new["children"] = pair(state.tokens[opener.token_index + 1 : -1])
        del state.tokens[opener.token_index :]
        state.append_token(new | {"start": start - 1})
        return end

    def _footnote(self, src: str, start: int, end: int) -> Token:
        """Return the token of a label; without a definition it is shown as it is written."""
        if end - start > _LABEL_LIMIT or (key := fold(src[start:end])) not in self.footnotes:
            return {"type": "literal"}
        self.notes.add(key)
        return {"type": "footnote", "label": src[start:end]}


def _keep_autolink(token: Token, scheme: str) -> None:
    """Keep an autolink even within a link, where mistune would make text of it."""
    del token["_autolink"]
    token.update(type="autolink", scheme=scheme)


class _Backticks:
    """Finds closing backticks as GitHub's parser does.

    After one search to the end of the text without success, it relies on where it last saw each
    length of backticks; later searches set that back, so that it misses some code.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._last: dict[int, int] = {}
        self._reached_end = False

    def closes(self, at: int, size: int) -> bool:
        """Return whether a run of `size` backticks is found at `at` or later."""
        if size > _MAX_TICKS or (self._reached_end and self._last.get(size, 0) <= at):
            return False
        for run in _TICKS.finditer(self._text, at):
            self._last[len(run[0])] = run.start()
            if len(run[0]) == size:
                return True
        self._reached_end = True
        return False
