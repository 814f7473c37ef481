"""The entries, tables, headings and links of READMEs, as data."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any

from listlint.diagnostics.regex import regex
from listlint.entries import Entry
from listlint.entries.context import LintContext
from listlint.report.escape import spreadsheet, visible


class ExportFormat(StrEnum):
    """Formats of the data."""

    JSON = "json"
    CSV = "csv"
    YAML = "yaml"
    MARKDOWN = "markdown"


def export(contexts: Sequence[tuple[str, LintContext]], form: ExportFormat) -> str:
    """Return the data of one or several contexts, each with its path."""
    match form:
        case ExportFormat.JSON:
            data = [as_object(path, context) for path, context in contexts]
            return json.dumps(data[0] if len(data) == 1 else data, indent=2) + "\n"
        case ExportFormat.CSV:
            return _csv(contexts)
        case ExportFormat.YAML:
            entries = ((path, context, e) for path, context in contexts for e in context.entries)
            return "".join(_yaml(path, context, entry) for path, context, entry in entries)
        case ExportFormat.MARKDOWN:
            return "\n".join(_markdown(path, context) for path, context in contexts)


def as_object(path: str, context: LintContext) -> dict[str, Any]:
    """Return a context as JSON types (docs/json.md)."""
    document, lines = context.document, context.document.lines

    def line(offset: int) -> int:
        return lines.position(offset).line

    title = context.sections.title or next(iter(document.headings), None)
    return {
        "path": path,
        "title": title.text if title else "",
        "headings": [
            {"level": h.level, "text": h.text, "anchor": h.anchor, "line": line(h.span.start)}
            for h in document.headings
        ],
        "tables": [
            {
                "line": line(table.span.start),
                "end_line": lines.numbers(table.span)[-1],
                "section": list(context.sections.at(table.span.start)),
                "header": [cell.text for cell in table.header.cells],
                "rows": [[cell.text for cell in row.cells] for row in table.rows],
            }
            for table in document.tables
        ],
        "entries": [entry_object(context, entry) for entry in context.entries],
        "links": [
            {
                "url": link.url,
                "text": link.text,
                "kind": link.kind.value,
                "line": lines.position(link.span.start).line,
                "column": lines.position(link.span.start).column,
                "end_line": lines.position(link.span.end).line,
                "end_column": lines.position(link.span.end).column,
            }
            for link in document.links
        ],
    }


def entry_object(context: LintContext, entry: Entry) -> dict[str, Any]:
    """Return an entry as JSON types."""
    position = context.document.lines.position(entry.span.start)
    return {
        "name": entry.name,
        "url": entry.url,
        "description": entry.description,
        "section": list(entry.section),
        "kind": entry.kind.value,
        "line": position.line,
        "column": position.column,
        "fields": dict(entry.fields),
    }


_FIXED = ("path", "line", "section", "name", "url", "description")
_MOST_COLUMNS = 100
"""Most columns of fields; the others share one, since databases limit their number."""


def _csv(contexts: Sequence[tuple[str, LintContext]]) -> str:
    rows = [
        (_fixed(path, context, entry), _by_key(entry))
        for path, context in contexts
        for entry in context.entries
    ]
    columns = dict(_columns(rows))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    header = [*_FIXED, *columns.values()]
    is_cut = len(columns) > _MOST_COLUMNS
    kept = list(columns)[:_MOST_COLUMNS]
    writer.writerow([*header[: len(_FIXED) + len(kept)], *(["more fields"] if is_cut else [])])
    for fixed, fields in rows:
        row = [*fixed, *(fields.get(key, ("", ""))[1] for key in kept)]
        if is_cut:
            others = (
                f"{name}: {value}" for key, (name, value) in fields.items() if key not in kept
            )
            row.append("; ".join(others))
        writer.writerow([spreadsheet(value) for value in row])
    return stream.getvalue()


def _fixed(path: str, context: LintContext, entry: Entry) -> list[str]:
    line = str(context.document.lines.position(entry.span.start).line)
    section = " > ".join(entry.section)
    return [path, line, section, entry.name, entry.url or "", entry.description]


def _by_key(entry: Entry) -> dict[str, tuple[str, str]]:
    """Return the name and value of each field by a key that ignores letter case."""
    return {_key(name): (name, value) for name, value in entry.fields.items() if _key(name)}


def _key(name: str) -> str:
    return " ".join(spreadsheet(name).casefold().split())


def _columns(
    rows: Sequence[tuple[list[str], dict[str, tuple[str, str]]]],
) -> Iterator[tuple[str, str]]:
    """Yield the key and the header of each field; no two headers differ by letter case only.

    A field that says what one of the first columns says (`Description`) has none of its own.
    """
    taken = {*_FIXED, "more fields"}
    first: dict[str, str] = {}
    own: set[str] = set()
    for fixed, fields in rows:
        known = dict(zip(_FIXED, fixed, strict=True))
        for key, (name, value) in fields.items():
            # The list's own spelling, not that of a tag.
            if key not in first or first[key] == key:
                first[key] = " ".join(spreadsheet(name).split())
            if value != known.get(key, ""):
                own.add(key)
    for key, header in first.items():
        if key in _FIXED and key not in own:
            continue
        number = 1
        unique = header
        while unique.casefold() in taken:
            number += 1
            unique = f"{header} {number}"
        taken.add(unique.casefold())
        yield key, unique


def _yaml(path: str, context: LintContext, entry: Entry) -> str:
    """Return an entry as a YAML document of JSON scalars."""
    data = {"path": path, **entry_object(context, entry)}
    fields = data.pop("fields")
    lines = ["---", *(f"{key}: {_scalar(value)}" for key, value in data.items())]
    lines.append("fields:" if fields else "fields: {}")
    for name, value in fields.items():
        lines += (
            [f"  ? {_scalar(name)}", f"  : {_scalar(value)}"]
            if len(name) > 100
            else [f"  {_scalar(name)}: {_scalar(value)}"]
        )
    return "\n".join(lines) + "\n"


# What YAML allows in no document, or takes for a line end.
_UNPRINTABLE = regex("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def _scalar(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _markdown(path: str, context: LintContext) -> str:
    """Return the entries as one table a section."""
    out = [f"# {_cell(path)}", ""]
    section: tuple[str, ...] | None = None
    for entry in context.entries:
        if entry.section != section:
            section = entry.section
            title = " > ".join(section) or "No section"
            out += [
                "",
                f"## {_cell(title)}",
                "",
                "| name | url | description |",
                "| --- | --- | --- |",
            ]
        out.append(
            f"| {_cell(entry.name)} | {_link(entry.url or '')} | {_cell(entry.description)} |"
        )
    return "\n".join(out) + "\n"


_ABSOLUTE = regex(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\x00-\x20]*")


def _link(url: str) -> str:
    """Return a URL as an autolink, in which only the pipe can be escaped."""
    url = visible(url)
    return "<" + url.replace("|", "\\|") + ">" if _ABSOLUTE.fullmatch(url) else _cell(url)


def _cell(text: str) -> str:
    text = visible(text)
    for mark in "\\|[]<>*_`":
        text = text.replace(mark, "\\" + mark)
    return text
