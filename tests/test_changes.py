"""Only what changed: entries by what they point to, other text by its lines, links by URL."""

import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given

from command import Done, listlint
from listlint.config.models import default_config
from listlint.entries.context import LintContext
from listlint.linter.changes import new_findings, new_urls
from listlint.linter.engine import lint
from listlint.markdown import parse
from listlint.sources import git
from lists import broken_lists
from repository import Repository, clone


def reading(text: str) -> LintContext:
    return LintContext(parse(text, "README.md"))


RULES = default_config().rules_for("README.md")


def added(before: str, after: str) -> list[tuple[str, int]]:
    """Return rule and line of each finding that `after` has and `before` does not have."""
    old, new = reading(before), reading(after)
    findings = new_findings(old, lint(old, RULES), new, lint(new, RULES))
    return [(f.rule, new.document.lines.position(f.span.start).line) for f in findings]


ANT = "- [Ant](https://ant.example) - Walks.\n"
BEE = "- [Bee](https://bee.example) - Flies.\n"
CAT = "- [Cat](https://cat.example) - Purrs.\n"
BAD = "- [Bad](https://bad.example) - Does the the things.\n"
WORSE = "- [Worse](https://worse.example) - Breaks all all of it.\n"


def table(*rows: str) -> str:
    return "\n".join(["| Name | What |", "| --- | --- |", *rows, ""])


# --- What is new ---------------------------------------------------------------------------


def test_a_finding_of_an_added_entry_is_new() -> None:
    assert added(ANT + BAD, ANT + WORSE + BAD) == [("repeated-word", 2)]


def test_a_moved_finding_is_not() -> None:
    assert added(f"# A\n\n{ANT}{BAD}{CAT}", f"# A\n\n{CAT}{BAD}{ANT}") == []
    assert added(f"# A\n\n{BAD}\n## B\n\n{CAT}", f"# A\n\n{ANT}\n## B\n\n{BAD}{CAT}") == []


def test_another_mistake_in_the_same_entry_is_new() -> None:
    assert added(BAD, BAD.replace("the the", "does does")) == [("repeated-word", 1)]


def test_an_entry_with_another_url_or_name_has_the_same_finding() -> None:
    assert added(BAD, BAD.replace("bad.example", "worse.example")) == []
    assert added(BAD, BAD.replace("[Bad]", "[Good]")) == []


def test_under_another_heading_or_a_realigned_table_nothing_is_new() -> None:
    text = "The the text of a section.\n"
    assert added(f"# A\n\n{text}{BAD}", f"# B\n\n{text}{BAD}") == []
    wide = table("| [Bad](https://bad.example)    | Does the the things. |")
    assert added(table("| [Bad](https://bad.example) | Does the the things. |"), wide) == []


def test_of_findings_alike_those_on_changed_lines_are_new() -> None:
    line = "See the the text.\n\n"
    assert added(line, f"See the the words.\n\n{line}") == [("repeated-word", 1)]
    assert added(line, line + line) == [("repeated-word", 3)]


def test_what_a_change_breaks_elsewhere_is_new() -> None:
    contents = f"# L\n\n## Contents\n\n- [A](#a)\n- [B](#b)\n\n## A\n\n{ANT}\n## B\n\n{BEE}"
    (finding,) = added(contents, contents.replace("## B", "## Z"))
    assert finding == ("toc-mismatch", 6)
    rows = table("| [Ant](https://ant.example) | Walks. |")
    assert added(rows, rows.replace("| --- | --- |\n", "")) == [("malformed-table", 1)]


def test_only_new_urls_are_requested() -> None:
    before = ANT + BEE
    after = ANT.replace("Walks", "Runs") + BEE.replace("bee.example", "bee2.example") + CAT
    urls = new_urls(reading(before), reading(after))
    assert urls == {"https://bee2.example", "https://cat.example"}


@given(broken_lists())
def test_of_the_same_list_nothing_is_new(text: str) -> None:
    context = reading(text)
    findings = lint(context, RULES)
    assert new_findings(context, findings, context, findings) == []
    assert new_findings(reading(""), (), context, findings) == findings


# --- Conventions ---------------------------------------------------------------------------


def entries(count: int, end: str, first: int = 0) -> str:
    return "".join(
        f"- [Tool {n}](https://t{n}.example) - Does useful work number {n}{end}\n"
        for n in range(first, first + count)
    )


def test_conventions_are_those_of_the_base(repository: Repository) -> None:
    repository.commit("# List\n\n## Tools\n\n" + entries(19, ".") + entries(1, "", 19))
    many = entries(10, "", 20)  # they would end the convention of the list
    repository.write(repository.read() + many)
    assert [line for _, _, line in since(repository)] == list(range(25, 35))


def test_a_change_makes_no_convention_for_others(repository: Repository) -> None:
    repository.commit("# List\n\n## Tools\n\n" + entries(8, ".") + entries(2, "", 8))
    repository.write(repository.read() + entries(60, ".", 10))
    assert since(repository) == []


# --- The command line ----------------------------------------------------------------------


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "list")
    made.commit(f"# List\n\n{ANT}{BAD}{BEE}")
    return made


def check(
    repository: Repository, *arguments: str | Path, env: dict[str, str] | None = None
) -> Done:
    return listlint("--offline", *arguments, cwd=repository.folder, env=env)


def found(done: Done) -> list[tuple[str, str, int]]:
    assert done.code in (0, 1), done.err
    return [(d["path"], d["rule"], d["line"]) for d in json.loads(done.out)["diagnostics"]]


def since(repository: Repository, *more: str) -> list[tuple[str, str, int]]:
    return found(check(repository, "--since", "main", "--format", "json", *more))


def test_since_tells_of_new_entries_alone(repository: Repository) -> None:
    repository.git("switch", "-q", "-c", "topic")
    repository.commit(f"# List\n\n{CAT}{ANT}{WORSE}{BAD}{BEE}")
    assert since(repository) == [("README.md", "repeated-word", 5)]
    assert len(found(check(repository, "--format", "json"))) == 2


def test_since_starts_at_the_merge_base(repository: Repository) -> None:
    repository.git("switch", "-q", "-c", "topic")
    repository.commit(f"# List\n\n{ANT}{BAD}{BEE}{CAT}")
    repository.git("switch", "-q", "main")
    repository.commit(f"# List\n\n{ANT}{BEE}")  # main fixes the old fault meanwhile
    repository.git("switch", "-q", "topic")
    assert since(repository) == []


def test_since_sees_what_is_not_committed(repository: Repository) -> None:
    repository.write(f"# List\n\n{ANT}{BAD}{BEE}{WORSE}")
    assert since(repository) == [("README.md", "repeated-word", 6)]


def test_duplicates_are_sought_in_the_whole_list(repository: Repository) -> None:
    repository.write(f"# List\n\n{ANT}{BAD}{BEE}" + ANT.replace("Ant", "Emmet"))
    assert [(rule, line) for _, rule, line in since(repository)] == [("duplicate-entry", 6)]
    repository.write(f"# List\n\n{ANT.replace('Ant', 'Emmet')}{CAT}{ANT}{BAD}{BEE}")
    assert [rule for _, rule, _ in since(repository)] == ["duplicate-entry"]


def test_a_renamed_file_is_the_same_list(repository: Repository) -> None:
    repository.git("switch", "-q", "-c", "topic")
    repository.git("mv", "README.md", "readme.markdown")
    repository.commit(f"# List\n\n{ANT}{BAD}{BEE}{WORSE}", "readme.markdown")
    assert since(repository) == [("readme.markdown", "repeated-word", 6)]


def test_a_new_file_is_new_as_a_whole(repository: Repository) -> None:
    repository.write(f"# More\n\n{BAD}", "docs/README.md")
    lists = ("README.md", "docs/README.md")
    assert since(repository, *lists) == [("docs/README.md", "repeated-word", 3)]


def test_several_lists_in_several_folders(repository: Repository) -> None:
    repository.commit(f"# More\n\n{BAD}", "docs/README.md")
    repository.git("switch", "-q", "-c", "topic")
    repository.commit(f"# More\n\n{BAD}{WORSE}", "docs/README.md")
    lists = ("README.md", "docs/README.md")
    assert since(repository, *lists) == [("docs/README.md", "repeated-word", 4)]
    done = listlint(
        "--offline", "--since", "main", "--format", "json", cwd=repository.folder / "docs"
    )
    assert found(done) == [("README.md", "repeated-word", 4)]


def test_since_reads_standard_input_under_its_name(repository: Repository) -> None:
    text = f"# List\n\n{ANT}{BAD}{BEE}{WORSE}".encode()
    done = listlint(
        "-", "--offline", "--since", "main", "--format", "json", cwd=repository.folder, stdin=text
    )
    assert found(done) == [("README.md", "repeated-word", 6)]


def test_fixes_are_limited_to_what_counts(repository: Repository) -> None:
    repository.write(f"# List\n\n{ANT}{BAD}{BEE}{WORSE}")
    done = check(repository, "--since", "main", "--fix")
    assert (done.code, done.err) == (0, "")
    fixed = WORSE.replace("all all", "all")
    assert repository.read() == f"# List\n\n{ANT}{BAD}{BEE}{fixed}"


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("nonsense", "--since nonsense: no such commit; fetch it first"),
        ("--output=x", "--since --output=x: no such commit"),
        ("", "--since : no such commit"),
    ],
)
def test_an_unknown_revision_is_one_line(repository: Repository, revision: str, said: str) -> None:
    done = check(repository, f"--since={revision}")
    assert done.code == 2
    assert done.err.startswith(f"listlint: {said}")
    assert done.err.count("\n") == 1


def test_a_shallow_clone_says_how_to_deepen(repository: Repository, tmp_path: Path) -> None:
    first = repository.git("rev-parse", "HEAD").strip()
    repository.commit(f"# List\n\n{ANT}{BAD}{BEE}{CAT}")
    clone(repository, tmp_path / "clone", "--depth", "1")
    done = listlint("--offline", "--since", first, cwd=tmp_path / "clone")
    assert done.code == 2
    assert "this clone is shallow" in done.err
    assert "git fetch --unshallow" in done.err
    assert "fetch-depth: 2" in done.err


def test_a_shallow_clone_without_a_common_commit(repository: Repository, tmp_path: Path) -> None:
    repository.git("switch", "-q", "-c", "topic")
    repository.commit(f"# List\n\n{ANT}{BAD}{BEE}{CAT}")
    repository.git("switch", "-q", "main")
    repository.commit(f"# List\n\n{BEE}")
    folder = clone(repository, tmp_path / "clone", "--depth", "1", "--no-single-branch")
    done = listlint("--offline", "--since", "origin/topic", cwd=folder)
    assert done.code == 2
    assert "no common ancestor with HEAD; this clone is shallow" in done.err


def test_a_partial_clone_does_not_take_all_for_new(repository: Repository, tmp_path: Path) -> None:
    first = repository.git("rev-parse", "HEAD").strip()
    repository.commit(f"# List\n\n{ANT}{BAD}{BEE}{CAT}")
    repository.git("config", "uploadpack.allowFilter", "true")
    folder = clone(repository, tmp_path / "clone", "--filter=blob:none")
    done = listlint("--offline", "--since", first, cwd=folder)
    assert done.code == 2
    assert "previous version is not in this clone" in done.err


def test_outside_of_a_repository(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(ANT)
    done = listlint("--offline", "--since", "main", cwd=tmp_path)
    assert done.code == 2
    assert "not in a git repository" in done.err


def test_without_git(repository: Repository, tmp_path: Path) -> None:
    git.program.cache_clear()
    done = check(repository, "--since", "main", env={"PATH": str(tmp_path)})
    assert (done.code, done.err) == (
        2,
        "listlint: git is not installed\n",
    )


def test_nothing_of_the_repository_is_run(repository: Repository) -> None:
    trap = repository.folder / "trap"
    script = repository.write(f"#!/bin/sh\ntouch '{trap}'\ncat\n", "evil.sh")
    script.chmod(0o755)
    repository.write("*.md filter=evil diff=evil\n", ".gitattributes")
    for key, value in {
        "filter.evil.clean": str(script),
        "filter.evil.smudge": str(script),
        "diff.evil.textconv": str(script),
        "diff.evil.command": str(script),
        "diff.external": str(script),
        "core.fsmonitor": str(script),
        "core.pager": str(script),
    }.items():
        repository.git("config", key, value)
    repository.write(f"# List\n\n{ANT}{BAD}{BEE}{WORSE}")
    env = {"GIT_EXTERNAL_DIFF": str(script)}
    for option in (("--since", "main"), ("--staged",)):
        assert check(repository, *option, env=env).code in (0, 1)
    assert not trap.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="scripts of POSIX")
def test_a_git_of_the_checkout_is_not_run(repository: Repository) -> None:
    trap = repository.folder / "trap"
    repository.write(f"#!/bin/sh\ntouch '{trap}'\n", "git").chmod(0o755)
    for path in (".", "", ".:" + os.environ["PATH"]):
        check(repository, "--since", "main", env={"PATH": path})
    assert not trap.exists()


# --- What is staged ------------------------------------------------------------------------


def staged(repository: Repository, *more: str, env: dict[str, str] | None = None) -> Done:
    return check(repository, "--staged", "--format", "json", *more, env=env)


def test_staged_reads_the_index(repository: Repository) -> None:
    repository.write(f"# List\n\n{ANT}{BAD}{BEE}{WORSE}")
    assert found(staged(repository)) == []  # nothing is staged yet
    repository.git("add", "README.md")
    repository.write(f"# List\n\n{ANT}")  # what lies there now is not what will be committed
    assert found(staged(repository)) == [("README.md", "repeated-word", 6)]


def test_staged_before_the_first_commit(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.write(BAD)
    assert found(staged(repository)) == []
    repository.git("add", "README.md")
    assert found(staged(repository)) == [("README.md", "repeated-word", 1)]


def test_staged_refuses_to_fix_what_has_other_changes(repository: Repository) -> None:
    repository.write(f"# List\n\n{ANT}{BAD}{BEE}{WORSE}")
    repository.git("add", "README.md")
    repository.write(f"# List\n\n{ANT}{BAD}{BEE}{WORSE}{CAT}")
    done = check(repository, "--staged", "--fix")
    assert done.code == 2
    assert "has changes that are not staged; stage or stash them" in done.err
    assert repository.read().endswith(CAT)


def test_staged_fixes_what_is_staged(repository: Repository) -> None:
    repository.write(f"# List\n\n{ANT}{BAD}{BEE}{WORSE}")
    repository.git("add", "README.md")
    assert check(repository, "--staged", "--fix").code == 0
    assert repository.read() == f"# List\n\n{ANT}{BAD}{BEE}{WORSE.replace('all all', 'all')}"


def test_staged_with_the_paths_that_git_gives_hooks(repository: Repository) -> None:
    repository.write(f"# More\n\n{WORSE}", "docs/README.md")
    repository.git("add", "-A")
    env = {"GIT_DIR": ".git", "GIT_INDEX_FILE": ".git/index"}
    done = staged(repository, "docs/README.md", env=env)
    assert found(done) == [("docs/README.md", "repeated-word", 3)]


def test_staged_with_line_ends_that_git_changes(repository: Repository) -> None:
    repository.git("config", "core.autocrlf", "true")
    repository.write(f"# List\n\n{ANT}{BAD}{BEE}{WORSE}".replace("\n", "\r\n"))
    repository.git("add", "README.md")
    assert check(repository, "--staged", "--fix").code == 0
    assert repository.read().count("\r\n") == 6
    assert "all all" not in repository.read()
    assert "the the" in repository.read()


def test_since_and_staged_are_one_too_many(repository: Repository) -> None:
    done = check(repository, "--since", "main", "--staged")
    assert (done.code, done.err) == (
        2,
        "listlint: `--since` and `--staged` cannot be used together\n",
    )


def test_staged_without_staged_changes_says_so(repository: Repository) -> None:
    done = check(repository, "--staged")
    assert done.code == 0
    assert "README.md: has no staged changes; not checked" in done.err


def test_staged_in_pre_commit_checks_what_it_is_given(repository: Repository) -> None:
    """With `--all-files` nothing is staged; with `--from-ref`, another commit is the base."""
    env = {"PRE_COMMIT": "1"}
    assert [line for _, _, line in found(staged(repository, env=env))] == [4]
    first = repository.git("rev-parse", "HEAD").strip()
    repository.commit(f"# List\n\n{ANT}{BAD}{BEE}{WORSE}")
    done = staged(repository, env=env | {"PRE_COMMIT_FROM_REF": first})
    assert [line for _, _, line in found(done)] == [6]


def test_a_removed_file_breaks_a_link(repository: Repository) -> None:
    repository.commit("Hello.\n", "docs/guide.md")
    repository.commit(f"# List\n\nSee [the guide](docs/guide.md), [more](docs/more.md).\n\n{ANT}")
    first = repository.git("rev-parse", "HEAD").strip()
    (repository.folder / "docs/guide.md").unlink()
    findings = found(check(repository, "--since", first, "--format", "json"))
    assert findings == [("README.md", "broken-path", 3)]
    repository.git("rm", "-q", "docs/guide.md")
    repository.write("Hello, I am not staged.\n", "docs/guide.md")
    repository.write(repository.read().replace("Walks", "Runs"))
    repository.git("add", "README.md")
    assert [rule for _, rule, _ in found(staged(repository))] == ["broken-path"]


def test_an_excluded_file_is_left_alone(repository: Repository) -> None:
    repository.write('exclude = ["README.md"]\n', "listlint.toml")
    assert since(repository) == []


# --- Configs of a commit -------------------------------------------------------------------


def test_config_from_reads_configs_as_they_were(repository: Repository) -> None:
    repository.commit('ignore = ["repeated-word"]\n', "listlint.toml")
    repository.write("select = 1\n", "listlint.toml")  # is broken now, and may be hostile
    repository.write(BAD, "docs/README.md")
    repository.write("[tool.listlint]\nselect = 2\n", "docs/pyproject.toml")
    for paths in ((), ("README.md", "docs/README.md")):
        assert check(repository, "--config-from", "main", *paths).code == 0
    assert check(repository).code == 2
    given = ("--config-from", "main", "--config", "listlint.toml")
    assert check(repository, *given, "docs/README.md").code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights there")
def test_config_from_is_not_led_to_another_file_of_the_commit(repository: Repository) -> None:
    repository.commit("ignore = ['*']\n", "lax.toml")
    repository.commit("[rules.typo]\nseverity = 'error'\n", "listlint.toml")
    repository.write(BAD)
    (repository.folder / "listlint.toml").unlink()
    (repository.folder / "listlint.toml").symlink_to("lax.toml")
    assert check(repository).code == 0
    assert check(repository, "--config-from", "main").code == 1


def test_config_from_a_commit_without_one(repository: Repository) -> None:
    repository.write('ignore = ["repeated-word"]\n', "listlint.toml")
    assert check(repository).code == 0
    assert check(repository, "--config-from", "main").code == 1
    done = check(repository, "--config-from", "main", "--config", "listlint.toml")
    assert (done.code, done.err) == (2, "listlint: listlint.toml: no such file\n")


def test_config_from_an_unknown_commit(repository: Repository) -> None:
    done = check(repository, "--config-from", "nonsense")
    assert done.code == 2
    assert done.err.startswith("listlint: --config-from nonsense: no such commit")
