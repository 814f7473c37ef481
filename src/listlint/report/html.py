"""One self-contained page for people: the health of the list, its findings and its links.

It loads nothing, works without scripts, and its Content-Security-Policy lets none run but its own.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from importlib import resources
from xml.etree.ElementTree import Element

from listlint.diagnostics.edits import Fix, Safety, excerpt
from listlint.diagnostics.findings import Finding, Severity
from listlint.entries import Entry
from listlint.linter.fingerprint import EntryIndex
from listlint.markdown import Heading, Paragraph
from listlint.report import BY, LONGEST, PAGES, FileReport, OutputStyle, Report
from listlint.report.escape import visible
from listlint.report.markup import add, anchor, document, inlines, raw, source_hash, tag
from listlint.urls.verdict import ORDER, VerdictKind


def render(report: Report, _style: OutputStyle) -> Iterator[str]:
    """Yield the page."""
    folder = resources.files("listlint.report") / "page"
    style = (folder / "page.css").read_text("utf-8")
    script = (folder / "page.js").read_text("utf-8")
    policy = (
        f"default-src 'none'; style-src {source_hash(style)}; script-src {source_hash(script)};"
        " base-uri 'none'; form-action 'none'"
    )
    names = ", ".join(file.path for file in report.files) or "no list"
    head = (
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", f"listlint: {names}"),
        raw("style", style),
    )
    main = tag("main", *_health(report, names), *_history(report), *_rules(report))
    add(main, _findings(report), *_links(report))
    made = tag("p", "Made by ", anchor(PAGES, "listlint"), f" {report.version}")
    footer = tag("footer", made, class_="quiet")
    yield from document(head, (main, footer, raw("script", script)))


# --- At a glance ---------------------------------------------------------------------------


def _health(report: Report, names: str) -> Iterator[Element]:
    yield tag("h1", names)
    day = next((str(f.context.today) for f in report.files if f.context.today), "")
    yield tag(
        "p", f"LintTarget by listlint on {day}" if day else "LintTarget by listlint", class_="quiet"
    )
    cards = tag("ul", class_="cards")
    counts = {severity: report.count(severity) for severity in Severity}
    named = ((Severity.ERROR, "errors"), (Severity.WARNING, "warnings"), (Severity.INFO, "hints"))
    _card(cards, report.entries, "entries")
    for severity, name in named:
        _card(cards, counts[severity], name, severity.value if counts[severity] else "good")
    _card(cards, report.fixable(Safety.SAFE), "can be mended by --fix")
    if report.verdicts:
        _card(cards, len(report.verdicts), "links checked")
    yield cards
    if report.verdicts:
        outcomes = Counter(verdict.kind for verdict in report.verdicts.values())
        yield tag("h2", "Links by verdict")
        yield _bar(outcomes)
        yield _legend(outcomes)


def _card(cards: Element, number: int, name: str, look: str = "") -> None:
    cards.append(tag("li", tag("strong", f"{number:,}", class_=look), name))


def _bar(outcomes: Counter[VerdictKind]) -> Element:
    total = max(1, outcomes.total())
    said = ", ".join(f"{outcomes[outcome]} {outcome.value}" for outcome in VerdictKind)
    bar = tag(
        "svg",
        class_="bar",
        viewBox="0 0 1000 10",
        preserveAspectRatio="none",
        role="img",
        aria_label=said,
    )
    at = 0.0
    for outcome in VerdictKind:
        width = 1000 * outcomes[outcome] / total
        if width:
            bar.append(_rect(at, 0, width, 10, outcome.value))
        at += width
    return bar


def _rect(x: float, y: float, width: float, height: float, look: str) -> Element:
    places = {"x": x, "y": y, "width": width, "height": height}
    return tag("rect", class_=f"fill-{look}", **{k: f"{v:.2f}" for k, v in places.items()})


def _legend(outcomes: Counter[VerdictKind]) -> Element:
    legend = tag("ul", class_="legend")
    for outcome in VerdictKind:
        if outcomes[outcome]:
            rect = _rect(0, 0, 10, 10, outcome.value)
            mark = tag("svg", rect, viewBox="0 0 10 10", aria_hidden="true")
            legend.append(tag("li", mark, f"{outcomes[outcome]:,} {outcome.value}"))
    return legend


def _history(report: Report) -> Iterator[Element]:
    """Yield the chart over time, and the same numbers as a table."""
    runs = report.history
    if len(runs) < 2:
        return
    yield tag("h2", "Links over time")
    most = max(1, *(sum(run.outcomes.values()) for run in runs))
    chart = tag("svg", class_="chart", viewBox=f"0 0 {len(runs) * 10} 100", role="img")
    chart.set("preserveAspectRatio", "none")
    chart.set("aria-label", f"Links by verdict from {runs[0].day} to {runs[-1].day}")
    for number, run in enumerate(runs):
        top = 100.0
        for outcome in VerdictKind:
            height = 100 * run.outcomes.get(outcome.value, 0) / most
            if height:
                top -= height
                chart.append(_rect(number * 10 + 1, top, 8, height, outcome.value))
    yield chart
    heads = ("day", *(outcome.value for outcome in VerdictKind))
    rows = [
        tag(
            "tr",
            tag("th", run.day, scope="row"),
            *(
                tag("td", str(run.outcomes.get(outcome.value, 0)), class_="number")
                for outcome in VerdictKind
            ),
        )
        for run in runs
    ]
    numbers = tag("div", _table("Links by verdict and day", heads, rows), class_="scroll")
    yield tag("details", tag("summary", "The numbers"), _focusable(numbers, "Links over time"))


def _rules(report: Report) -> Iterator[Element]:
    counts = Counter(finding.rule for _, finding in report.findings())
    if not counts:
        return
    yield tag("h2", "Findings by rule")
    most = max(counts.values())
    rows = []
    for name, count in counts.most_common():
        meter = tag(
            "svg",
            _rect(0, 0, 100 * count / most, 10, "rule"),
            class_="bar",
            viewBox="0 0 100 10",
            preserveAspectRatio="none",
            aria_hidden="true",
        )
        title = report.rules[name].title
        rows.append(
            tag(
                "tr",
                tag("td", _rule_name(report, name), f" {title}" if title != name else ""),
                tag("td", f"{count:,}"),
                tag("td", meter, class_="meter", aria_hidden="true"),
            )
        )
    table = _table("How often each rule found something", ("rule", "findings"), rows)
    yield _focusable(tag("div", table, class_="scroll"), "Findings by rule")


def _rule_name(report: Report, name: str) -> Element:
    if report.rules[name].page is None:
        return tag("code", name)
    return anchor(f"{PAGES}/blob/main/rules/{name}.md", tag("code", name))


def _table(caption: str, heads: Sequence[str], rows: Sequence[Element]) -> Element:
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in heads)))
    return tag("table", tag("caption", caption), head, tag("tbody", *rows))


def _focusable(element: Element, name: str) -> Element:
    """Let people scroll an element by keyboard."""
    element.set("tabindex", "0")
    element.set("role", "region")
    element.set("aria-label", name)
    return element


# --- Findings ------------------------------------------------------------------------------


def _findings(report: Report) -> Element:
    section = tag("section", tag("h2", "Findings"))
    found = [
        _finding(report, file, index, finding)
        for file in report.files
        for index in [EntryIndex(file.context.entries)]
        for finding in file.findings
    ]
    if not found:
        return add(section, tag("p", "Nothing was found. All is well."))
    rules = sorted({finding.rule for _, finding in report.findings()})
    severities = [s.value for s in Severity if report.count(s)]
    section.set("data-table", "findings")
    controls = _controls({"severity": severities, "rule": rules})
    table = _table(f"{len(found):,} findings", ("place", "severity", "rule", "finding"), found)
    scroll = _focusable(tag("div", table, class_="scroll"), "All findings")
    return add(section, controls, scroll)


def _controls(choices: dict[str, list[str]]) -> Element:
    search = tag("label", "Search ", tag("input", type="search", name="text"))
    controls = tag("div", search, class_="controls", hidden="hidden")
    for name, values in choices.items():
        options = (tag("option", value, value=value) for value in values)
        chosen = tag("select", tag("option", f"every {name}", value=""), *options, name=name)
        controls.append(tag("label", f"{name.capitalize()} ", chosen))
    controls.append(tag("p", role="status", class_="quiet"))
    return controls


def _finding(report: Report, file: FileReport, index: EntryIndex, finding: Finding) -> Element:
    place = file.context.document.lines.position(finding.span.start)
    said = tag("td", *_code(finding.message), class_="said")
    entry = index.at(finding.span)
    if entry is not None:
        said.append(_entry(entry))
    if finding.fix is not None:
        said.append(_fix(file, finding.fix))
    severity = finding.severity.value
    name = f"{file.path}:" if len(report.files) > 1 else ""
    key = f"{file.path}:{place.line}:{place.column}"
    return tag(
        "tr",
        tag("td", f"{name}{place.line}:{place.column}", class_="place", data_key=key),
        tag("td", severity, class_=severity),
        tag("td", _rule_name(report, finding.rule)),
        said,
        data_severity=severity,
        data_rule=finding.rule,
    )


def _code(message: str) -> Iterator[Element | str]:
    for number, part in enumerate(message.split("`")):
        if part:
            yield tag("code", part) if number % 2 else part


def _entry(entry: Entry) -> Element:
    """Return an entry as GitHub shows it, the cells of a row side by side."""
    if entry.row is not None:
        cells = (tag("span", *inlines(cell.inlines), class_="cell") for cell in entry.row.cells)
        return tag("div", *cells, class_="entry")
    shown = tag("div", class_="entry")
    for block in entry.item.children[:1] if entry.item else ():
        if isinstance(block, Paragraph | Heading):
            add(shown, *inlines(block.inlines))
    return shown


def _fix(file: FileReport, fix: Fix) -> Element:
    told = tag("details", tag("summary", f"Fix ({BY[fix.safety]}): {fix.description}"))
    lines = file.context.document.lines
    if (count := len(lines.numbers(fix.span))) > LONGEST:
        return add(told, tag("p", f"Changes {count} lines."))
    before, after = excerpt(file.context.text, lines.whole(fix.span), fix.edits)
    shown = tag("pre")
    for name, text in (("del", before), ("ins", after)):
        for line in text.splitlines():
            shown.append(tag(name, visible(line)))
    return add(told, shown)


# --- Links ---------------------------------------------------------------------------------


def _links(report: Report) -> Iterator[Element]:
    if not report.verdicts:
        return
    places: dict[str, list[str]] = {}
    for file in report.files:
        for link in file.context.document.links:
            line = file.context.document.lines.position(link.span.start).line
            name = f"{file.path}:{line}" if len(report.files) > 1 else str(line)
            places.setdefault(link.url, []).append(name)
    order = {outcome: number for number, outcome in enumerate(ORDER)}
    rows = []
    for url, verdict in sorted(report.verdicts.items(), key=lambda pair: order[pair[1].kind]):
        moved: tuple[Element | str, ...] = ()
        if verdict.final_url and verdict.final_url != url:
            moved = (tag("br"), "→ ", anchor(verdict.final_url, verdict.final_url))
        rows.append(
            tag(
                "tr",
                tag("td", verdict.kind.value),
                tag("td", anchor(url, url), *moved, class_="url"),
                tag("td", verdict.reason),
                tag("td", ", ".join(places.get(url, ()))),
                data_verdict=verdict.kind.value,
            )
        )
    outcomes = [o.value for o in VerdictKind if any(v.kind is o for v in report.verdicts.values())]
    section = tag("section", tag("h2", "Links"), _controls({"verdict": outcomes}))
    section.set("data-table", "links")
    table = _table(f"{len(rows):,} links", ("verdict", "URL", "why", "lines"), rows)
    yield add(section, _focusable(tag("div", table, class_="scroll"), "All links"))
