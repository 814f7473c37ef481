"""SARIF 2.1.0 (OASIS standard), for code scanning."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from listlint.diagnostics.findings import Finding, Severity
from listlint.diagnostics.spans import LineIndex, Span
from listlint.linter.fingerprint import fingerprints
from listlint.report import FileReport, OutputStyle, Report
from listlint.report.escape import visible
from listlint.rules.page import SITE, rule_url, with_site_links
from listlint.rules.registry import Rule

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(report: Report, _style: OutputStyle) -> Iterator[str]:
    """Yield the log, indented."""
    yield from json.dumps(as_object(report), ensure_ascii=True, indent=1).splitlines()


def as_object(report: Report) -> dict[str, Any]:
    """Return the log as JSON types; it describes the rules that have findings."""
    names = list(dict.fromkeys(finding.rule for _, finding in report.located()))
    index = {name: number for number, name in enumerate(names)}
    driver = {
        "name": "listlint",
        "version": report.version,
        "semanticVersion": report.version,
        "informationUri": SITE,
        "rules": [_rule(report.rules[name]) for name in names],
    }
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [result for file in report.files for result in _results(file, index)],
            }
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    descriptor: dict[str, Any] = {
        "id": rule.name,
        "shortDescription": {"text": _text(rule.title)},
        "fullDescription": {"text": _text(rule.title)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [_topic(rule)]},
    }
    if rule.page is not None:
        text = _help(rule.page)
        descriptor["fullDescription"] = {"text": _text(_first_paragraph(text))}
        descriptor["help"] = {"text": text, "markdown": text}
        descriptor["helpUri"] = rule_url(rule.name)
    return descriptor


def _topic(rule: Rule) -> str:
    """Return the topic of a rule: the package of its module, or its kind."""
    return rule.kind or rule.module.split(".")[-2]


def _help(page: str) -> str:
    """Return a page without its metadata and examples, which are tests of the rule."""
    text = page.partition("\n## Examples\n")[0]
    text = re.sub(r"^```toml\n.*?^```\n+", "", text, count=1, flags=re.MULTILINE | re.DOTALL)
    return with_site_links(text).strip() + "\n"


def _first_paragraph(text: str) -> str:
    """Return the first paragraph of a page as plain text."""
    paragraphs = (part for part in text.split("\n\n") if not part.startswith("#"))
    first = " ".join(next(paragraphs, "").split())
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", first).replace("`", "")


def _results(file: FileReport, index: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    lines = file.index.lines
    artifact = {"uri": quote(file.path, errors="replace")}
    of_findings = fingerprints(file.index, file.findings)
    for finding, fingerprint in zip(file.findings, of_findings, strict=True):
        result: dict[str, Any] = {
            "ruleId": finding.rule,
            "ruleIndex": index[finding.rule],
            "level": _LEVELS[finding.severity],
            "message": {"text": _text(finding.message)},
            "locations": [_location(artifact, lines, finding.span)],
            "partialFingerprints": {"listlint/v1": fingerprint},
        }
        if finding.related:
            result["relatedLocations"] = [
                {
                    "id": number,
                    "message": {"text": _text(related.message)},
                    **_location(artifact, lines, related.span),
                }
                for number, related in enumerate(finding.related, 1)
            ]
        if finding.fix is not None:
            result["fixes"] = _fixes(artifact, lines, finding)
        yield result


def _location(artifact: Mapping[str, str], lines: LineIndex, span: Span) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": artifact, "region": _region(lines, span)}}


def _region(lines: LineIndex, span: Span) -> dict[str, int]:
    start, end = lines.position(span.start), lines.position(span.end)
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


def _fixes(
    artifact: Mapping[str, str], lines: LineIndex, finding: Finding
) -> Sequence[dict[str, Any]]:
    if finding.fix is None:
        return ()
    replacements = [
        {"deletedRegion": _region(lines, edit.span), "insertedContent": {"text": edit.text}}
        for edit in finding.fix.edits
    ]
    change = {"artifactLocation": artifact, "replacements": replacements}
    return [{"description": {"text": _text(finding.fix.description)}, "artifactChanges": [change]}]


def _text(text: str) -> str:
    """Return a plain text message in which no link can be hidden (SARIF, 3.11.6)."""
    text = visible(text)
    for mark in "\\[]":
        text = text.replace(mark, "\\" + mark)
    return text
