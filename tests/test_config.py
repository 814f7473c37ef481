"""The config: what it can say, where it is found, and how its mistakes are told."""

import json
from pathlib import Path

import pytest

from command import listlint
from listlint.config.load import ConfigError, find_config, line_of, load_config
from listlint.diagnostics.findings import Severity

LIST = "- [Ant]() - Walks on the the mat.\n"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "README.md").write_text(LIST)
    return tmp_path


def load(folder: Path, text: str, name: str = "listlint.toml"):
    path = folder / name
    path.write_text(text, "utf-8")
    return load_config(path)


def problem(folder: Path, text: str, name: str = "listlint.toml") -> str:
    with pytest.raises(ConfigError) as caught:
        load(folder, text, name)
    message = str(caught.value)
    assert "\n" not in message
    return message.removeprefix(str(folder)).lstrip("/\\")


# --- What it can say -----------------------------------------------------------------------


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
        [habits]
        minimum = 5
        share = 1
        """,
    )
    assert "empty-link" not in config.selected
    assert "repeated-word" not in config.selected
    assert config.rules["duplicate-entry"].severity is Severity.INFO
    assert (config.thresholds.minimum, config.thresholds.share) == (5, 1.0)


def test_select_takes_the_place_of_the_preset(tmp_path: Path) -> None:
    config = load(tmp_path, 'select = ["empty-link"]\nextend-select = ["broken-*"]')
    assert config.selected == {"empty-link", "broken-fragment", "broken-path"}
    assert load(tmp_path, 'preset = "all"').selected == frozenset(config.rules)


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


# --- How its mistakes are told -------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\nignor = []", "listlint.toml:2: ignor: unknown key; did you mean 'ignore'?"),
        (
            "preset = 'recomended'",
            ("listlint.toml:1: preset: should be 'recommended', 'awesome', 'strict' or 'all',"
            " not 'recomended'"),
        ),
        (
            "[habits]\n\nshare = 0.2",
            "listlint.toml:3: habits.share: should be greater than 0.5, not 0.2",
        ),
        (
            "[habits]\nminimal = 3",
            "listlint.toml:2: habits.minimal: unknown key; did you mean 'minimum'?",
        ),
        (
            "ignore = ['emtpy-link']",
            "listlint.toml:1: ignore: no rule is called 'emtpy-link'; did you mean 'empty-link'?",
        ),
        (
            "[rules.duplicate-entri]\nwithin = 'list'",
            ("listlint.toml:1: rules.duplicate-entri: no rule is called 'duplicate-entri';"
            " did you mean 'duplicate-entry'?"),
        ),
        (
            "[rules]\n[rules.empty-link]\nseverty = 'error'",
            ("listlint.toml:3: rules.empty-link.severty: unknown key 'severty';"
            " did you mean 'severity'?"),
        ),
        (
            "[rules.empty-link]\nseverity = 'fatal'",
            ("listlint.toml:2: rules.empty-link.severity: severity must be one of"
            " 'error', 'warning', 'info', not 'fatal'"),
        ),
        (
            "[rules]\nempty-link = 3",
            "listlint.toml:2: rules.empty-link.enabled: must be true or false, not 3",
        ),
        (
            "[rules.mine]\nkind = 'frases'\nmessage = 'x'",
            "listlint.toml:2: rules.mine.kind: ",
        ),
        (
            "[rules.mine]\nkind = 'phrases'\nphrases = ['x']\nmessage = '{found.__class__}'",
            "listlint.toml:4: rules.mine.message: {found.__class__} is no name here;",
        ),
        (
            "[[exempt]]\nurl = 'x'\n[[exempt]]\nnam = 'y'",
            "listlint.toml:4: exempt.1.nam: unknown key; did you mean 'name'?",
        ),
        ("offline = ", "listlint.toml:1: invalid value"),
    ],
)  # fmt: skip
def test_mistakes_name_file_line_and_nearest_key(tmp_path: Path, text: str, told: str) -> None:
    assert problem(tmp_path, text).startswith(told)


def test_mistakes_in_pyproject_are_found_there(tmp_path: Path) -> None:
    text = "[project]\nname = 'x'\n[tool.listlint]\nignor = []\n"
    told = problem(tmp_path, text, "pyproject.toml")
    assert told == "pyproject.toml:4: tool.listlint.ignor: unknown key; did you mean 'ignore'?" or (
        told == "pyproject.toml:4: ignor: unknown key; did you mean 'ignore'?"
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


def test_a_pyproject_without_tables_is_told(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    for text in ("tool = 3 # [tool.listlint]", "[tool]\nlistlint = 3 # [tool.listlint]"):
        path.write_text(text)
        with pytest.raises(ConfigError, match="should be a table, not 3"):
            load_config(path)
