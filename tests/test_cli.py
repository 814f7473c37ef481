"""The command line as people use it: options, exit codes, one clear line for each error."""

import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from command import listlint
from listlint import __version__
from listlint.cli import COMMANDS
from listlint.config.load import load_config
from listlint.report import Format

CLEAN = "# Tools\n\n- [Ant](https://ant.example) - Walks.\n"
BROKEN = "# Tools\n\n- [Ant](htps://ant.example) - Walks on the the mat.\n- [Bee]() - Flies.\n"
FIXED = "# Tools\n\n- [Ant](https://ant.example) - Walks on the mat.\n- [Bee]() - Flies.\n"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "README.md").write_text(BROKEN)
    return tmp_path


def check(*arguments: str, cwd: Path, stdin: bytes = b"") -> tuple[int, str, str]:
    done = listlint("--offline", *arguments, cwd=cwd, stdin=stdin)
    return done.code, done.out, done.err


# --- What is checked -----------------------------------------------------------------------


def test_without_paths_the_readme_here_is_checked(here: Path) -> None:
    code, out, err = check(cwd=here)
    assert code == 1
    assert "README.md:3:3: error malformed-url: " in out
    assert "README.md:3:40: warning repeated-word: " in out
    assert "2 errors, 1 warning in 2 entries of 1 file. 2 fixable with `--fix`." in out
    assert err == ""


def test_a_clean_list_is_clean(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(CLEAN)
    assert check(cwd=tmp_path)[:2] == (0, "No findings in 1 entry of 1 file.\n")
    assert check("--quiet", cwd=tmp_path) == (0, "", "")


def test_a_directory_means_its_readme(here: Path) -> None:
    (here / "docs").mkdir()
    (here / "docs" / "readme.markdown").write_text(CLEAN)
    assert check("docs", cwd=here)[0] == 0
    (here / "empty").mkdir()
    code, _, err = check("empty", cwd=here)
    assert (code, err) == (
        2,
        "listlint: empty: no README.md in this directory; give the path of a file\n",
    )


def test_several_files_and_globs(here: Path) -> None:
    (here / "other.md").write_text(CLEAN)
    code, out, _ = check("*.md", "README.md", cwd=here)
    assert code == 1
    assert "3 entries of 2 files" in out
    assert check("no*.md", cwd=here)[::2] == (2, "listlint: no*.md: no file matches\n")


def test_a_bad_path_does_not_hide_the_findings_of_the_others(here: Path) -> None:
    code, out, err = check("nowhere.md", "README.md", cwd=here)
    assert code == 2
    assert "malformed-url" in out
    assert err == "listlint: nowhere.md: does not exist\n"


def test_a_command_after_options_is_not_a_path(here: Path) -> None:
    message = "listlint: links: does not exist; a command must be the first argument\n"
    assert check("links", cwd=here) == (2, "", message)
    (here / "links").write_text(CLEAN)
    assert check("links", cwd=here)[0] == 0


def test_a_folder_without_a_readme_does_not_hide_the_others_either(here: Path) -> None:
    (here / "empty").mkdir()
    code, out, err = check("empty", "no*match.md", "README.md", cwd=here)
    assert code == 2
    assert "in 2 entries of 1 file" in out
    assert err.splitlines() == [
        "listlint: empty: no README.md in this directory; give the path of a file",
        "listlint: no*match.md: no file matches",
    ]


def test_standard_input(here: Path) -> None:
    code, out, _ = check("-", "--stdin-filename", "list.md", cwd=here, stdin=BROKEN.encode())
    assert code == 1
    assert out.startswith("list.md:3:")


def test_standard_input_fixed_goes_to_standard_output(here: Path) -> None:
    done = listlint("--offline", "--fix", "-", cwd=here, stdin=BROKEN.encode())
    assert (done.out, done.code) == (FIXED, 1)
    assert "empty-link" in done.err


def test_a_file_with_several_spellings_is_checked_once(here: Path) -> None:
    paths = ["./README.md", "README.md", str(here / "README.md"), "."]
    if sys.platform != "win32":
        (here / "link.md").symlink_to("README.md")
        paths.append("link.md")
    code, out, err = check(*paths, cwd=here)
    assert (code, err) == (1, "")
    assert "2 entries of 1 file" in out


def test_excluded_and_empty_files_are_reported(here: Path) -> None:
    (here / "listlint.toml").write_text('exclude = ["old.md"]\n')
    (here / "old.md").write_text(BROKEN)
    (here / "new.md").write_text("\n")
    code, out, err = check("old.md", "new.md", cwd=here)
    assert (code, out) == (0, "No findings in 0 entries of 1 file.\n")
    assert err == "listlint: old.md: excluded by the config\nlistlint: new.md: is empty\n"
    assert check("--quiet", "old.md", "new.md", cwd=here) == (0, "", "")


def test_a_misspelled_command_is_not_a_path(here: Path) -> None:
    done = listlint("lnks", cwd=here)
    message = "listlint: unknown command `lnks`; did you mean `links`?\n"
    assert (done.code, done.out, done.err) == (2, "", message)
    assert listlint("nowhere", cwd=here).err == "listlint: no such file or command: `nowhere`\n"
    (here / "lnks").write_text(CLEAN)
    assert listlint("lnks", "--offline", cwd=here).code == 0


def test_verbose_shows_the_config_and_the_number_of_rules(here: Path) -> None:
    assert re.fullmatch(r"listlint: README\.md: no config, \d\d rules\n", check("-v", cwd=here)[2])
    config = here / "listlint.toml"
    config.write_text('select = ["typo"]\n')
    assert check("-v", cwd=here)[2] == f"listlint: README.md: config {config}, 1 rule\n"


# --- Fixes ---------------------------------------------------------------------------------


def test_fix_is_check_with_fixes(here: Path) -> None:
    done = listlint("fix", "README.md", "--offline", cwd=here)
    assert (here / "README.md").read_text() == FIXED
    assert "1 error, 2 fixed in 2 entries of 1 file." in done.out
    (here / "README.md").write_text(BROKEN)
    listlint("README.md", "--fix", "--offline", cwd=here)
    assert (here / "README.md").read_text() == FIXED
    assert listlint("fix", "--help").out.startswith("Usage: listlint fix [OPTIONS] [PATHS]...")


def test_show_fixes_lists_what_was_fixed_where_and_by_which_rule(here: Path) -> None:
    shown = [
        "README.md:3:3: {} malformed-url: write `https://ant.example`",
        "README.md:3:40: {} repeated-word: remove the second `the`",
    ]
    err = check("--diff", "--show-fixes", cwd=here)[2]
    assert [line.format("would be fixed") for line in shown] == err.splitlines()[-3:-1]
    out = check("--fix", "--show-fixes", cwd=here)[1]
    assert [line.format("fixed") for line in shown] == out.splitlines()[-3:-1]
    assert "fixed" not in check("--show-fixes", "--quiet", cwd=here)[1]


def test_fix_writes_and_reports_what_is_left(here: Path) -> None:
    code, out, _ = check("--fix", cwd=here)
    assert (here / "README.md").read_text() == FIXED
    assert code == 1
    assert "1 error, 2 fixed in 2 entries of 1 file." in out
    before = (here / "README.md").stat().st_mtime_ns
    check("--fix", cwd=here)
    assert (here / "README.md").stat().st_mtime_ns == before


def test_diff_shows_and_writes_nothing(here: Path) -> None:
    code, out, err = check("--diff", cwd=here)
    assert "2 would be fixed" in err
    assert code == 1
    assert (
        "-- [Ant](htps://ant.example) - Walks on the the mat.\n+- [Ant](https://ant.example)" in out
    )
    assert out.startswith("--- a/README.md\n+++ b/README.md\n@@ ")
    assert "empty-link" in err
    assert (here / "README.md").read_text() == BROKEN


def test_diff_is_a_patch_byte_for_byte(here: Path) -> None:
    mark = b"\xe2\x80\xa8"  # U+2028, at which Python splits lines and git does not
    before = b"\xef\xbb\xbf- [Ant](https://ant.example) - Eats\xff the the\r\nend." + mark + b"Yes"
    (here / "README.md").write_bytes(before)
    patch = here / "fix.patch"
    patch.write_bytes(listlint("--offline", "--diff", cwd=here, env={"GITHUB_ACTIONS": ""}).raw)
    for command in (["init", "-q"], ["apply", str(patch)]):
        subprocess.run(["git", "-c", "core.autocrlf=false", *command], cwd=here, check=True)
    fixed = (here / "README.md").read_bytes()
    assert fixed == before.replace(b"the the", b"the").replace(mark, b" ")


def test_a_diff_is_colored_where_wanted(here: Path) -> None:
    out = check("--diff", "--color", "always", cwd=here)[1]
    assert out.startswith("\x1b[1m--- a/README.md\x1b[0m\n\x1b[1m+++ b/README.md\x1b[0m\n")
    assert "\x1b[36m@@ -1,4 +1,4 @@\x1b[0m\n" in out
    assert "\n\x1b[31m-- [Ant](htps://ant.example)" in out
    assert "\n\x1b[32m+- [Ant](https://ant.example)" in out
    assert "\x1b" not in check("--diff", cwd=here)[1]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_the_mode_and_a_link_to_the_file_are_kept(here: Path) -> None:
    (here / "README.md").chmod(0o600)
    (here / "link.md").symlink_to("README.md")
    check("--fix", "link.md", cwd=here)
    assert (here / "link.md").is_symlink()
    assert (here / "README.md").read_text() == FIXED
    assert (here / "README.md").stat().st_mode & 0o777 == 0o600


# --- Choices -------------------------------------------------------------------------------


def test_select_ignore_and_their_mistakes(here: Path) -> None:
    assert "malformed-url" not in check("--select", "empty-link", cwd=here)[1]
    assert "empty-link" not in check("--ignore", "empty-*,malformed-url", cwd=here)[1]
    code, _, err = check("--select", "emty-link", cwd=here)
    assert code == 2
    assert err == "listlint: unknown rule `emty-link`; did you mean `empty-link`?\n"


@pytest.mark.parametrize("option", ["--select", "--extend-select", "--ignore"])
def test_no_rule_is_an_error(here: Path, option: str) -> None:
    for value in ("", ","):
        message = f"invalid value for `{option}`: should be rules or presets, separated by commas"
        assert check(option, value, cwd=here)[2].startswith(f"listlint: {message}; ")
        assert check(option, value, cwd=here)[0] == 2


def test_exit_zero(here: Path) -> None:
    assert check("--exit-zero", cwd=here)[0] == 0


def test_infos_alone_do_not_fail(here: Path) -> None:
    (here / "listlint.toml").write_text(
        "[rules]\nmalformed-url.severity = 'info'\n"
        "empty-link.severity = 'info'\nrepeated-word.severity = 'info'\n"
    )
    code, out, _ = check(cwd=here)
    assert code == 0
    assert "3 infos" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--fixx",), "unknown option `--fixx`; did you mean `--fix`?"),
        (("--format", "xml"), "invalid value for `--format`: `xml` is not one of `text`, "),
        (("--max-links", "0"), "invalid value for `--max-links`: 0 is not in the range"),
        (("--max-age", "soon"), "invalid value for `--max-age`: should be a number of seconds, "),
        (("--cache-file", "."), "invalid value for `--cache-file`: File `.` is a directory; "),
        (("schema", "x"), "got unexpected extra argument (x); "),
        (("cache", "nope\x1b[31m"), "no such command "),
    ],
)
def test_wrong_usage_is_one_line(here: Path, arguments: tuple[str, ...], message: str) -> None:
    done = listlint(*arguments, cwd=here)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"listlint: {message}")
    assert done.err.endswith((" --help`\n", "did you mean `--fix`?\n"))
    assert done.err.count("\n") == 1
    assert "\x1b" not in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--output", "README.md"),
        ("--fix", "--output", "json=./README.md"),
        ("--output", "ok.json", "--output", "link.md"),
        ("baseline", "--output", "README.md"),
    ],
)
def test_no_output_is_written_over_a_list(here: Path, arguments: tuple[str, ...]) -> None:
    if sys.platform != "win32":
        (here / "link.md").symlink_to("README.md")
    else:
        arguments = tuple(a.replace("link.md", "README.md") for a in arguments)
    done = listlint(*arguments, "README.md", *(["--offline"]), cwd=here)
    assert done.code == 2
    assert "is a checked list; choose another file for --output" in done.err
    assert (here / "README.md").read_text() == BROKEN
    assert not (here / "ok.json").exists()


# --- Formats -------------------------------------------------------------------------------


def test_json_is_the_contract(here: Path) -> None:
    _, out, _ = check("--format", "json", cwd=here)
    report = json.loads(out)
    assert report["version"] == __version__
    assert report["summary"] == {
        "files": 1, "entries": 2, "errors": 2, "warnings": 1, "infos": 0, "fixable": 2,
    }  # fmt: skip
    first = report["diagnostics"][0]
    assert set(first) == {
        "path", "line", "column", "end_line", "end_column", "rule", "rule_url", "severity",
        "message", "url", "entry", "fix",
    }  # fmt: skip
    assert (first["path"], first["line"], first["column"]) == ("README.md", 3, 3)
    assert first["fix"]["safety"] == "safe"
    for edit in first["fix"]["edits"]:
        assert set(edit) == {"line", "column", "end_line", "end_column", "text"}
    lines = BROKEN.split("\n")
    edit = first["fix"]["edits"][0]
    line = lines[edit["line"] - 1]
    fixed = line[: edit["column"] - 1] + edit["text"] + line[edit["end_column"] - 1 :]
    assert "https://ant.example" in fixed


def test_columns_are_code_points(here: Path) -> None:
    (here / "README.md").write_text("- 𝔘😀é [Bee]() - Flies.\n", "utf-8")
    report = json.loads(check("--format", "json", cwd=here)[1])
    assert report["diagnostics"][0]["column"] == 7


def test_output_to_files_in_several_formats(here: Path) -> None:
    code, out, _ = check("--output", "json=a.json", "--output", "github=b.txt", cwd=here)
    assert code == 1
    assert json.loads((here / "a.json").read_text())["diagnostics"]
    assert (here / "b.txt").read_text().splitlines()[1].startswith("::error file=README.md,line=3,")
    assert "malformed-url" in out
    code, out, _ = check("--output", "text.txt", cwd=here)
    assert (code, out) == (1, "")
    assert "malformed-url" in (here / "text.txt").read_text()
    code, _, err = check("--output", "no/such/place.json", cwd=here)
    assert code == 2
    assert "no/such/place.json" in err


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.sarif", '{\n "$schema"'),
        ("a.JSON", '{\n  "version"'),
        ("a.jsonl", '{"path"'),
        ("a.html", "<!doctype html>"),
        ("a.xml", "<?xml"),
        ("a.md", "**listlint**: 2 errors"),
        ("a.txt", "README.md:3:3: error"),
        ("a", "::group::Annotations of 3"),
        ("./a=b.txt", "README.md:3:3: error"),
        ("text=a.json", "README.md:3:3: error"),
    ],
)
def test_the_ending_of_an_output_is_its_format(here: Path, name: str, start: str) -> None:
    code, _, err = check("--format", "github", "--output", name, cwd=here)
    assert (code, err) == (1, "")
    assert (here / name.removeprefix("text=")).read_text().startswith(start)


def test_an_unknown_format_of_an_output_is_an_error(here: Path) -> None:
    code, out, err = check("--output", "saarif=out.sarif", cwd=here)
    assert (code, out) == (2, "")
    assert err == (
        "listlint: --output saarif=out.sarif: unknown format `saarif`; known: "
        f"{', '.join(Format)}\n"
    )
    assert not list(here.glob("*out.sarif"))


def test_statistics_are_the_findings_of_each_rule(here: Path) -> None:
    (here / "README.md").write_text(BROKEN + "- [Cat]() - Sleeps.\n")
    code, out, _ = check("--statistics", cwd=here)
    assert code == 1
    assert out.splitlines() == [
        "2  error    empty-link",
        "1  error    malformed-url  fixable: 1 with `--fix`",
        "1  warning  repeated-word  fixable: 1 with `--fix`",
        "3 errors, 1 warning in 3 entries of 1 file. 2 fixable with `--fix`.",
    ]
    counts = json.loads(check("--statistics", "--format", "json", cwd=here)[1])
    assert counts[1] == {
        "rule": "malformed-url",
        "severity": "error",
        "count": 1,
        "safe_fixes": 1,
        "unsafe_fixes": 0,
    }
    assert check("--statistics", "--format", "sarif", cwd=here)[::2] == (
        2,
        "listlint: --statistics has the formats text and json, not sarif\n",
    )


def test_settings_are_shown_as_a_config_that_sets_them(here: Path) -> None:
    config = here / "listlint.toml"
    config.write_text(
        'preset = "strict"\nignore = ["typo"]\n'
        "[rules]\nduplicate-entry = { within = 'list', severity = 'info' }\n"
        "emoji = { kind = 'phrases', phrases = ['\u00ab', '\\u200b'], message = 'no' }\n"
        "[[exempt]]\nurl = 'https://a.example'\nuntil = 2027-03-01\n"
        "[links]\ntimeout = '5s'\nexclude = ['b.example']\n"
        "accept = { 'c.example' = [403, 200] }\ncache.min-failures = 9\n"
    )
    code, out, err = check("--show-settings", "--ignore", "repeated-word", cwd=here)
    assert (code, err) == (0, "")
    assert out.startswith(f"# file: README.md\n# config: {config}\nselect = [\n")
    shown = here / "shown.toml"
    shown.write_text(out)
    before, after = load_config(config), load_config(shown)
    names = before.selected - {"repeated-word"}
    # Offline, rules about links do not run.
    assert after.selected == {name for name in names if not before.rules[name].needs}
    for name in after.selected:
        one, other = before.rules[name], after.rules[name]
        assert (one.options, one.severity, one.safety) == (
            other.options,
            other.severity,
            other.safety,
        )
    assert after.settings.links == before.settings.links
    assert after.settings.conventions == before.settings.conventions
    assert after.settings.exempt == before.settings.exempt
    assert after.settings.offline


def test_colors_only_where_wanted(here: Path) -> None:
    assert "\x1b" not in check(cwd=here)[1]
    assert "\x1b[" in check("--color", "always", cwd=here)[1]
    assert "\x1b" not in check("--color", "never", cwd=here)[1]


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
@pytest.mark.parametrize(("variables", "colored"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_terminals_have_colors_and_a_width(
    here: Path, variables: dict[str, str], colored: bool
) -> None:
    import pty

    (here / "README.md").write_text(f"| a | b |\n|---|---|\n| [x]() | {'word ' * 200} |\n")
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "listlint", "--offline"],
        cwd=here,
        stdout=slave,
        stderr=slave,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "60", "LINES": "24", **variables},
    )
    os.close(slave)
    shown = b""
    try:
        while piece := os.read(master, 65536):
            shown += piece
    except OSError:  # how Linux reports that the other side is closed
        pass
    process.wait(timeout=60)
    os.close(master)
    text = shown.decode()
    assert ("\x1b[" in text) is colored
    frame = next(line for line in text.splitlines() if "[x]()" in line)
    assert len(frame) < 60 + (30 if colored else 0)


HOSTILE = (
    "- [a%0A::error::pwned](htps://x.example/%0A) - b\x1b[31mred\x07.\n"
    "- [::set-output name=a::b]() \u202egnp.\n"
    "- ##[error]x [##[group]y]() z\r::warning::a\n"
)


@pytest.mark.parametrize("form", ["text", "github", "json"])
def test_hostile_text_injects_nothing(here: Path, form: str) -> None:
    (here / "README.md").write_bytes(HOSTILE.encode())
    _, out, err = check("--format", form, "--color", "never", cwd=here)
    for text in (out, err):
        assert not any((ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 for c in text)
        assert "\u202e" not in text
    if form != "json":
        lines = [line.lstrip() for line in out.splitlines()]
        commands = [line for line in lines if line.startswith("::")]
        ours = ("::group::Annotations of ", "::error file=", "::warning file=", "::endgroup::")
        assert all(line.startswith(ours) for line in commands)
        assert bool(commands) is (form == "github")
    if form == "github":
        assert "##[" not in out


def test_file_names_are_hostile_too(here: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("no such names there")
    name = "a\n::error::b\x1b[31m.md"
    (here / name).write_text(BROKEN)
    for form in ("text", "github"):
        _, out, _ = check("--format", form, name, cwd=here)
        assert "\x1b" not in out
        assert not any(line.startswith("::error::") for line in out.splitlines())


def test_names_that_would_be_commands_to_a_ci_runner(here: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("no such names there")
    for name in ("::error title=x::.md", " ::add-mask::.md", "##vso[task.x]y.md"):
        (here / name).write_text(BROKEN)
        for options in ([], ["--diff"], ["--format", "markdown"]):
            done = listlint("--offline", *options, name, cwd=here, env={"TF_BUILD": "True"})
            for line in (*done.out.splitlines(), *done.err.splitlines()):
                assert not line.lstrip().startswith("::")
                assert "##vso[" not in line


def test_context_of_a_diff_is_no_command(here: Path) -> None:
    (here / "README.md").write_text("::warning::x\n" + BROKEN)
    done = listlint("--offline", "--diff", cwd=here, env={"GITHUB_ACTIONS": "true"})
    assert done.code == 1
    assert " : :warning::x" in done.out.splitlines()


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes there")
@pytest.mark.parametrize("form", list(Format))
def test_file_names_may_be_no_utf_8(here: Path, form: str) -> None:
    name = os.fsdecode(b"b\xffad.md")
    (here / name).write_text(BROKEN)
    code, out, err = check("--format", form, name, cwd=here)
    assert (code, err) == (1, "")
    assert out
    assert check("--output", f"{form}=report", name, cwd=here)[::2] == (1, "")
    (here / "report").read_text("utf-8")


# --- Other commands ------------------------------------------------------------------------


def test_version_and_help(tmp_path: Path) -> None:
    out = listlint("--help", cwd=tmp_path).out
    for word in ("--unsafe-fixes", "--diff", "export", "schema", "Exit codes"):
        assert word in out
    titles = ["Commands:", "Selection:", "Fixing:", "Links:", "Output:", "Options:"]
    assert [line for line in out.splitlines() if line in titles] == titles
    assert "PATHS]...\n  --" not in out
    levels = [[], *([name] for name in COMMANDS), ["cache", "show"]]
    for level in levels:
        for option in ("-V", "--version"):
            assert listlint(*level, option, cwd=tmp_path).out == f"listlint {__version__}\n"
        for option in ("-h", "--help"):
            usage = " ".join(["Usage: listlint", *level])
            assert listlint(*level, option, cwd=tmp_path).out.startswith(usage)


def test_the_version_is_printed_without_imports(tmp_path: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "listlint", "--version"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60, check=True)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines()}
    own = {name for name in imported if name.startswith("listlint")}
    assert own == {"listlint", "listlint.cli", "listlint.cli.common", "listlint.formats"}
    assert not imported & {"click.shell_completion", "tomllib", "pydantic", "asyncio"}


def test_schema_is_a_json_schema_that_knows_the_rules(tmp_path: Path) -> None:
    schema = json.loads(listlint("schema", cwd=tmp_path).out)
    assert "duplicate-entry" in schema["properties"]["rules"]["properties"]
    text = json.dumps(schema)
    references = set(re.findall(r'"\$ref": "([^"]*)"', text))
    assert references <= {f"#/definitions/{name}" for name in schema["definitions"]}
    # What SchemaStore asks of a schema; draft 7 ignores keys beside a reference.
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert schema["$id"].startswith("https://")
    assert all(schema[key] for key in ("title", "description"))
    assert (
        text.count('{"$ref"')
        == text.count('"$ref"')
        == len(re.findall(r'"\$ref": "[^"]*"\}', text))
    )


def test_shell_completion(tmp_path: Path) -> None:
    done = listlint(cwd=tmp_path, env={"_LISTLINT_COMPLETE": "bash_source"})
    assert "_listlint_completion" in done.out


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("listlint --un", ["plain,--unsafe-fixes"]),
        ("listlint ex", ["file,ex", "plain,export"]),
        ("listlint REA", ["file,REA"]),
        ("listlint --fix REA", ["file,REA"]),
        ("listlint links REA", ["file,REA"]),
        ("listlint init REA", ["file,REA"]),
        ("listlint --select malformed-t", ["plain,malformed-table"]),
        ("listlint --ignore typo,str", ["plain,typo,stray-punctuation", "plain,typo,stray-value",
                                        "plain,typo,strong-style", "plain,typo,strict"]),
        ("listlint rule awe", ["plain,awesome"]),
        ("listlint --format sa", ["plain,sarif"]),
        ("listlint --output sa", ["file,sa", "plain,sarif="]),
        ("listlint --config list", ["file,list"]),
    ],
)  # fmt: skip
def test_shells_complete(tmp_path: Path, line: str, completed: list[str]) -> None:
    words = {
        "_LISTLINT_COMPLETE": "bash_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": str(line.count(" ")),
    }
    assert listlint(cwd=tmp_path, env=words).out.splitlines() == completed


# --- Bad input -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe#\x00 \x00A\x00", "is encoded in UTF-16 or UTF-32; save it as UTF-8"),
        (bytes(range(256)) * 8, "is a binary file"),
        (b"\x1f\x8b\x08" + random.Random(1).randbytes(5000), "is a binary file"),
        (b"a" * (16 * 2**20 + 1), "is larger than 16 MB"),
    ],
)
def test_a_file_that_is_not_text_is_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    if content.startswith(bytes(range(3))):
        content = b"\x00" * 200 + content
    (tmp_path / "README.md").write_bytes(content)
    code, out, err = check(cwd=tmp_path)
    assert (code, err) == (2, f"listlint: README.md: {message}\n")
    assert "No findings" not in out


def test_undecodable_bytes_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(b"\xef\xbb\xbf- [T\xffol](htps://tool.example) - Does it.\r\n")
    check("--fix", cwd=tmp_path)
    assert path.read_bytes() == b"\xef\xbb\xbf- [T\xffol](https://tool.example) - Does it.\r\n"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")
def test_devices_and_broken_links_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "gone.md").symlink_to("nowhere")
    os.mkfifo(tmp_path / "fifo.md")
    assert check("gone.md", cwd=tmp_path)[::2] == (2, "listlint: gone.md: does not exist\n")
    assert check("fifo.md", cwd=tmp_path)[::2] == (2, "listlint: fifo.md: is not a regular file\n")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root reads all")
def test_no_permission(here: Path) -> None:
    (here / "README.md").chmod(0)
    assert check(cwd=here)[::2] == (2, "listlint: README.md: permission denied\n")


def test_a_closed_pipe_is_no_traceback(here: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("POSIX pipes")
    (here / "README.md").write_text("- [Bee]() - Flies.\n" * 2000)
    line = f"{sys.executable} -m listlint --offline --format json | head -c 10"
    done = subprocess.run(
        ["sh", "-c", line], cwd=here, capture_output=True, timeout=60, check=False
    )
    assert done.stderr == b""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX shells")
@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("--offline README.md >&-", 1, ""),
        ("--offline nosuch.md 2>&-", 2, ""),
        ("--offline - <&-", 2, "listlint: README.md: standard input is closed\n"),
    ],
)
def test_standard_streams_may_be_closed(here: Path, line: str, code: int, message: str) -> None:
    assert shell(line, here) == (code, message)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full disk")
@pytest.mark.parametrize("line", ["--offline", "export", "rule", "rule typo", "schema", "--help"])
def test_a_full_disk_is_one_line(here: Path, line: str) -> None:
    message = "listlint: standard output: no space left on device\n"
    assert shell(f"{line} >/dev/full", here) == (2, message)


def shell(line: str, cwd: Path) -> tuple[int, str]:
    """Return the exit code of a command line, and what it printed on standard error."""
    command = ["sh", "-c", f"{sys.executable} -m listlint {line}"]
    done = subprocess.run(command, cwd=cwd, capture_output=True, timeout=60, check=False)
    return done.returncode, done.stderr.decode()
