"""The page, in a real browser: nothing of a list runs, everything can be read and used."""

import html
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from listlint.config.models import default_config
from listlint.diagnostics.edits import Fix, Safety, delete
from listlint.diagnostics.findings import Finding, Severity
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.formats import Format
from listlint.linter.results import RunRecord
from listlint.markdown import parse
from listlint.report import OutputStyle, Report, render
from listlint.urls.verdict import Evidence, Verdict, VerdictKind
from report.test_formats import HOSTILE, LIST, report
from results import file_report

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
NEEDED = os.environ.get("LISTLINT_BROWSER") == "required"
WIDTHS = (1280, 700, 390)


def full(text: str) -> Report:
    """Return a report with verdicts and a history."""
    plain = report(text)
    verdicts = {
        url: Verdict(url, outcome, Evidence.OK, "a reason", 200, final_url="https://e.example/")
        for url, outcome in zip(
            dict.fromkeys(link.url for file in plain.files for link in file.index.links),
            [*VerdictKind] * 9,
            strict=False,
        )
    }
    days = tuple(
        RunRecord(f"2026-01-{day:02}", {"alive": 90 + day, "dead": day % 5, "unknown": 3})
        for day in range(1, 29)
    )
    return replace(plain, verdicts=verdicts, history=days)


def written(report: Report) -> str:
    return "".join(line + "\n" for line in render(report, Format.HTML, OutputStyle()))


# --- Without a browser ---------------------------------------------------------------------


@pytest.mark.parametrize("text", [LIST, HOSTILE, ""])
def test_the_page_loads_nothing_and_names_its_scripts(text: str) -> None:
    page = written(full(text))
    assert len(re.findall(r"<script", page)) == 1
    assert len(re.findall(r"<style", page)) == 1
    assert not re.findall(r"<(?:img|link|iframe|object|embed|form)\b", page)
    assert not re.findall(r"\son\w+=", re.sub(r">[^<]*<", "><", page))
    assert "default-src 'none'" in html.unescape(page)
    assert "javascript:" not in "".join(re.findall(r'href="([^"]*)"', page))


def test_a_clean_list_has_no_findings() -> None:
    assert "No findings." in written(report("# Nothing\n"))


def test_errors_are_first() -> None:
    severities = re.findall(r'data-severity="(\w+)"', written(report(LIST)))
    assert "error" in severities
    assert "warning" in severities
    assert severities == sorted(severities)  # error, info, warning: there is no info here


def test_messages_show_code_as_code() -> None:
    page = written(report(LIST))
    assert "repeated word <code>the</code>" in page
    some = report(LIST)
    messages = ("`<b>` and `a", "`", "``", "x" * 50_000 + "`")
    findings = tuple(Finding("empty-link", Severity.ERROR, Span(0, 1), m) for m in messages)
    page = written(replace(some, files=(replace(some.files[0], findings=findings),)))
    assert "<code>&lt;b&gt;</code> and `a\n" in page
    assert len(page) < 50_000


def test_urls_are_links_only_to_the_web() -> None:
    urls = ["JavaScript:alert(1)", "data:text/html,x", "//x.example", "MAILTO:a@b.example"]
    verdicts = {u: Verdict(u, VerdictKind.MOVED, Evidence.OK, "", final_url=u * 2) for u in urls}
    page = written(replace(report("# T\n\n- [a](javascript:x) - B b.\n"), verdicts=verdicts))
    targets = re.findall(r'href="([^"]*)"', page)
    assert "MAILTO:a@b.example" in targets
    assert {target.split(":")[0].lower() for target in targets} == {"https", "mailto"}


@pytest.mark.parametrize(
    "text",
    [
        "- [a](http://a.example) - " + "the the " * 5_000 + "\n",
        "- [a](http://a.example/" + "x" * 20_000 + ") - " + "the the " * 2_500 + "\n",
        "- [" + "a" * 20_000 + "](http://a.example) - " + "the the " * 2_500 + "\n",
        "| a | b |\n| - | - |\n| [a](http://a.example) | " + "the the " * 5_000 + "|\n",
    ],
    ids=["line", "URL", "name", "row"],
)
def test_its_size_is_linear_in_the_list(text: str) -> None:
    """A line with thousands of findings is not shown whole with each of them."""
    context = LintContext(parse(text, "README.md"))
    edits = [Span(m.start(), m.end()) for m in re.finditer("the the ", text)]
    findings = tuple(
        Finding(
            "repeated-word",
            Severity.WARNING,
            span,
            "repeated word `the`",
            fix=Fix(Safety.SAFE, "delete `the`", (delete(Span(span.start, span.start + 4)),)),
        )
        for span in edits
    )
    one = Report("1", (file_report("README.md", context, findings),), default_config().rules)
    assert len(written(one)) < 100_000 + 2_000 * len(findings)


@pytest.mark.parametrize("lines", [1, 5_000])
def test_a_long_fix_is_counted(lines: int) -> None:
    text = "a" * (10_000 // lines) + "\n"
    some = report(text * lines)
    fix = Fix(Safety.SAFE, "delete all", (delete(Span(0, 9_999)),))
    finding = Finding("empty-link", Severity.ERROR, Span(0, 9_999), "a message", fix=fix)
    page = written(replace(some, files=(replace(some.files[0], findings=(finding,)),)))
    assert re.search("Changes (1 line|3,333 lines).", page)
    assert len(page) < 50_000


# --- With one ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not NEEDED:
        pytest.importorskip("playwright", reason="the extra `browser` is not installed")
        if CHROMIUM is None:
            pytest.skip("there is no Chromium here")
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def page_of(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """Return a function that opens the page of a list and fails on whatever it should not do."""
    contexts: list[Any] = []
    errors: list[str] = []

    def opened(text: str, **settings: Any) -> Any:
        path = tmp_path / "report.html"
        path.write_text(written(full(text)), "utf-8")
        context = browser.new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        page.on("dialog", lambda dialog: errors.append(dialog.message))
        page.on("console", lambda message: errors.append(message.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "request",
            lambda request: request.url == path.as_uri() or errors.append(request.url),
        )
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


@pytest.mark.parametrize(
    ("text", "scheme", "width"),
    [*((LIST, "light", width) for width in WIDTHS), (LIST, "dark", 390), (HOSTILE, "dark", 700)],
)
def test_it_is_accessible_and_fits(page_of: Any, text: str, scheme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    settings = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    # axe-core has to be put into the page, which the page's policy rightly refuses.
    page = page_of(text, bypass_csp=True, **settings)
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_findings_are_filtered_and_sorted(page_of: Any) -> None:
    page = page_of(LIST)
    table = page.locator("section[data-table=findings]")
    rows = table.locator("tbody tr:visible")
    every = rows.count()
    table.locator("select[name=rule]").select_option("malformed-url")
    assert rows.count() == 1
    assert table.locator("[role=status]").inner_text() == f"1 of {every} shown"
    table.locator("select[name=rule]").select_option("")
    table.locator("input[name=text]").fill("HAS NO URL")
    assert rows.count() == 1
    table.locator("input[name=text]").fill("")
    place = table.locator("thead th").first
    place.locator("button").click()
    up = rows.all_inner_texts()
    place.locator("button").click()
    assert place.get_attribute("aria-sort") == "descending"
    assert rows.all_inner_texts() == up[::-1]


def test_it_reads_without_scripts(page_of: Any) -> None:
    page = page_of(LIST, java_script_enabled=False)
    assert page.locator(".controls").first.is_hidden()
    assert "has no URL" in page.locator("main").inner_text()
    page.locator("summary", has_text="Fix").first.click()
    assert page.locator("pre ins").first.is_visible()


def test_nothing_of_a_list_runs(page_of: Any) -> None:
    page = page_of(HOSTILE)
    assert page.locator("img, iframe, object, form").count() == 0
    assert page.locator("script").count() == 1
    schemes = {
        href.split(":")[0] for href in page.locator("a").evaluate_all("a => a.map(x => x.href)")
    }
    assert schemes <= {"http", "https", "mailto"}


def test_it_prints(page_of: Any) -> None:
    assert page_of(LIST).pdf().startswith(b"%PDF")
