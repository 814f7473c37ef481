"""Many lists at once: the same as one run, whatever workers, schedulers and disks do."""

import csv
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psutil
import pytest
from distributed import LocalCluster

from command import Done, listlint
from listlint.fleet import cluster as clusters
from listlint.fleet import run as runs
from listlint.fleet import state as states
from listlint.fleet.cluster import ClusterError, TaskLostError
from listlint.fleet.cluster import Done as TaskDone
from listlint.fleet.job import Job
from listlint.linter.link_options import LinkOverrides


@dataclass
class Site:
    """A web site on loopback, and what it was asked."""

    port: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    before: Callable[[str], None] = lambda path: None


@contextmanager
def serve() -> Iterator[Site]:
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked[self.path] += 1
            made.before(self.path)
            self.send_response(404 if "dead" in self.path else 200)
            self.send_header("content-length", "0")
            self.end_headers()

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the current folder, with six lists that share links."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    fill(tmp_path, site)
    return tmp_path


def fill(folder: Path, site: Site) -> None:
    """Write six lists, and a config that finds the site."""
    (folder / "listlint.toml").write_text(
        "[links]\nspacing = 0\n[[links.remap]]\n"
        f"regex = '^http://([a-z]+)\\.example/'\nto = 'http://127.0.0.1:{site.port}/\\1/'\n"
    )
    for number in range(6):
        links = [f"http://own.example/{number}", "http://all.example/x", "http://all.example/dead"]
        links += [f"http://own.example/dead-{number}", "http://all.example/x#part"]
        links.append("htps://own.example")
        items = "".join(f"- [Tool {i}](<{url}>) - Does it.\n" for i, url in enumerate(links))
        (folder / f"list{number}.md").write_text(f"# List\n\n{items}")
    (folder / "lists.txt").write_text("# ours\n\nlist*.md\n")


@dataclass(frozen=True)
class OneRun:
    """What one process finds and requests."""

    findings: list[dict[str, Any]]
    asked: Counter[str]
    cached: dict[str, str]


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> OneRun:
    folder = tmp_path_factory.mktemp("one")
    with serve() as site:
        fill(folder, site)
        options = ("--allow-private", "--cache-file", "one.sqlite", "--output", "one.jsonl")
        paths = sorted(path.name for path in folder.glob("list*.md"))
        listlint("check", *options, *paths, cwd=folder)
        return OneRun(
            findings(folder / "one.jsonl"), site.asked.copy(), cached(folder / "one.sqlite")
        )


def fleet(*arguments: str) -> Done:
    return listlint(
        "fleet", "lists.txt", "--allow-private", "--cache-file", "fleet.sqlite", *arguments
    )


def findings(path: Path = Path("fleet/findings.jsonl")) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def rows(name: str) -> list[dict[str, str]]:
    with Path("fleet", name).open(newline="") as file:
        return list(csv.DictReader(file))


def cached(path: Path = Path("fleet.sqlite")) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as db:
        rows = dict(db.execute("SELECT page, kind FROM known"))
    return {re.sub(r":\d+/", "/", page): kind for page, kind in rows.items()}


def local_cluster(workers: int) -> LocalCluster:
    """Return workers that are threads: those start in no time."""
    return LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=False,
        dashboard_address="127.0.0.1:0",
        protocol="tcp",
        host="127.0.0.1",
    )


# --- With Dask -------------------------------------------------------------------------------


def test_a_fleet_finds_what_one_run_finds(folder: Path, site: Site, one: OneRun) -> None:
    with local_cluster(2) as cluster:
        done = fleet("--scheduler", cluster.scheduler_address)
    assert done.code == 1, done.err
    assert findings() == one.findings
    assert len(one.findings) == 18
    assert cached() == one.cached
    assert site.asked == one.asked, "every page is requested once, however many lists have it"
    assert "15 links: 7 dead, 8 alive." in done.out


def test_a_killed_worker_costs_its_unfinished_work_only(
    folder: Path, site: Site, one: OneRun
) -> None:
    killed: list[int] = []

    def kill(path: str) -> None:
        if path == "/own/3" and not killed:
            workers = [c for c in psutil.Process().children() if "spawn_main" in str(c.cmdline())]
            killed.append(workers[0].pid)
            os.kill(workers[0].pid, signal.SIGKILL)

    site.before = kill
    done = fleet("--workers", "1")
    assert killed
    assert done.code == 1, done.err
    assert findings() == one.findings
    assert "1 worker lost; what they had not finished was done again" in done.err
    assert "1 worker lost" in Path("fleet/report.html").read_text()


def test_a_lost_scheduler_ends_the_run_which_can_be_resumed(
    folder: Path, site: Site, one: OneRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "CONNECT_SECONDS", 2)
    cluster = local_cluster(1)
    address = cluster.scheduler_address
    site.before = lambda _: cluster.close()
    done = fleet("--scheduler", address)
    assert done.code == 2
    assert "listlint: the scheduler was lost; --resume continues\n" in done.err
    site.before = lambda _: None
    monkeypatch.setattr(runs, "Cluster", Here)
    assert fleet("--resume").code == 1
    assert findings() == one.findings


def test_a_scheduler_that_cannot_be_reached(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "CONNECT_SECONDS", 0.2)
    done = fleet("--scheduler", "tcp://127.0.0.1:1", "--offline")
    assert done.code == 2
    assert "scheduler tcp://127.0.0.1:1: cannot be reached" in done.err


def test_without_dask_one_line_says_what_to_install(folder: Path) -> None:
    code = "import sys; sys.modules['dask'] = None; from listlint.cli import main; main()"
    command = [sys.executable, "-c", code, "fleet", "lists.txt"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    line = "listlint: `listlint fleet` needs Dask: pip install 'listlint[fleet]'\n"
    assert (done.returncode, done.stderr) == (2, line)


# --- Without ---------------------------------------------------------------------------------


class Here:
    """Does the work at once, in this process. `fail` returns what goes wrong with a task."""

    most_tasks = 3
    lost = 0

    @staticmethod
    def fail(work: Callable[..., Any], arguments: tuple[Any, ...]) -> Exception | None:
        return None

    def __init__(self, *_: object) -> None:
        self._tasks: list[tuple[Any, Any, tuple[Any, ...]]] = []

    def __enter__(self) -> "Here":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def submit(self, token: Any, work: Any, *arguments: Any) -> None:
        assert len(self._tasks) < self.most_tasks
        self._tasks.append((token, work, arguments))

    def next(self) -> TaskDone:
        token, work, arguments = self._tasks.pop(0)
        try:
            if error := type(self).fail(work, arguments):
                raise error
            return TaskDone(token, work(*arguments))
        except (ClusterError, KeyboardInterrupt):
            raise
        except Exception as error:
            return TaskDone(token, error=error)


@pytest.fixture
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> type[Here]:
    monkeypatch.setattr(runs, "Cluster", Here)
    return Here


def test_an_interrupted_run_is_resumed(
    here: type[Here], site: Site, one: OneRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(states, "BATCH", 4)
    monkeypatch.setattr(states, "OF_ONE_HOST", 2)
    for step in ("read", "check", "lint"):
        ended: list[str] = []

        def interrupt(work: Any, _: Any, step: str = step, ended: list[str] = ended) -> None:
            ended.append(work.__name__)
            if ended.count(step) == 2:
                raise KeyboardInterrupt

        monkeypatch.setattr(here, "fail", staticmethod(interrupt))
        done = fleet(*([] if step == "read" else ["--resume"]))
        assert done.code == 130, done.err
        assert "--resume continues" in done.err
        assert "not finished" in Path("fleet/report.html").read_text()
    monkeypatch.setattr(here, "fail", staticmethod(lambda work, arguments: None))
    assert fleet("--resume").code == 1
    assert findings() == one.findings
    assert site.asked == one.asked
    done = fleet("--resume")
    assert (done.code, done.err) == (2, "listlint: fleet: has no unfinished run to resume\n")


def test_other_lists_are_not_resumed(here: type[Here], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(here, "fail", staticmethod(interrupt))
    fleet()
    Path("lists.txt").write_text("list1.md\n")
    done = fleet("--resume")
    assert done.code == 2
    assert "have changed" in done.err


def test_bad_lists_cost_a_line_each(here: type[Here], folder: Path) -> None:
    Path("lists.txt").write_text(
        "list0.md\nnone.md\nnone*.md\n-\next::sh -c 'touch pwned'\n--upload-pack=touch\n"
        "https://name:secret@a.example/x\ngit://a.example/x\nfile:///none\nbinary.md\n"
        "\x1b[31m\nlist0.md\nempty\n"
    )
    Path("binary.md").write_bytes(b"\x00\xff" * 100)
    Path("empty").mkdir()
    done = fleet("--offline")
    assert done.code == 2
    problems = {row["list"]: row["problem"] for row in rows("lists.csv")}
    assert list(problems) == [
        "list0.md", "none.md", "none*.md", "-", "ext::sh -c 'touch pwned'", "'--upload-pack=touch",
        "a.example/x", "git://a.example/x", "file:///none", "binary.md", "\\x1b[31m", "empty",
    ]  # fmt: skip
    assert [name for name, problem in problems.items() if not problem] == ["list0.md"]
    assert "secret" not in done.err + Path("fleet/report.html").read_text()
    assert not Path("pwned").exists()
    for problem in problems.values():
        assert "\n" not in problem
        assert len(problem) < 300
    assert len(findings()) == 1


def test_a_batch_that_is_lost_costs_its_links_only(
    here: type[Here], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(states, "BATCH", 4)
    monkeypatch.setattr(states, "OF_ONE_HOST", 4)
    lost: list[int] = []

    def lose(work: Any, _: Any) -> Exception | None:
        if work.__name__ == "check" and not lost:
            lost.append(1)
            return TaskLostError("4 workers were lost with it")
        return None

    monkeypatch.setattr(here, "fail", staticmethod(lose))
    done = fleet()
    assert done.code == 2
    assert "links not checked: 4 workers were lost with it" in done.err
    assert sum(int(row["unchecked"]) for row in rows("lists.csv")) > 0
    assert any(one["rule"] == "dead-link" for one in findings())


def test_a_worker_without_a_network_gets_no_say(
    here: type[Here], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    tries: list[str] = []

    def count(work: Any, _: Any) -> None:
        tries.append(work.__name__)
        if tries.count("check") == 2:
            monkeypatch.delenv("HTTP_PROXY", raising=False)

    monkeypatch.setattr(here, "fail", staticmethod(count))
    assert fleet().code == 1
    assert tries.count("check") == 2, "the batch was checked again, by another worker as it were"


def test_a_full_disk_ends_the_run_with_a_line(
    here: type[Here], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(self: states.State, *_: object) -> None:
        raise states.StateError("fleet/fleet.sqlite: cannot be written (disk is full)")

    monkeypatch.setattr(states.State, "settled", fill)
    done = fleet()
    assert done.code == 2
    assert "disk is full" in done.err
    assert len(done.err.splitlines()) <= 3
    monkeypatch.undo()


def test_one_run_at_a_time_has_a_folder(here: type[Here]) -> None:
    fleet("--offline")
    with closing(sqlite3.connect("fleet/fleet.sqlite")) as db:
        db.execute("BEGIN EXCLUSIVE")
        done = fleet("--offline")
    assert done.code == 2
    assert "locked" in done.err


def test_the_file_of_others_is_not_used(here: type[Here]) -> None:
    Path("fleet").mkdir()
    with closing(sqlite3.connect("fleet/fleet.sqlite")) as db:
        db.execute("CREATE TABLE theirs (x)")
    done = fleet("--offline")
    assert done.code == 2
    assert "was not written by this version of listlint" in done.err
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("text", ["", "# nothing\n\n"])
def test_no_lists(here: type[Here], text: str) -> None:
    Path("lists.txt").write_text(text)
    done = fleet()
    assert (done.code, done.err) == (2, "listlint: lists.txt: has no lists\n")


def test_the_trend_is_kept(here: type[Here], site: Site) -> None:
    fleet()
    Path("lists.txt").write_text("list0.md\n")
    fleet()
    assert [row["lists"] for row in rows("runs.csv")] == ["6", "1"]
    assert "Over time" in Path("fleet/report.html").read_text()


def test_what_the_report_shows(here: type[Here], site: Site) -> None:
    fleet()
    assert rows("dead-links.csv")[0]["reason"] == "404 Not Found"
    assert len(rows("dead-links.csv")) == 12
    (host,) = rows("hosts.csv")
    assert (host["host"], host["dead"]) == ("127.0.0.1", "7")
    page = Path("fleet/report.html").read_text()
    assert "Lists with most dead links" in page
    assert "<script" not in page


def test_no_token_leaves_the_client(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pickle

    monkeypatch.setenv("GITHUB_TOKEN", "ghp_secret")
    job = Job.of(None, LinkOverrides())
    assert b"ghp_secret" not in pickle.dumps(job)
    assert b"spacing = 0" in pickle.dumps(job)


def test_the_config_of_a_list_is_not_read(here: type[Here], folder: Path) -> None:
    (folder / "theirs").mkdir()
    (folder / "theirs" / "README.md").write_text("# List\n\n- [A](htps://a.example) - Does it.\n")
    (folder / "theirs" / "listlint.toml").write_text("nonsense")
    Path("lists.txt").write_text("theirs\n")
    assert fleet("--offline").code == 1
    assert [one["rule"] for one in findings()] == ["malformed-url"]
