"""The config: what it can set, where it is found, and how its mistakes are reported."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from command import listlint
from listlint.config.discover import ConfigError, find_config
from listlint.config.load import line_of, load_config
from listlint.config.models import Config
from listlint.diagnostics.findings import Severity
from listlint.entries.thresholds import Conventions

LIST = "- [Ant]() - Walks on the the mat.\n"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "README.md").write_text(LIST)
    return tmp_path


def load(folder: Path, text: str, name: str = "listlint.toml") -> Config:
    path = folder / name
    path.write_text(text, "utf-8")
    return load_config(path)


def problem(folder: Path, text: str, name: str = "listlint.toml") -> str:
    with pytest.raises(ConfigError) as caught:
        load(folder, text, name)
    message = str(caught.value)
    assert "\n" not in message
    return message.removeprefix(str(folder)).lstrip("/\\")


# --- What it can set -----------------------------------------------------------------------


def test_rules_are_turned_on_and_off_and_set(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        """
        ignore = ["empty-*"]
        [rules]
        repeated-word = false
        [rules.duplicate-entry]
        severity = "info"
        within = "section"
        [conventions]
        minimum = 5
        share = 1
        """,
    )
    assert "empty-link" not in config.selected
    assert "repeated-word" not in config.selected
    assert config.rules["duplicate-entry"].severity is Severity.INFO
    conventions = config.settings.conventions
    assert (conventions.minimum, conventions.share) == (5, 1.0)


def test_select_takes_the_place_of_the_preset(tmp_path: Path) -> None:
    config = load(tmp_path, 'select = ["empty-link"]\nextend-select = ["broken-*"]')
    assert config.selected == {
        "empty-link",
        "broken-fragment",
        "broken-path",
        "broken-remote-fragment",
    }
    assert load(tmp_path, 'preset = "all"').selected == frozenset(config.rules)


def test_thresholds_follow_minimum_and_share(tmp_path: Path) -> None:
    def conventions(text: str) -> Conventions:
        return load(tmp_path, f"[conventions]\n{text}").settings.conventions

    assert conventions("") == Conventions()
    seven = conventions("minimum = 7\nvalue-minimum = 2")
    assert (seven.minimum, seven.name_minimum, seven.value_minimum) == (7, 7, 2)
    assert (seven.share, seven.name_share, seven.value_lead) == (0.9, 0.85, 2)
    assert conventions("share = 0.6").closed_set_share == 0.6
    assert conventions("name-share = 0.6") == replace(Conventions(), name_share=0.6)


def test_own_rules_need_no_python(here: Path) -> None:
    (here / "README.md").write_text("- [Ant](https://ant.example) - Walks blazing fast.\n")
    (here / "listlint.toml").write_text(
        "[rules.our-words]\nkind = 'phrases'\nmessage = '`{found}` is no fact'\n"
        "phrases = ['blazing fast']\nseverity = 'error'\n"
    )
    done = listlint("--offline", "--format", "json", cwd=here)
    found = json.loads(done.out)["diagnostics"]
    assert [(d["rule"], d["severity"], d["message"]) for d in found] == [
        ("our-words", "error", "`blazing fast` is no fact")
    ]


def test_files_may_have_other_rules(here: Path) -> None:
    (here / "docs").mkdir()
    (here / "docs" / "more.md").write_text(LIST)
    (here / "listlint.toml").write_text('[files."docs/*"]\nignore = ["repeated-word"]\n')
    done = listlint("--offline", "--format", "json", "README.md", "docs/more.md", cwd=here)
    found = [(d["path"], d["rule"]) for d in json.loads(done.out)["diagnostics"]]
    assert ("README.md", "repeated-word") in found
    assert ("docs/more.md", "repeated-word") not in found
    assert ("docs/more.md", "empty-link") in found


def test_files_may_have_other_options(tmp_path: Path) -> None:
    text = '[files."zh/*".rules.repeated-word]\nseverity = "error"\n'
    config = load(tmp_path, text)

    def severity(path: str) -> Severity:
        return next(r.severity for r in config.rules_for(path) if r.name == "repeated-word")

    assert (severity("README.md"), severity("zh/README.md")) == (Severity.WARNING, Severity.ERROR)
    assert problem(tmp_path, text.replace("repeated-word", "repeated-wrod")) == (
        "listlint.toml:1: files.zh/*.rules.repeated-wrod: unknown rule `repeated-wrod`;"
        " did you mean `repeated-word`?"
    )
    assert "should be a table of options" in problem(tmp_path, text.replace("severity", "enabled"))


def test_a_config_extends_another_one(tmp_path: Path) -> None:
    folder = tmp_path / "zh"
    folder.mkdir()
    above = """
        preset = "all"
        ignore = ["typo"]
        baseline = "known.json"
        [rules.duplicate-entry]
        within = "section"
        [links]
        ca-file = "ca.pem"
        timeout = "5s"
        """
    load(tmp_path, above)
    below = """
        extends = "../listlint.toml"
        preset = "recommended"
        ignore = ["empty-link"]
        [rules.duplicate-entry]
        severity = "info"
        [links]
        timeout = "6s"
        """
    config = load(folder, below)
    assert config.selected.isdisjoint({"typo", "empty-link", "file-name"})
    assert config.settings.baseline == str(tmp_path / "known.json")
    assert config.settings.links.ca_file == str(tmp_path / "ca.pem")
    assert config.settings.links.timeout == 6
    rule = config.rules["duplicate-entry"]
    assert (rule.severity, rule.table["within"]) == (Severity.INFO, "section")


def test_mistakes_of_an_extended_config_are_reported_there(tmp_path: Path) -> None:
    load(tmp_path, "")
    (tmp_path / "above.toml").write_text("\nselect = 1\n")
    assert problem(tmp_path, 'extends = "above.toml"').startswith("above.toml:2: select: ")
    assert problem(tmp_path, 'extends = "none.toml"').endswith("none.toml: no such file")
    assert problem(tmp_path, "extends = 1").startswith("listlint.toml:1: extends: ")
    (tmp_path / "above.toml").write_text('extends = "listlint.toml"\n')
    assert problem(tmp_path, 'extends = "above.toml"') == (
        "above.toml:1: extends: `listlint.toml` extends this config"
    )


def test_excluded_files_are_not_checked(here: Path) -> None:
    (here / "listlint.toml").write_text('exclude = ["README.md"]\n')
    assert listlint("--offline", cwd=here).code == 0


# --- Where it is found ---------------------------------------------------------------------


def test_the_nearest_config_upwards_counts(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    (tmp_path / ".listlint.toml").write_text("")
    assert find_config(below) == tmp_path / ".listlint.toml"
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.other]\n")
    assert find_config(below) == tmp_path / ".listlint.toml"
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.listlint]\n")
    assert find_config(below) == tmp_path / "a" / "pyproject.toml"
    (below / "listlint.toml").write_text("")
    assert find_config(below) == below / "listlint.toml"


def test_the_search_ends_at_the_root_of_the_repository(tmp_path: Path) -> None:
    below = tmp_path / "repository"
    (below / ".git").mkdir(parents=True)
    (tmp_path / "listlint.toml").write_text("")
    assert find_config(below) is None


def test_pyproject_has_the_same_keys(here: Path) -> None:
    (here / "pyproject.toml").write_text("[tool.listlint]\nignore = ['empty-link']\n")
    out = listlint("--offline", cwd=here).out
    assert "empty-link" not in out
    assert "repeated-word" in out


# --- How its mistakes are reported -----------------------------------------------------------

MISTAKES = [
    ("\nignor = []", "2: ignor: unknown key; did you mean `ignore`?"),
    (
        "preset = 'recomended'",
        "1: preset: should be `recommended`, `awesome`, `strict` or `all`, not `recomended`; did",
    ),
    ("offline = 'yes'", '1: offline: should be true or false, not `"yes"`'),
    ("ignore = 'typo'", '1: ignore: should be a list, not `"typo"`'),
    ("ignore = [1]", "1: ignore.0: should be a string, not `1`"),
    ("links = 3", "1: links: should be a table, not `3`"),
    (
        "[conventions]\n\nshare = 0.2",
        "3: conventions.share: should be greater than 0.5 and at most 1, not 0.2",
    ),
    ("[conventions]\nshare = nan", "2: conventions.share: should be greater than 0.5"),
    ("[conventions]\nminimum = 1", "2: conventions.minimum: should be at least 2, not 1"),
    ("[conventions]\nminimum = '10'", "2: conventions.minimum: should be a whole number, not "),
    (
        "[conventions]\nminimum = 10.5",
        "2: conventions.minimum: should be a whole number, not `10.5`",
    ),
    ("[conventions]\nminimal = 3", "2: conventions.minimal: unknown key; did you mean `minimum`?"),
    ("ignore = ['emtpy-link']", "1: ignore: unknown rule `emtpy-link`; did you mean `empty-link`?"),
    ("ignore = ['x-*']", "1: ignore: no rule matches `x-*`; `listlint rule` lists all rules"),
    (
        "[rules.duplicate-entri]\nwithin = 'list'",
        "1: rules.duplicate-entri: unknown rule `duplicate-entri`; did you mean `duplicate-entry`?",
    ),
    (
        "[rules.our-words]\nphrases = ['x']",
        "1: rules.our-words: unknown rule `our-words`; a rule of your own needs the key `kind`",
    ),
    ("[rules]\n'empty-*' = false", "2: rules.empty-*: unknown rule `empty-*`; did you mean"),
    (
        "[rules]\n[rules.empty-link]\nseverty = 'error'",
        "3: rules.empty-link.severty: unknown key; did you mean `severity`?",
    ),
    (
        "[rules.empty-link]\nseverity = 'fatal'",
        "2: rules.empty-link.severity: should be `error`, `warning` or `info`, not `fatal`",
    ),
    ("[rules.empty-link]\nenabled = 'no'", "2: rules.empty-link.enabled: should be true or false"),
    ("[rules]\nempty-link = 3", "2: rules.empty-link: should be true, false or a table, not `3`"),
    (
        "[rules.duplicate-entry]\nwithin = 'lst'",
        "2: rules.duplicate-entry.within: should be `list` or `section`, not `lst`; did you mean",
    ),
    (
        "[rules.mine]\nkind = 'frases'\nmessage = 'x'",
        "2: rules.mine.kind: unknown kind `frases`; did you mean `phrases`?",
    ),
    (
        "[rules.mine]\nkind = 'phrases'\nphrases = ['x']\nmessage = '{reason}'",
        "4: rules.mine.message: unknown placeholder {reason}; available: message, found, expected",
    ),
    (
        "[[exempt]]\nurl = 'x'\n[[exempt]]\nname = 'y'\nreson = 'z'",
        "5: exempt.1.reson: unknown key; did you mean `reason`?",
    ),
    ("[[exempt]]\nreason = 'x'", "1: exempt.0: should have a url or a name"),
    (
        "[[exempt]]\nname = 'x'\nrules = ['emtpy-link']",
        "3: exempt.0.rules: unknown rule `emtpy-link`; did you mean `empty-link`?",
    ),
    (
        "[[exempt]]\nname = 'x'\nuntil = 'soon'",
        '3: exempt.0.until: should be a date such as 2027-03-01, not `"soon"`',
    ),
    ("[files.'a']\nignor = []", "2: files.a.ignor: unknown key; did you mean `ignore`?"),
    ("[files.'a']\nextend-select = ['x']", "2: files.a.extend-select: unknown rule `x`"),
    ("offline = ", "1: invalid value"),
]


@pytest.mark.parametrize(("text", "expected"), MISTAKES, ids=[text for text, _ in MISTAKES])
def test_mistakes_have_file_line_key_and_a_suggestion(
    tmp_path: Path, text: str, expected: str
) -> None:
    assert problem(tmp_path, text).startswith(f"listlint.toml:{expected}")


def test_all_mistakes_are_reported_in_one_run(here: Path) -> None:
    (here / "listlint.toml").write_text(
        """\
preset = "strct"
select = ["empty-link", "emtpy-link", "brken-path"]
[conventions]
minimum = "10"
share = 3
[rules.typo]
sevrity = "error"
message = "{x}"
[rules.mine]
kind = "phrases"
phrases = [""]
words = "x"
[[exempt]]
until = "soon"
[[exempt]]
url = "https://a.example"
rules = ["nothing"]
[links]
timeout = 0
exclude = [
  "https://a.example/[",
  { regex = "(" },
]
remap = [{ regex = "a", to = '\\1', from = "b" }]
[links.cache]
gone = "1d"
"""
    )
    done = listlint("--offline", cwd=here)
    assert done.code == 2
    places = [line.split(":")[1:4] for line in done.err.splitlines()]
    assert [(int(line), key.strip()) for _, line, key in places] == [
        (1, "preset"),
        (2, "select"),
        (2, "select"),
        (4, "conventions.minimum"),
        (5, "conventions.share"),
        (7, "rules.typo.sevrity"),
        (8, "rules.typo.message"),
        (9, "rules.mine"),
        (12, "rules.mine.words"),
        (13, "exempt.0"),
        (14, "exempt.0.until"),
        (17, "exempt.1.rules"),
        (19, "links.timeout"),
        (20, "links.exclude.1.regex"),
        (24, "links.remap.0.from"),
        (24, "links.remap.0.to"),
        (26, "links.cache.gone"),
    ]


def test_mistakes_in_pyproject_are_found_there(tmp_path: Path) -> None:
    text = "[project]\nname = 'x'\n[tool.listlint]\nignor = []\n"
    assert problem(tmp_path, text, "pyproject.toml") == (
        "pyproject.toml:4: ignor: unknown key; did you mean `ignore`?"
    )


def test_a_mistake_ends_the_run_with_two(here: Path) -> None:
    (here / "listlint.toml").write_text("ignor = []\n")
    done = listlint("--offline", cwd=here)
    assert done.code == 2
    assert done.err.startswith("listlint: ")
    assert "listlint.toml:1: ignor: unknown key" in done.err


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a = [\n"])
def test_what_is_no_toml_is_one_line(here: Path, content: bytes) -> None:
    (here / "listlint.toml").write_bytes(content)
    done = listlint("--offline", cwd=here)
    assert done.code == 2
    assert done.err.count("\n") == 1


def test_a_config_that_is_not_there(here: Path) -> None:
    done = listlint("--offline", "--config", "nope.toml", cwd=here)
    assert done.code == 2
    assert "nope.toml" in done.err
    assert done.err.count("\n") == 1


def test_lines_are_found_in_nested_tables() -> None:
    text = '[a."b.c"]\nd = 1\n[[e]]\nf = 1\n[[e]]\nf = 2\n[g]\nh.i = 3\n'
    assert line_of(text, ("a", "b.c", "d")) == 2
    assert line_of(text, ("e", "1", "f")) == 6
    assert line_of(text, ("g", "h", "i")) == 8
    assert line_of(text, ("g", "unknown")) == 7
    assert line_of("x = 1\n[[e]]\nf = 1\n", ("e",)) == 2


def test_what_is_within_a_value_is_not_a_key() -> None:
    text = """\
# [g]
a = [
  ["g"],
  { i = 1 },
]
b = '''
[g]
h = "x"'''

c = "[g] # \\" ["
[g]
h.i = 3
"""
    assert line_of(text, ("g", "h", "i")) == 12
    assert line_of(text, ("a", "1", "i")) == 2
    assert line_of(text, ("h",)) == 1


def test_a_pyproject_without_tables_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    for text in ("tool = 3 # [tool.listlint]", "[tool]\nlistlint = 3 # [tool.listlint]"):
        path.write_text(text)
        with pytest.raises(ConfigError, match="should be a table, not `3`"):
            load_config(path)


def test_a_run_without_a_config_does_not_import_slow_packages(here: Path) -> None:
    code = (
        "import sys\nfrom listlint.cli import cli\n"
        "try:\n    cli(['--offline', '--extend-select', 'all'])\nexcept SystemExit:\n"
        "    slow = {'aiohttp', 'asyncio', 'jinja2', 'platformdirs', 'pydantic', 're2'}\n"
        "    print(slow & sys.modules.keys())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=here, capture_output=True, text=True, check=True
    )
    assert "repeated-word" in done.stdout
    assert done.stdout.endswith("set()\n")
