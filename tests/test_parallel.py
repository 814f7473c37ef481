"""Several lists in several processes: the same as one by one, whatever happens to a process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from command import listlint
from listlint.entries.context import LintContext
from listlint.formats import Format
from listlint.linter import parallel, run
from listlint.rules.text import repeated_word

BROKEN = "# {0}\n\n- [Ant](htps://{0}.example) - Walks on the the mat.\n- [Bee]() - Flies.\n"
NAMES = ["b.md", "a.md", "d.md", "c.md"]

needs_forks = pytest.mark.skipif(sys.platform != "linux", reason="processes are no forks here")


@pytest.fixture
def here(tmp_path: Path) -> Path:
    for name in NAMES:
        (tmp_path / name).write_text(BROKEN.format(name[0]))
    (tmp_path / "clean.md").write_text("# Clean\n")
    return tmp_path


def check(here: Path, jobs: int, *options: str) -> tuple[int, str, str]:
    paths = [*NAMES, "no.md", "clean.md"]
    done = listlint("--offline", "--jobs", str(jobs), *options, *paths, cwd=here)
    return done.code, done.out, done.err


@pytest.mark.parametrize("form", list(Format))
def test_reports_are_the_same_as_one_by_one(here: Path, form: str) -> None:
    alone, together = (check(here, jobs, "--format", form, "-v") for jobs in (1, 3))
    assert alone == together
    assert alone[0] == 2
    assert "no.md: does not exist" in alone[2]


def test_so_are_fixes(here: Path) -> None:
    done = []
    for jobs in (1, 3):
        before = {path: path.read_text() for path in here.iterdir()}
        shown = check(here, jobs, "--diff"), check(here, jobs, "--fix", "--show-fixes")
        done.append((*shown, {path: path.read_text() for path in here.iterdir()}))
        for path, text in before.items():
            path.write_text(text)
    assert done[0] == done[1]
    assert all("the the" not in text for text in done[0][2].values())


def test_so_are_changes_exemptions_and_baselines(here: Path) -> None:
    (here / "listlint.toml").write_text(
        'baseline = "known.json"\n[[exempt]]\nname = "Bee"\nrules = ["empty-link"]\n'
        '[[exempt]]\nname = "Cat"\nrules = ["repeated-word"]\n'
    )
    assert listlint("baseline", "--offline", "--jobs", "3", "a.md", "b.md", cwd=here).code == 0
    alone, together = (check(here, jobs) for jobs in (1, 3))
    assert alone == together
    assert "ignored by the baseline" in alone[1]
    assert "exempt `Cat` is unused" in alone[1]
    assert "exempt `Bee`" not in alone[1]


def test_processes_that_are_no_forks_return_the_same(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = check(here, 1, "--format", "json")
    monkeypatch.setattr(parallel, "_start_method", lambda: "spawn")
    assert check(here, 2, "--format", "json") == alone


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many processes each run starts; none is started in fact."""
    jobs: list[int] = []

    def in_one_process(work, tasks, _sizes, count):  # type: ignore[no-untyped-def]
        jobs.append(count)
        return list(map(work, tasks))

    monkeypatch.setattr(parallel, "in_processes", in_one_process)
    monkeypatch.setattr(run, "_cores", lambda: 4)
    return jobs


@pytest.mark.parametrize(
    ("options", "size", "count"),
    [
        ((), 100, None),  # not worth a process
        ((), 600_000, 4),
        (("--jobs", "1"), 600_000, None),
        (("--jobs", "2"), 100, 2),
        (("--jobs", "1000000"), 100, 5),
    ],
)
def test_processes_are_started_for_much_work_only_and_never_more_than_lists(
    here: Path, started: list[int], options: tuple[str, ...], size: int, count: int | None
) -> None:
    for path in here.iterdir():
        path.write_text("# A\n" + "\n" * size)
    listlint("--offline", *options, *NAMES, "clean.md", cwd=here)
    assert started == ([] if count is None else [count])


def test_lists_can_be_more_than_processes(tmp_path: Path, started: list[int]) -> None:
    for number in range(70):
        (tmp_path / f"{number}.md").write_text("# A\n")
    assert listlint("--offline", "--jobs", "70", "*.md", cwd=tmp_path).code == 0
    assert started == [61]


@pytest.mark.parametrize("jobs", ["0", "-1", "many"])
def test_the_number_of_processes_is_checked(here: Path, jobs: str) -> None:
    done = listlint("--jobs", jobs, "a.md", cwd=here)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("listlint: invalid value for `--jobs`")


@needs_forks
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_rule_that_crashes_on_one_list_does_not_hide_the_others(
    here: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    def crash(context: LintContext, _options: object) -> Iterator[None]:
        if context.document.path == "a.md":
            raise ZeroDivisionError
        return iter(())

    monkeypatch.setattr(repeated_word, "check", crash)
    code, out, err = check(here, jobs)
    assert code == 2
    assert "b.md:3:" in out
    assert "c.md:3:" in out
    assert "a.md" not in out
    assert "a.md: rule repeated-word: ZeroDivisionError(); please report it" in err


@needs_forks
def test_a_process_that_is_killed_costs_its_list_only(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(context: LintContext, _options: object) -> Iterator[None]:
        if context.document.path == "a.md":
            os.kill(os.getpid(), signal.SIGKILL)
        return iter(())

    (here / "largest.md").write_text(BROKEN.format("e") * 9)  # another one that is done before
    monkeypatch.setattr(repeated_word, "check", die)
    done = listlint("--offline", "--jobs", "2", "largest.md", *NAMES, cwd=here)
    assert done.code == 2
    assert [name for name in NAMES if f"{name}:3:" in done.out] == ["b.md", "d.md", "c.md"]
    assert done.err.startswith("listlint: a.md: its process ended unexpectedly")


@needs_forks
def test_ctrl_c_ends_all_processes_without_a_traceback(here: Path) -> None:
    script = dedent("""
        import os, time
        from listlint import cli
        from listlint.rules.text import repeated_word

        def wait(context, options):
            print(os.getpid(), file=open("started", "a"), flush=True)
            time.sleep(600)

        repeated_word.check = wait
        cli.main()
    """)
    command = [sys.executable, "-c", script, "--offline", "--fix", "--jobs", "2", *NAMES]
    with subprocess.Popen(
        command, cwd=here, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        while len(workers := _started(here)) < 2:
            assert process.poll() is None
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err.strip()) == (130, "listlint: interrupted")
    for worker in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)
    assert (here / "a.md").read_text() == BROKEN.format("a")


def _started(here: Path) -> list[int]:
    path = here / "started"
    return [int(line) for line in path.read_text().splitlines()] if path.exists() else []
