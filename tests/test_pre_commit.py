"""The hooks, run by the real pre-commit: it builds and installs this very checkout."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from repository import Repository, plain_environment

ROOT = Path(__file__).parents[1]
PARTS = (
    ".pre-commit-hooks.yaml",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "src",
    "rules",
    "tools",
    "docs",
)  # all that a build needs
ANT = "- [Ant](https://ant.example) - Walks.\n"
BAD = "- [Bad](https://bad.example) - Does the the things.\n"
FIXED = BAD.replace("the the", "the")
EMPTY = "- [Empty]() - Has no page.\n"


@dataclass(frozen=True)
class PreCommit:
    """pre-commit with a cache of its own, and the repository that has our hooks."""

    hooks: Repository
    home: Path

    def run(self, folder: Path, *arguments: str, program: str = "pre-commit") -> tuple[int, str]:
        scripts = Path(sys.executable).parent
        environment = plain_environment() | {
            "PRE_COMMIT_HOME": str(self.home),
            "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
            "GIT_AUTHOR_NAME": "Ann",
            "GIT_AUTHOR_EMAIL": "ann@list.example",
            "GIT_COMMITTER_NAME": "Ann",
            "GIT_COMMITTER_EMAIL": "ann@list.example",
        }
        done = subprocess.run(
            (program, *arguments),
            cwd=folder,
            env=environment,
            capture_output=True,
            timeout=400,
            check=False,
        )
        return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


@pytest.fixture(scope="session")
def pre_commit(tmp_path_factory: pytest.TempPathFactory) -> PreCommit:
    hooks = Repository(tmp_path_factory.mktemp("hooks"))
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(
                ROOT / part, hooks.folder / part, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(ROOT / part, hooks.folder / part)
    hooks.commit()
    return PreCommit(hooks, tmp_path_factory.mktemp("home"))


def config(pre_commit: PreCommit, hook: str) -> str:
    return (
        "repos:\n"
        f"  - repo: {pre_commit.hooks.folder}\n"
        f"    rev: {pre_commit.hooks.git('rev-parse', 'HEAD').strip()}\n"
        "    hooks:\n"
        f"      - id: {hook}\n"
    )


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "list")
    made.commit(f"# List\n\n{ANT}")
    return made


def test_all_files_are_checked(pre_commit: PreCommit, repository: Repository) -> None:
    repository.commit(config(pre_commit, "listlint"), ".pre-commit-config.yaml")
    repository.commit(f"# List\n\n{ANT}{BAD}")
    code, out = pre_commit.run(repository.folder, "run", "--all-files")
    assert code == 1, out
    assert "README.md:4:" in out
    assert "repeated-word" in out


def test_a_commit_is_refused_fixed_and_accepted(
    pre_commit: PreCommit, repository: Repository
) -> None:
    folder = repository.folder
    repository.commit(config(pre_commit, "listlint-fix"), ".pre-commit-config.yaml")
    code, out = pre_commit.run(folder, "install")
    assert code == 0, out

    def commit() -> tuple[int, str]:
        repository.git("add", "README.md")
        return pre_commit.run(folder, "commit", "-m", "Add tools", program="git")

    repository.write(f"# List\n\n{ANT}{BAD}{EMPTY}")
    code, out = commit()
    assert code == 1, out
    assert "files were modified by this hook" in out
    assert "README.md:5:" in out  # what cannot be fixed is reported with its line
    assert repository.read() == f"# List\n\n{ANT}{FIXED}{EMPTY}"

    code, out = commit()
    assert code == 1, out
    assert "files were modified" not in out

    repository.write(f"# List\n\n{ANT}{FIXED}")
    code, out = commit()
    assert code == 0, out
    assert repository.git("log", "-1", "--format=%s").strip() == "Add tools"


def test_only_what_a_commit_adds_counts_if_that_is_asked(
    pre_commit: PreCommit, repository: Repository
) -> None:
    repository.commit(f"# List\n\n{ANT}{EMPTY}")
    asked = config(pre_commit, "listlint") + "        args: [--staged]\n"
    repository.commit(asked, ".pre-commit-config.yaml")
    assert pre_commit.run(repository.folder, "install")[0] == 0

    def commit(text: str) -> tuple[int, str]:
        repository.write(text)
        return pre_commit.run(repository.folder, "commit", "-am", "Add", program="git")

    code, out = commit(f"# List\n\n{BAD}{ANT}{EMPTY}")
    assert code == 1, out
    assert "README.md:3:" in out
    assert "README.md:5:" not in out
    code, out = commit(f"# List\n\n{FIXED}{ANT}{EMPTY}")
    assert code == 0, out


def test_links_are_checked_when_asked_for_alone(
    pre_commit: PreCommit, repository: Repository
) -> None:
    folder = repository.folder
    repository.commit(config(pre_commit, "listlint-links"), ".pre-commit-config.yaml")
    repository.write(f"# List\n\n{ANT}{BAD.replace('https://bad.example', 'docs/none.md')}")
    repository.git("add", "-A")
    assert pre_commit.run(folder, "run")[0] == 0
    code, out = pre_commit.run(folder, "run", "--hook-stage", "manual")
    assert code == 1, out
    assert "README.md:4:" in out


def test_other_files_are_left_alone(pre_commit: PreCommit, repository: Repository) -> None:
    repository.commit(config(pre_commit, "listlint"), ".pre-commit-config.yaml")
    repository.write(BAD, "notes.md")
    repository.git("add", "-A")
    code, out = pre_commit.run(repository.folder, "run")
    assert (code, "Skipped" in out) == (0, True), out
    repository.write(f"# List\n\n{BAD}", "docs/readme.markdown")
    repository.git("add", "-A")
    code, out = pre_commit.run(repository.folder, "run")
    assert code == 1, out
    assert "docs/readme.markdown:3:" in out


def test_every_hook_has_a_command_that_exists() -> None:
    from listlint.cli.check import command

    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert [hook["id"] for hook in hooks] == ["listlint", "listlint-fix", "listlint-links"]
    options = {option for parameter in command.params for option in parameter.opts}
    for hook in hooks:
        program, *arguments = hook["entry"].split()
        assert program == "listlint"
        assert set(arguments) <= options
