"""`listlint export`: what people build on keeps its shape."""

import csv
import io
import json
import sqlite3
from typing import Any

import pytest

from listlint.entries.context import LintContext
from listlint.markdown import parse
from listlint.report.export import ExportFormat, export

SOURCE = """# My *List* ![badge](b.svg)

Intro with <https://auto.example>, www.bare.example and ![image](i.png).

## Tools & `more`

- [a](https://a.example) - Does **a**. `MIT`
- [b][ref] - =cmd|' /C calc'!A0

| Name | License |
| --- | --- |
| [😀 c](/c) | MIT | extra |
| [d](/d) |

<a href="https://html.example">html</a>

[ref]: https://b.example
"""


def data(source: str = SOURCE) -> Any:
    return json.loads(export([("README.md", LintContext(parse(source)))], ExportFormat.JSON))


def test_object() -> None:
    found = data()
    assert list(found) == ["path", "title", "headings", "tables", "entries", "links"]
    assert found["path"] == "README.md"
    assert found["title"].startswith("My List")
    assert found["headings"][1] == {
        "level": 2,
        "text": "Tools & more",
        "anchor": "tools--more",
        "line": 5,
    }


def test_tables_show_the_cells_of_the_source() -> None:
    (table,) = data()["tables"]
    assert table == {
        "line": 10,
        "end_line": 13,
        "section": ["Tools & more"],
        "header": ["Name", "License"],
        "rows": [["😀 c", "MIT", "extra"], ["d"]],
    }


def test_entries() -> None:
    a, b, c, d = data()["entries"]
    assert a == {
        "name": "a",
        "url": "https://a.example",
        "description": "Does a.",
        "section": ["Tools & more"],
        "kind": "item",
        "line": 7,
        "column": 1,
        "fields": {"license": "MIT"},
    }
    assert b["url"] == "https://b.example"
    assert (c["kind"], c["line"], c["fields"]) == ("row", 12, {"License": "MIT"})
    assert d["fields"] == {}


def test_links() -> None:
    links = data()["links"]
    assert [link["kind"] for link in links] == [
        "image", "autolink", "bare", "image", "inline", "reference", "inline", "inline", "html",
    ]  # fmt: skip
    assert links[6] == {
        "url": "/c",
        "text": "😀 c",
        "kind": "inline",
        "line": 12,
        "column": 3,
        "end_line": 12,
        "end_column": 12,
    }
    assert links[2]["url"] == "http://www.bare.example"


def test_one_object_or_a_list() -> None:
    context = LintContext(parse(SOURCE))
    both = json.loads(export([("a.md", context), ("b.md", context)], ExportFormat.JSON))
    assert [one["path"] for one in both] == ["a.md", "b.md"]


def test_undecodable_bytes_are_valid_json() -> None:
    raw = b"# \xff\n\n- [a\xe4](/b\xff) - c\n"
    text = export([("a.md", LintContext(parse(raw)))], ExportFormat.JSON)
    text.encode("utf-8")
    assert json.loads(text)["entries"]


def test_csv_runs_no_formula() -> None:
    text = export([("README.md", LintContext(parse(SOURCE)))], ExportFormat.CSV)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["name"] for row in rows] == ["a", "b", "😀 c", "d"]
    assert rows[1]["description"].startswith("'=cmd")
    assert rows[2]["License"] == "MIT"
    assert rows[0]["section"] == "Tools & more"


def test_markdown_is_the_same_list() -> None:
    source = "## A | b\n\n- [x | y](https://a.example/_z_) - Has | pipes and [brackets\\].\n"
    text = export([("README.md", LintContext(parse(source)))], ExportFormat.MARKDOWN)
    (table,) = parse(text).tables
    (row,) = table.rows
    assert [cell.text for cell in row.cells] == [
        "x | y", "https://a.example/_z_", "Has | pipes and [brackets].",
    ]  # fmt: skip


def test_empty() -> None:
    found = data("")
    assert found["title"] == ""
    assert found["entries"] == []


def test_csv_imports_into_a_database() -> None:
    source = """| Name | Description | licence | LICENCE |
| --- | --- | --- | --- |
| [a](/a) | Does it. | MIT | x |

| Name | Path | License | line |
| --- | --- | --- | --- |
| [b](/b) | /bin | BSD | 3 |

- [c](/c) - Does more. `MIT`
"""
    text = export([("README.md", LintContext(parse(source)))], ExportFormat.CSV)
    header, *rows = csv.reader(io.StringIO(text))
    assert len({name.casefold() for name in header}) == len(header)
    assert header == [
        "path", "line", "section", "name", "url", "description", "LICENCE", "Path 2", "License",
        "line 2",
    ]  # fmt: skip
    database = sqlite3.connect(":memory:")
    database.execute(f"create table list ({', '.join(json.dumps(name) for name in header)})")
    database.executemany(f"insert into list values ({', '.join('?' * len(header))})", rows)
    found = database.execute('select name, license, "path 2", "line 2" from list').fetchall()
    assert found == [("a", "", "", ""), ("b", "BSD", "/bin", "3"), ("c", "MIT", "", "")]


def test_csv_has_a_bounded_number_of_columns() -> None:
    source = "".join(f"- [a](/{n})\n  - Label {n}: value {n}\n" for n in range(150))
    text = export([("README.md", LintContext(parse(source)))], ExportFormat.CSV)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows[0]) == 107
    assert rows[3]["Label 3"] == "value 3"
    assert rows[149]["more fields"] == "Label 149: value 149"


def test_yaml_has_one_document_an_entry() -> None:
    yaml = pytest.importorskip("yaml")
    source = SOURCE.replace("Does **a**", 'Does \u0085 \u2028 \ufeff 😀 "a": #1')
    source += "\n| [x](/x) | " + "h" * 2000 + " |\n| --- | --- |\n| [e](/e) | 1 |\n"
    context = LintContext(parse(source.encode() + b"\n- [z\xe4](/z\xff)\n"))
    text = export([("README.md", context)], ExportFormat.YAML)
    documents = list(yaml.safe_load_all(text))
    found = json.loads(export([("README.md", context)], ExportFormat.JSON))["entries"]
    assert documents == [{"path": "README.md", **entry} for entry in found]
    assert export([("README.md", LintContext(parse("")))], ExportFormat.YAML) == ""
