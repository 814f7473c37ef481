"""Every format by its schema or a reader that others wrote, and with hostile text in it."""

import json
import re
from collections import Counter
from dataclasses import replace
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import cmarkgfm
import jsonschema
import junitparser
import pytest
from cmarkgfm.cmark import Options
from hypothesis import given
from hypothesis import strategies as st

from listlint.config.models import default_config
from listlint.diagnostics.edits import apply_edits
from listlint.diagnostics.findings import Finding, Severity
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.formats import Format
from listlint.linter.engine import lint
from listlint.markdown import encode, parse
from listlint.report import OutputStyle, Report, render
from listlint.report.escape import markdown, visible
from listlint.rules.page import SITE
from results import file_report

SCHEMAS = Path(__file__).parent / "schemas"
LIST = """# Tools

- [𝔘nt](htps://ant.example) - Walks on the the mat.
- [Ant](https://ant.example/) - Walks.
- [Bee]() - Flies.
- [Cat] (https://cat.example) - Sleeps.
- [Ant](http://ant.example) - Again.
"""
HOSTILE = """# Tools

- [a%0A::error::x](htps://x.example/%0A) - b\x1b[31mred\x07 the the \ufffe\u202egnp.
- [<img src=x onerror=alert(1)>]() `@everyone` ]]> </script> "'& ${{ github.token }}
- [@everyone owner/repo#1 | a]() x
- [x\\](javascript:alert(1))]() ##[error]x \r::warning::a
- [b](htps://`|<b>&#64;x) \udcff
"""


def report(text: str, path: str = "docs/README.md") -> Report:
    config = default_config()
    rules = config.rules_for(path)
    context = LintContext(parse(text, path))
    return Report("1.2.3", (file_report(path, context, lint(context, rules)),), config.rules)


def rendered(text: str, form: Format, path: str = "docs/README.md") -> str:
    return "".join(line + "\n" for line in render(report(text, path), form, OutputStyle()))


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize("text", [LIST, HOSTILE, "# Nothing\n", ""])
def test_every_format_is_clean_text(form: Format, text: str) -> None:
    out = rendered(text, form)
    out.encode("utf-8")  # no lone surrogates
    assert not any((ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0 for c in out)
    assert "\u202e" not in out
    assert "\ufffe" not in out


@pytest.mark.parametrize(
    ("numbers", "counts"),
    [
        ((1, 1, 1), "1 error, 1 warning, 1 info"),
        ((2, 0, 1_200), "2 errors, 1,200 infos"),
        ((0, 3, 0), "3 warnings"),
    ],
)
def test_summaries_count_every_severity(numbers: tuple[int, int, int], counts: str) -> None:
    some = report(LIST)
    findings = tuple(
        Finding("empty-link", severity, Span(0, 1), "a message")
        for severity, number in zip(Severity, numbers, strict=True)
        for _ in range(number)
    )
    one = replace(some, files=(replace(some.files[0], findings=findings),))
    assert f"{counts} in 5 entries of 1 file." in list(render(one, Format.TEXT, OutputStyle()))
    (summary, *_) = render(one, Format.MARKDOWN, OutputStyle())
    assert summary == f"**listlint**: {counts} in 5 entries of 1 file."
    data = json.loads("".join(render(one, Format.JSON, OutputStyle())))["summary"]
    assert (data["errors"], data["warnings"], data["infos"]) == numbers
    page = re.sub("<[^>]*>", " ", "".join(render(one, Format.HTML, OutputStyle())))
    assert all(count in re.sub(r"\s+", " ", page) for count in counts.split(", "))


# --- SARIF ---------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [LIST, HOSTILE, ""])
def test_sarif_is_valid(text: str) -> None:
    log = json.loads(rendered(text, Format.SARIF, "a b/ü#?.md"))
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text())
    jsonschema.Draft4Validator(schema).validate(log)
    results = log["runs"][0]["results"]
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    for result in results:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        rule = rules[result["ruleIndex"]]
        assert rule["help"]["markdown"].startswith("# ")
        assert "```" not in rule["help"]["markdown"].partition("## Options")[0]
        assert "## Examples" not in rule["help"]["markdown"]
        assert len(rule["fullDescription"]["text"]) > len(rule["shortDescription"]["text"])
        assert rule["properties"]["tags"][0] in ("entries", "links", "text", "tables", "structure")
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri == "a%20b/%C3%BC%23%3F.md"
    marks = [result["partialFingerprints"]["listlint/v1"] for result in results]
    assert len(set(marks)) == len(marks)


def test_sarif_fixes_fix_the_list() -> None:
    log = json.loads(rendered(LIST, Format.SARIF))
    assert log["runs"][0]["columnKind"] == "unicodeCodePoints"
    result = next(r for r in log["runs"][0]["results"] if r["ruleId"] == "malformed-url")
    (replacement,) = result["fixes"][0]["artifactChanges"][0]["replacements"]
    region = replacement["deletedRegion"]
    line = LIST.splitlines()[region["startLine"] - 1]
    left, right = line[: region["startColumn"] - 1], line[region["endColumn"] - 1 :]
    fixed = left + replacement["insertedContent"]["text"] + right
    assert fixed.startswith("- [𝔘nt](https://ant.example)")


def test_sarif_messages_hide_no_links() -> None:
    for result in json.loads(rendered(HOSTILE, Format.SARIF))["runs"][0]["results"]:
        assert not re.search(r"(?<!\\)\[[^\]]*(?<!\\)\]\(", result["message"]["text"])


# --- Build servers -------------------------------------------------------------------------


@pytest.mark.parametrize("text", [LIST, HOSTILE, ""])
def test_junit_is_read_by_junitparser(text: str, tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    path.write_text(rendered(text, Format.JUNIT), "utf-8")
    (suite,) = junitparser.JUnitXml.fromfile(str(path))
    failures = [case for case in suite if case.result]
    assert suite.failures == len(failures) == len(report(text).files[0].findings)
    assert suite.tests == max(1, len(failures))


@pytest.mark.parametrize("text", [LIST, HOSTILE, ""])
def test_checkstyle_is_one_file_node_a_file(text: str) -> None:
    root = ElementTree.fromstring(rendered(text, Format.CHECKSTYLE))
    assert [node.get("name") for node in root] == ["docs/README.md"]
    assert len(root[0]) == len(report(text).files[0].findings)
    for error in root[0]:
        assert int(error.get("line", "0")) >= 1
        assert error.get("source", "").startswith("listlint.")


def test_gitlab_has_what_its_documentation_asks_for() -> None:
    issues = json.loads(rendered(LIST, Format.GITLAB))
    marks = {issue["fingerprint"] for issue in issues}
    assert len(marks) == len(issues) > 0
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"]["path"] == "docs/README.md"
        assert issue["location"]["lines"]["begin"] >= 1


def test_jsonl_has_the_diagnostics_of_json() -> None:
    lines = rendered(LIST, Format.JSONL).splitlines()
    whole = json.loads(rendered(LIST, Format.JSON))
    assert [json.loads(line) for line in lines] == whole["diagnostics"]


def test_rdjson_counts_bytes_and_its_suggestions_fix_the_list() -> None:
    result = json.loads(rendered(LIST, Format.RDJSON))
    findings = report(LIST).files[0].findings
    source = encode(LIST, bom=False)
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def offset(position: dict[str, int]) -> int:
        return starts[position["line"] - 1] + position["column"] - 1

    for diagnostic, finding in zip(result["diagnostics"], findings, strict=True):
        place = diagnostic["location"]["range"]
        found = source[offset(place["start"]) : offset(place["end"])].decode()
        assert found == finding.span.of(LIST)
        for suggestion in diagnostic.get("suggestions", ()):
            assert finding.fix is not None
            left = source[: offset(suggestion["range"]["start"])]
            right = source[offset(suggestion["range"]["end"]) :]
            fixed = (left + suggestion["text"].encode() + right).decode()
            assert fixed == apply_edits(LIST, finding.fix.edits)
    assert any("suggestions" in diagnostic for diagnostic in result["diagnostics"])


# --- GitHub --------------------------------------------------------------------------------


def test_workflow_commands_are_read_back_as_they_were_meant() -> None:
    """Read as the runner reads them: actions/runner, ActionCommand.TryParseV2."""
    out = rendered(HOSTILE, Format.GITHUB, "a,b:c%.md")
    findings = list(report(HOSTILE).files[0].findings)
    first, *commands, last = [line for line in out.splitlines() if line.lstrip().startswith("::")]
    count = len(findings)
    assert first == f"::group::Annotations of {count} of {count} findings"
    assert last == "::endgroup::"
    findings.sort(key=lambda finding: list(Severity).index(finding.severity))
    assert len(commands) == len(findings)
    assert "##[" not in out
    for command, finding in zip(commands, findings, strict=True):
        head, _, data = command[2:].partition("::")
        name, _, rest = head.partition(" ")
        assert name in ("error", "warning", "notice")
        properties = dict(pair.split("=", 1) for pair in rest.split(","))
        path = properties["file"].replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
        assert path == "a,b:c%.md"
        assert properties["title"] == finding.rule
        message = data.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
        assert message.startswith(visible(finding.message))
    log = out.partition("::endgroup::\n")[2].splitlines()
    assert log[0] == "a,b:c%.md:3:3: error malformed-url: " + log[0].partition("malformed-url: ")[2]
    assert len(log) == len(findings) + 1
    counts = Counter(finding.severity for finding in findings)
    assert (
        log[-1] == f"{counts['error']} errors, {counts['warning']} warnings in 4 entries of 1 file"
    )


def shown(text: str) -> str:
    """Return what GitHub's parser makes of a summary."""
    return cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE)


def test_the_summary_is_one_table_of_harmless_text() -> None:
    html = shown(rendered(HOSTILE, Format.MARKDOWN))
    findings = report(HOSTILE).files[0].findings
    rules = len({finding.rule for finding in findings})
    assert html.count("<tr>") == 2 + len(findings) + rules
    assert html.count("<td") == 4 * len(findings) + 2 * rules
    links = re.findall(r'href="([^"]*)"', html)
    assert all(link.startswith(SITE) for link in links)
    assert "<img" not in html
    assert not re.search(r"(?<!<code>)@everyone", html)  # GitHub makes no mentions of code


@given(st.text(max_size=40))
def test_markdown_shows_any_text_as_it_is(text: str) -> None:
    html = shown(f"| a |\n| --- |\n| x{markdown(text)}x |\n")
    assert set(re.findall(r"</?(\w+)", html)) <= {
        "table", "thead", "tbody", "tr", "th", "td", "code",
    }  # fmt: skip
    assert html.count("<td>") == 1
    (cell,) = re.findall("<td>(.*)</td>", html, re.DOTALL)
    plain = unescape(re.sub("<[^>]*>", "", cell)).replace("`", "")
    assert plain.split() == f"x{visible(text)}x".replace("`", "").split()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("C++ & R&D, a - b (c) + d!", "C++ & R&D, a - b (c) + d!"),
        ("ends with `.`; 2,852 of 2,898 do", "ends with `.`; 2,852 of 2,898 do"),
        ("snake_case and _this_", "snake_case and \\_this\\_"),
        ("[x](y) <b> a|b *c* ~d~ \\", "\\[x\\](y) \\<b\\> a\\|b \\*c\\* \\~d\\~ \\\\"),
        ("write to ann@list.example", "write to `ann@list.example`"),
        ("@babel/core #12 #x owner/a#1", "`@babel/core` `#12` #x `owner/a#1`"),
        ("see https://a.example/b", "see `https://a.example/b`"),
        ("costs $5 or :smile: 1a2b3c4", "costs `$5` or `:smile:` `1a2b3c4`"),
        ("`a``b` `a|b`", "`a`<code>b</code> <code>a&#124;b</code>"),
        ("one ` and &amp;", "one \\` and \\&amp;"),
    ],
)
def test_markdown_reads_well_as_plain_text(text: str, written: str) -> None:
    """Notifications of comments are mails, which many read as plain text."""
    assert markdown(text) == written
