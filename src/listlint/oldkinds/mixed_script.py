"""Words of one script with a letter of another that looks the same."""

import re
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.spans import Span, Spans
from listlint.entries.context import LintContext
from listlint.markdown import CodeBlock, CodeSpan, every, walk
from listlint.oldkinds import Kind, NoParameters, Violation
from listlint.urls.identity import split_url

CASES = {
    "latin": ("word", "letters", "wanted"),
    "other": ("word", "letters"),
    "host": ("host", "letters"),
}

# Letters that look like Latin ones in common typefaces (of Unicode's confusables.txt).
_ALIKE = str.maketrans(
    "аеорсухіѕјһԁԛԝАВЕКМНОРСТУХІЅЈοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxisjhdqwABEKMHOPCTYXISJoABEZHIKMNOPTYX",
)
_STRANGE = frozenset(map(chr, _ALIKE))
_LATIN_ALIKE = frozenset("aeopcyxijsABEKMHOPCTYXISJ")
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f]{3,60}")
_OTHER = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")


def check(context: LintContext, _parameters: NoParameters) -> Iterator[Violation]:
    """Yield words that mix scripts by letters that look alike, and hosts that do."""
    text = context.text
    opaque = _opaque(context)
    headings = Spans(heading.span for heading in context.document.headings)
    for match in _WORD.finditer(text):
        word = match[0]
        if word.isascii() or not re.search(r"[A-Za-z]", word) or not _OTHER.search(word):
            continue
        if match.start() not in opaque:
            safety = Safety.UNSAFE if match.start() in headings else Safety.SAFE
            yield from _word(word, Span(*match.span()), safety)
    for link in context.document.links:
        host = split_url(link.url).host
        for label in host.split("."):
            letters = "".join(dict.fromkeys(char for char in label if not char.isascii()))
            if letters and set(letters) <= _STRANGE:
                yield Violation("host", link.span, {"host": host, "letters": letters}, url=link.url)
                break


def _word(word: str, span: Span, safety: Safety) -> Iterator[Violation]:
    strange = "".join(dict.fromkeys(_OTHER.findall(word)))
    latin = [char for char in word if not _OTHER.match(char)]
    foreign = len(word) - len(latin)
    if set(strange) <= _STRANGE and len(latin) >= 2 and len(latin) >= foreign:
        wanted = word.translate(_ALIKE)
        fix = Fix(safety, f"write it in Latin letters: `{wanted}`", (replace(span, wanted),))
        yield Violation("latin", span, {"word": word, "letters": strange, "wanted": wanted}, fix)
    elif set(latin) <= _LATIN_ALIKE and foreign >= 3 and len(latin) <= 2 and word[1:].islower():
        yield Violation("other", span, {"word": word, "letters": "".join(dict.fromkeys(latin))})


def _opaque(context: LintContext) -> Spans:
    """Return the places of URLs and code."""
    document = context.document
    spans = {link.url_span for link in document.links}
    spans |= {d.url_span for d in document.definitions}
    for leaf in document.leaves():
        spans |= {i.span for i in walk(leaf.inlines) if isinstance(i, CodeSpan)}
    spans |= {b.span for b in every(document.blocks) if isinstance(b, CodeBlock)}
    return Spans(spans)


KIND = Kind(NoParameters, CASES, check)
