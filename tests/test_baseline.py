"""The baseline: old findings are silent, new ones fail, resolved ones drop out."""

import json
from pathlib import Path

import pytest

from command import Done, listlint
from listlint.config.discover import ConfigError
from listlint.linter.baseline import load, name_of
from repository import Repository

ANT = "- [Ant](https://ant.example) - Walks.\n"
BAD = "- [Bad](https://bad.example) - Does the the things.\n"
WORSE = "- [Worse](https://worse.example) - Breaks all all of it.\n"
FILE = "listlint-baseline.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "README.md").write_text(f"# L\n\n{ANT}{BAD}")
    done = listlint("baseline", "--offline", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"wrote 1 finding to {FILE};")
    return tmp_path


def check(folder: Path, text: str, *more: str) -> Done:
    (folder / "README.md").write_text(text)
    return listlint("--offline", "--baseline", FILE, *more, cwd=folder)


def test_old_findings_are_silent(folder: Path) -> None:
    done = check(folder, f"# L\n\n{ANT}{BAD}")
    assert (done.code, done.out) == (0, "1 ignored by the baseline in 2 entries of 1 file.\n")


def test_they_stay_so_wherever_they_go(folder: Path) -> None:
    moved = f"# L\n\nNew words.\n\n{BAD.replace('https', 'http').replace('Bad]', 'Badger]')}{ANT}"
    assert check(folder, moved).code == 0


def test_new_findings_fail(folder: Path) -> None:
    done = check(folder, f"# L\n\n{ANT}{WORSE}{BAD}")
    assert done.code == 1
    assert "README.md:4:" in done.out
    assert "1 warning, 1 ignored by the baseline" in done.out


def test_a_second_finding_of_the_same_entry_is_new(folder: Path) -> None:
    assert check(folder, f"# L\n\n{ANT}{BAD.replace('things', 'things all all day')}").code == 1


def test_resolved_ones_drop_out_and_are_counted(folder: Path) -> None:
    done = check(folder, f"# L\n\n{ANT}{BAD.replace('the the', 'the')}")
    assert done.code == 0
    assert "1 baseline finding resolved (`listlint baseline` updates the file)" in done.out
    listlint("baseline", "--offline", cwd=folder)
    assert check(folder, f"# L\n\n{ANT}{BAD}").code == 1


def test_rules_that_do_not_run_resolve_nothing(folder: Path) -> None:
    text = f"# L\n\n{ANT}{BAD}"
    assert "resolved" not in check(folder, text, "--ignore", "repeated-word").out


def test_with_since_nothing_is_resolved(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit(f"# L\n\n{ANT}{BAD}")
    listlint("baseline", "--offline", cwd=tmp_path)
    done = check(tmp_path, f"# L\n\n{ANT}{BAD}{WORSE}", "--since", "HEAD")
    assert done.code == 1
    assert "resolved" not in done.out


def test_fixes_leave_known_findings_alone(folder: Path) -> None:
    assert check(folder, f"# L\n\n{ANT}{WORSE}{BAD}", "--fix").code == 0
    text = (folder / "README.md").read_text()
    assert "the the" in text
    assert "all all" not in text


def test_paths_are_those_from_the_baselines_folder(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/README.md").write_text(BAD)
    (tmp_path / "README.md").write_text(BAD)
    output = tmp_path / "ci" / "known.json"
    output.parent.mkdir()
    paths = ("README.md", "docs")
    listlint("baseline", "--offline", *paths, "--output", output, cwd=tmp_path)
    assert list(json.loads(output.read_text())["findings"]) == ["../README.md", "../docs/README.md"]
    known = ("--offline", "--baseline", output)
    assert listlint(*known, *paths, cwd=tmp_path).code == 0
    assert listlint(*known, cwd=tmp_path / "docs").code == 0
    assert name_of(None, str(tmp_path / "x.md"), output) == "../x.md"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no such file; `listlint baseline` writes one"),
        ("{", "cannot be read"),
        ("[" * 100_000, "cannot be read"),
        ("[]", "should be a table"),
        ('{"version": 2}', "version: should be 1, not `2`"),
        ('{"version": 1}', "findings: is missing"),
        ('{"version": 1, "findings": {"README.md": []}}', "README.md: should be a table"),
        ('{"version": 1, "findings": {"README.md": {"a": 1}}}', "a: should be a string"),
    ],
)
def test_a_baseline_that_is_none(tmp_path: Path, content: str | None, message: str) -> None:
    path = tmp_path / FILE
    if content is not None:
        path.write_text(content)
    with pytest.raises(ConfigError, match="baseline") as caught:
        load(path)
    assert message in str(caught.value)
    (tmp_path / "README.md").write_text(ANT)
    done = listlint("--offline", "--baseline", FILE, cwd=tmp_path)
    assert done.code == 2
    assert done.err.count("\n") == 1


def test_a_baseline_that_cannot_be_written(folder: Path) -> None:
    done = listlint("baseline", "--offline", "--output", "no/such/folder.json", cwd=folder)
    assert done.code == 2
    assert "cannot be written" in done.err


def test_the_config_names_a_baseline(tmp_path: Path) -> None:
    """It is relative to the config, and read from the same commit."""
    repository = Repository(tmp_path / "list")
    repository.write('baseline = "meta/known.json"\n', "listlint.toml")
    repository.write(f"# L\n\n{ANT}{BAD}", "docs/README.md")
    (repository.folder / "meta").mkdir()
    missing = listlint("--offline", "docs", cwd=repository.folder)
    assert missing.code == 2
    assert "known.json: no such file; `listlint baseline` writes one" in missing.err
    done = listlint("baseline", "--offline", "docs", cwd=repository.folder)
    assert done.out == f"wrote 1 finding to {Path('meta', 'known.json')}\n"
    assert listlint("--offline", "docs", cwd=repository.folder).code == 0
    repository.commit()
    repository.write('{"version": 1, "findings": {}}', "meta/known.json")
    assert listlint("--offline", "docs", cwd=repository.folder).code == 1
    trusted = ("--config-from", "HEAD")
    assert listlint("--offline", *trusted, "docs", cwd=repository.folder).code == 0
