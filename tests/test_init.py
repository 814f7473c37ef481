"""`listlint init` prints a config that loads, has the strength of conventions, finds no less."""

import tomllib
from pathlib import Path

import pytest

from command import listlint
from listlint.config.load import load_config
from listlint.config.models import default_config
from listlint.config.starter import starter_config
from listlint.entries.context import LintContext
from listlint.linter.engine import lint
from listlint.markdown import parse
from listlint.rules.page import SCHEMA_URL

ANIMALS = [
    "Ant", "Bat", "Cat", "Dog", "Eel", "Fox", "Gnu", "Hen", "Ibis", "Jay", "Kea", "Lark", "Mole",
    "Newt", "Owl", "Pig", "Quail", "Rat", "Seal", "Toad",
]  # fmt: skip


def bullets(mark: str = " - ", end: str = ".") -> str:
    lines = (
        f"- [{name}](https://{name.lower()}.example){mark}Lives in a house{end}\n"
        for name in ANIMALS
    )
    return "# Animals\n\n## All\n\n" + "".join(lines)


def rows(end: str = "") -> str:
    lines = (
        f"| [{name}](https://{name.lower()}.example/2) | Lives in a house{end} |\n"
        for name in ANIMALS
    )
    return "\n## Table\n\n| Name | Description |\n| --- | --- |\n" + "".join(lines)


def config_of(text: str) -> str:
    config = default_config()
    return starter_config(LintContext(parse(text, "README.md")), config.rules, config.selected)


def test_conventions_are_options_with_their_strength() -> None:
    text = bullets().replace("house.\n", "house\n", 1).replace(") - L", ") – L", 1)
    table = tomllib.loads(config_of(text))
    assert table["rules"]["description-ending"] == {"ending": "period"}
    assert table["rules"]["entry-format"] == {"separator": " - "}
    assert table["rules"]["missing-description"] == {"required": True}
    assert table["rules"]["unsorted-entry"] == {"by": "name"}
    assert "conventions" not in table  # other thresholds would follow those two
    lines = config_of(text).splitlines()
    assert "# 19 of 20 descriptions end with a period." in lines
    assert "# 19 of 20 entries have `-` between link and description." in lines


def test_options_of_rules_that_do_not_run_are_comments() -> None:
    text = bullets()
    rules = default_config().rules
    config = starter_config(LintContext(parse(text, "README.md")), rules, frozenset())
    assert "rules" not in tomllib.loads(config)
    loud = "\n".join(line.removeprefix("# ") for line in config.splitlines()[9:])
    assert tomllib.loads(loud.replace("20 of 20", "# 20 of 20"))["rules"]["description-ending"] == {
        "enabled": True,
        "ending": "period",
    }


def test_list_without_conventions_says_so() -> None:
    text = config_of("- [Ant](https://ant.example) - Walks.\n")
    assert "rules" not in tomllib.loads(text)
    assert "No convention" in text


def test_conventions_that_differ_are_not_pinned() -> None:
    text = bullets(end=".") + rows(end="")
    assert "description-ending" not in tomllib.loads(config_of(text))["rules"]


@pytest.mark.parametrize(
    "text",
    [
        bullets(),
        bullets().replace("house.\n", "house\n", 1),
        bullets(mark=": ", end="").replace("): L", ") – L", 1),
        bullets(mark=" **—** "),
        bullets(mark=" "),
        bullets().replace("- [Cat]", "- [Zebra]").replace(" - Lives in a house.\n", "\n", 1),
        bullets().replace("Lives", "lives", 1),
        rows(),
        rows(end=".").replace("house. |", "house |", 1),
        bullets(end=".") + rows(end=""),
    ],
)
def test_config_finds_what_none_finds(text: str, tmp_path: Path) -> None:
    path = tmp_path / "listlint.toml"
    path.write_text(config_of(text), "utf-8")
    config = load_config(path)
    context = LintContext(parse(text, "README.md"), config.settings.conventions)
    before = {(f.rule, f.span) for f in lint(context, default_config().rules_for("README.md"))}
    after = {(f.rule, f.span) for f in lint(context, config.rules_for("README.md"))}
    assert before <= after


def test_init_prints_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(bullets())
    done = listlint("init", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert tomllib.loads(done.out)["rules"]["description-ending"] == {"ending": "period"}
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]
    assert listlint("init", "-", cwd=tmp_path, stdin=bullets().encode()).out == done.out


def test_write_overwrites_only_by_force(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    readme = tmp_path / "README.md"
    readme.write_text(bullets())
    assert listlint("init", readme, "--write").code == 0
    config = tmp_path / "listlint.toml"
    written = config.read_text("utf-8")
    config.write_text("# mine\n")
    refused = listlint("init", readme, "--write")
    assert refused.code == 2
    assert "already exists; --force overwrites it" in refused.err
    assert config.read_text() == "# mine\n"
    assert listlint("init", readme, "--write", "--force").code == 0
    assert config.read_text("utf-8") == written
    assert listlint("--offline", readme).code == 0


def test_other_config_counts_as_one(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "README.md").write_text(bullets())
    (tmp_path / "pyproject.toml").write_text("[tool.listlint]\noffline = true\n")
    done = listlint("init", "--write", cwd=tmp_path)
    assert done.code == 2
    assert "pyproject.toml already exists; --force writes listlint.toml" in done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("missing.md",), "missing.md: "),
        (("*.md",), "matches 2 lists; give one"),
        (("empty",), "no README.md in this directory"),
    ],
)
def test_trouble_is_one_line(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(bullets())
    (tmp_path / "b.md").write_text(bullets())
    (tmp_path / "empty").mkdir()
    done = listlint("init", *arguments, cwd=tmp_path)
    assert done.code == 2
    assert said in done.err
    assert done.err.count("\n") == 1


# --- Workflows -----------------------------------------------------------------------------


def test_github_gets_its_workflows(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "docs").mkdir()
    readme = tmp_path / "docs" / "README.md"
    readme.write_text(bullets())
    done = listlint("init", readme, "--github")
    assert done.code == 0
    folder = tmp_path / ".github" / "workflows"
    names = ["listlint-comment.yml", "listlint.yml"]
    assert sorted(path.name for path in folder.iterdir()) == names
    assert "add `paths: docs/README.md` to the steps of listlint" in done.err
    assert done.out.splitlines() == [f"Wrote {folder / name}." for name in names]
    for name in names:
        shown = Path(__file__).parents[1] / "docs" / "workflows" / name
        assert (folder / name).read_text("utf-8") == shown.read_text("utf-8")
    (folder / names[1]).write_text("mine")
    refused = listlint("init", readme, "--github")
    assert (refused.code, refused.out) == (2, "")
    assert "listlint-comment.yml already exists; --force overwrites it" in refused.err
    assert (folder / names[1]).read_text() == "mine"
    assert listlint("init", readme, "--github", "--force").code == 0


# --- Settings of lychee --------------------------------------------------------------------

LYCHEE = """
verbose = "info"
cache = true
max_cache_age = "2d"
max_redirects = 5
max_retries = 3
retry_wait_time = 2
max_concurrency = 14
user_agent = "curl/7.83"
timeout = 15
accept = ["100..=103", 200, 429, "500"]
insecure = true
scheme = ["https"]
require_https = true
header = { "Accept" = "text/html", "X-Token" = "s3cret" }
remap = ["https://docs\\\\.example/(.*) http://staging.example/$1"]
basic_auth = ["a.example user:s3cret"]
exclude = ['^https://linkedin\\.com', 'b\\.example/(?=x)']
exclude_path = ["./vendor/", "^x.*y$"]
include = ["gist"]
exclude_all_private = true
include_mail = true
include_fragments = true
new_key = 1

[hosts."github.com"]
concurrency = 2
headers = { "Accept" = "text/html", "Authorization" = "s3cret" }

[hosts."c.example"]
headers = { "Accept" = "text/html" }
"""


def test_settings_of_lychee_are_carried_over(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "README.md").write_text(bullets())
    (tmp_path / "lychee.toml").write_text(LYCHEE)
    (tmp_path / ".lycheeignore").write_text("# not these\n\nhttps://d\\.example/.*\n")
    origins = ("--from", "lychee.toml", "--from", ".lycheeignore")
    done = listlint("init", "--write", *origins, cwd=tmp_path)
    assert done.code == 0
    config = load_config(tmp_path / "listlint.toml")
    assert config.settings.exclude == ("vendor", "vendor/*")
    assert "broken-remote-fragment" in config.selected
    table = tomllib.loads((tmp_path / "listlint.toml").read_text("utf-8"))
    assert table["rules"]["description-ending"] == {"ending": "period"}
    assert table["links"] == {
        "cache": {"enabled": True},
        "max-age": "2d",
        "max-redirects": 5,
        "retries": 3,
        "backoff": 2,
        "concurrency": 14,
        "user-agent": "curl/7.83",
        "timeout": 15,
        "remap": [{"regex": "https://docs\\.example/(.*)", "to": "http://staging.example/\\1"}],
        "exclude": [{"regex": "^https://linkedin\\.com"}, {"regex": "https://d\\.example/.*"}],
        "headers": {"c.example": {"Accept": "text/html"}},
    }
    notes = [line.removeprefix("listlint: lychee.toml: ") for line in done.err.splitlines()]
    assert [note.partition(":")[0] for note in notes] == [
        "accept", "insecure", "scheme", "header", "header", "basic_auth", "exclude",
        "exclude_path", "include", "include_mail", "new_key", "hosts", "hosts",
    ]  # fmt: skip
    assert "s3cret" not in (tmp_path / "listlint.toml").read_text("utf-8")
    assert notes[0] == (
        "accept: 500 not carried over: statuses are accepted by host, in [links.accept]"
    )
    assert notes[3].startswith("header: `Accept` not carried over: headers are sent to one host")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("lychee.toml", b"exclude = [", "lychee.toml: "),
        (".lycheeignore", b"\xff", ".lycheeignore: "),
        ("none.toml", None, "none.toml: cannot be read"),
    ],
)
def test_settings_that_cannot_be_read(
    name: str, content: bytes | None, said: str, tmp_path: Path
) -> None:
    (tmp_path / "README.md").write_text(bullets())
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = listlint("init", "--from", name, cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_the_config_names_its_schema() -> None:
    assert config_of(bullets()).startswith(f"#:schema {SCHEMA_URL}\n")
