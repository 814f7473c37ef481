"""How the file of a list is called."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.oldkinds import Kind, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`extensions`: those that the file may have, without the dot, in any letter case."""

    extensions: tuple[str, ...] = ("md", "markdown")


CASES = {
    "extension": ("name", "extensions"),
    "characters": ("name", "found"),
    "dashes": ("name",),
    "edge": ("name",),
    "article": ("name", "found"),
    "case": ("name",),
}
_ODD = re.compile(r"[^A-Za-z0-9._-]")
_ARTICLE = re.compile(r"^(the|a|an)(?=[-_])", re.IGNORECASE)


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield what is unusual in the name of the file."""
    name = re.split(r"[\\/]", context.document.path)[-1]
    stem, _, extension = name.rpartition(".")
    stem = stem or name
    known = {known.casefold() for known in parameters.extensions}
    if name == "-":
        return
    if extension.casefold() not in known or stem == name:
        yield _hit("extension", name, extensions=", ".join(parameters.extensions))
    if odd := _ODD.search(stem):
        yield _hit("characters", name, found=odd[0])
    if "--" in stem or "__" in stem:
        yield _hit("dashes", name)
    if stem[:1] in "-_" or stem[-1:] in "-_":
        yield _hit("edge", name)
    if article := _ARTICLE.match(stem):
        yield _hit("article", name, found=article[1])
    if stem.upper() != stem and stem.lower() != stem:
        yield _hit("case", name)


def _hit(case: str, name: str, **values: str) -> Violation:
    return Violation(case, Span(0, 0), {"name": name, **values})


KIND = Kind(Parameters, CASES, check)
