"""The entries, tables, headings and links of READMEs, as data."""

import csv
import io
import json
import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from listlint.entries import Entry
from listlint.entries.context import LintContext
from listlint.report.escape import spreadsheet, visible


class ExportFormat(StrEnum):
    """Formats of the data."""

    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


def export(contexts: Sequence[tuple[str, LintContext]], form: ExportFormat) -> str:
    """Return the data of one or several contexts, each with its path."""
    match form:
        case ExportFormat.JSON:
            data = [as_object(path, context) for path, context in contexts]
            return json.dumps(data[0] if len(data) == 1 else data, indent=2) + "\n"
        case ExportFormat.CSV:
            return _csv(contexts)
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


def _csv(contexts: Sequence[tuple[str, LintContext]]) -> str:
    columns = list(
        dict.fromkeys(
            name for _, context in contexts for entry in context.entries for name in entry.fields
        )
    )
    fixed = ["path", "line", "section", "name", "url", "description"]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*fixed, *columns])
    for path, context in contexts:
        for entry in context.entries:
            line = context.document.lines.position(entry.span.start).line
            row = [
                path,
                str(line),
                " > ".join(entry.section),
                entry.name,
                entry.url or "",
                entry.description,
                *(entry.fields.get(name, "") for name in columns),
            ]
            writer.writerow([spreadsheet(value) for value in row])
    return stream.getvalue()


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


_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\x00-\x20]*")


def _link(url: str) -> str:
    """Return a URL as an autolink, in which only the pipe can be escaped."""
    url = visible(url)
    return "<" + url.replace("|", "\\|") + ">" if _ABSOLUTE.fullmatch(url) else _cell(url)


def _cell(text: str) -> str:
    text = visible(text)
    for mark in "\\|[]<>*_`":
        text = text.replace(mark, "\\" + mark)
    return text
