"""Links on the command line: verdicts, progress, Ctrl-C, no network, the cache."""

import csv
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from command import Done, listlint
from listlint import links as link_checker
from listlint.cli import cli
from listlint.cli.progress import Progress
from listlint.links import LinkReport, LinkSettings
from listlint.urls.verdict import Evidence, Verdict, VerdictKind


class Server(ThreadingHTTPServer):
    """A site on loopback: `/dead` is not there, `/moved` moved, `/wall` lets nobody in, …"""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.waits = threading.Event()
        """Set as soon as `/slow` was asked for."""
        self.ends = threading.Event()
        """`/slow` answers when it is set."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        page = self.path.partition("?")[0]
        if page == "/slow":
            self.server.waits.set()
            self.server.ends.wait(30)
        status = {"/dead": 404, "/moved": 301, "/wall": 403, "/broken": 501}.get(page, 200)
        body = b"<h1>A page</h1>"
        self.send_response(status)
        if page == "/moved":
            self.send_header("Location", "/moved/")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    site = Server()
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield site
    site.ends.set()
    site.shutdown()
    site.server_close()
    thread.join()


# The pages are on loopback, which a rule of its own tells.
CONFIG = 'ignore = ["private-link"]\n[links]\nretries = 0\nspacing = 0\ntimeout = 20\n'


@pytest.fixture
def here(tmp_path: Path, server: Server) -> Path:
    (tmp_path / "listlint.toml").write_text(CONFIG)
    write(tmp_path, server, "ok", "dead", "moved", "wall", "broken")
    return tmp_path


def write(folder: Path, server: Server, *pages: str) -> None:
    lines = [f"- [{page}]({server.url}/{page}) - Is a page.\n" for page in pages]
    (folder / "README.md").write_text("# Pages\n\n" + "".join(lines))


def run(*arguments: str, cwd: Path, env: Mapping[str, str] | None = None) -> Done:
    return listlint(
        *arguments, "--allow-private", "--no-cache", cwd=cwd, env={"CI": "", **(env or {})}
    )


# --- Verdicts ------------------------------------------------------------------------------


def test_links_are_checked_by_default(here: Path, server: Server) -> None:
    done = run(cwd=here)
    assert done.code == 1
    assert f"README.md:4:3: error dead-link: dead link `{server.url}/dead`: " in done.out
    assert "README.md:5:3: warning moved-link: " in done.out
    for page in ("ok", "wall", "broken"):
        assert f"{server.url}/{page}`" not in done.out


def test_offline_asks_for_nothing(here: Path, server: Server) -> None:
    done = run("--offline", cwd=here)
    assert (done.code, done.err, server.asked) == (0, "", [])
    (here / "listlint.toml").write_text('offline = true\nignore = ["private-link"]\n')
    assert (run(cwd=here).code, server.asked) == (0, [])


def test_every_page_is_requested_once_however_often_it_is_linked(
    here: Path, server: Server
) -> None:
    write(here, server, "ok?1", "ok?2", "ok?1", "ok?1#a", "ok?1#b")
    (here / "OTHER.md").write_text((here / "README.md").read_text())
    assert run("README.md", "OTHER.md", "--ignore", "duplicate-*", cwd=here).code == 0
    assert sorted(server.asked) == ["/ok?1", "/ok?2"]


def test_fix_writes_what_is_certain(here: Path, server: Server) -> None:
    before = (here / "README.md").read_text()
    done = run("--fix", cwd=here)
    assert (here / "README.md").read_text() == before.replace("/moved)", "/moved/)")
    assert "1 fixed" in done.out
    assert done.code == 1  # what is gone is still gone


@pytest.mark.parametrize("option", ["--fix", "--diff"])
def test_what_a_fix_writes_is_not_from_the_cache(here: Path, server: Server, option: str) -> None:
    cached = ("--allow-private", "--cache-file", "links.sqlite")
    listlint(*cached, cwd=here)
    with closing(sqlite3.connect(here / "links.sqlite")) as db, db:
        db.execute("UPDATE known SET verdict = replace(verdict, '/moved/', '/MOVED')")
    assert "/MOVED`" in listlint(*cached, cwd=here).out
    server.asked.clear()
    assert "/MOVED" not in listlint(*cached, option, cwd=here).out
    assert server.asked == ["/moved", "/moved/"]
    assert "/MOVED" not in (here / "README.md").read_text()


def test_ignore_comments_work_for_links(here: Path, server: Server) -> None:
    text = (here / "README.md").read_text()
    marked = text.replace("- [dead]", "<!-- listlint-disable-next-line dead-link -->\n- [dead]")
    (here / "README.md").write_text(marked)
    assert "dead-link" not in run(cwd=here).out


def test_excluded_links_are_not_checked(here: Path, server: Server) -> None:
    config = (
        f"{CONFIG}"
        "exclude = [{ regex = '/dead$', reason = 'known', until = 2099-01-01 },\n"
        "{ regex = '/ok$', reason = 'slow on Sundays', until = 2020-01-31 }]\n"
    )
    (here / "listlint.toml").write_text(config)
    done = run(cwd=here)
    assert "dead-link" not in done.out
    assert "/dead" not in server.asked
    assert "/ok" in server.asked
    assert done.err == (
        "listlint: the exclusion '/ok$' (slow on Sundays) ended on 2020-01-31: "
        "its links are checked again\n"
    )


def test_settings_that_cannot_work_are_one_line(here: Path) -> None:
    (here / "listlint.toml").write_text('[links]\nca-file = "nowhere.pem"\n')
    done = run(cwd=here)
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert "nowhere.pem" in done.err


# --- listlint links ------------------------------------------------------------------------


def test_links_as_json(here: Path, server: Server) -> None:
    text = (here / "README.md").read_text()
    more = f"- [again]({server.url}/dead) - Is [here](#pages), at <mailto:me@ant.example>.\n"
    (here / "README.md").write_text(text + more)
    done = run("links", "--format", "json", "README.md", cwd=here)
    assert done.code == 1
    found = {one["url"].replace(server.url, ""): one for one in json.loads(done.out)}
    assert {url: one["verdict"] for url, one in found.items()} == {
        "/ok": "alive",
        "/dead": "dead",
        "/moved": "moved",
        "/wall": "blocked",
        "/broken": "unknown",
        "mailto:me@ant.example": "skipped",
    }
    gone = found["/dead"]
    assert list(gone) == [
        "url", "verdict", "evidence", "status", "final_url", "reason", "attempts", "elapsed",
        "checked_at", "failures", "failing_since", "last_alive", "redirects", "accepted",
        "cached", "places",
    ]  # fmt: skip
    assert (gone["status"], gone["final_url"], gone["cached"]) == (404, None, False)
    assert gone["attempts"] >= 2
    assert gone["places"] == [
        {"path": "README.md", "line": 4, "column": 3},
        {"path": "README.md", "line": 8, "column": 3},
    ]
    assert found["/moved"]["final_url"] == f"{server.url}/moved/"
    assert found["/moved"]["redirects"] == [f"{server.url}/moved"]


def test_links_for_people(here: Path, server: Server) -> None:
    done = run("links", cwd=here)
    lines = done.out.splitlines()
    assert lines == [
        "Dead (1)",
        f"  README.md:4:3  {server.url}/dead  404 Not Found",
        "",
        "Moved (1)",
        f"  README.md:5:3  {server.url}/moved  → {server.url}/moved/",
        "",
        "Unknown (1)",
        f"  README.md:7:3  {server.url}/broken  501 Not Implemented",
        "",
        "5 links: 1 dead, 1 moved, 1 unknown, 1 blocked, 1 alive.",
        "  dead     remove or replace them; `listlint --archive` shows archived copies",
        "  moved    `listlint --diff` shows what `listlint --fix` would update",
        "  unknown  run this again in a few days; it shows for how long each has failed",
        "  blocked  nothing to do: sites that refuse robots (`listlint links --verbose`)",
        "False alarm? `listlint links --accept URL --reason 'why'` writes it into the config.",
    ]
    verbose = run("links", "-v", cwd=here).out
    assert f"  README.md:3:3  {server.url}/ok\n" in verbose
    assert f"  README.md:6:3  {server.url}/wall  403 Forbidden\n" in verbose
    assert run("links", "-q", cwd=here).out.splitlines() == lines[:3] + lines[6:9]


def test_many_links_of_a_sick_host_are_one_line(here: Path, server: Server) -> None:
    write(here, server, *(f"broken?{number}" for number in range(5)))
    line = "README.md:3:3, README.md:4:3, README.md:5:3 and 2 more  5 links to 127.0.0.1"
    assert f"  {line}  501 Not Implemented\n" in run("links", cwd=here).out
    assert line not in run("links", "-v", cwd=here).out


def test_a_false_alarm_is_accepted(here: Path, server: Server) -> None:
    url = f"{server.url}/dead"
    done = listlint(
        "links", "--accept", url, "--reason", "down today", "--until", "2099-01-01", cwd=here
    )
    assert (done.code, done.out) == (0, f"{here / 'listlint.toml'}: accepted {url}\n")
    assert (here / "listlint.toml").read_text() == CONFIG + (
        f'\n[[exempt]]\nurl = "{url}"\nrules = ["dead-link"]\n'
        'reason = "down today"\nuntil = 2099-01-01\n'
    )
    assert not server.asked
    done = run("links", cwd=here)
    assert done.code == 0
    assert "Dead" not in done.out
    assert "1 of them accepted by the config" in done.out
    assert "dead-link" not in run(cwd=here).out
    (here / "listlint.toml").write_text("exempt = []\n")
    assert listlint("links", "--accept", url, cwd=here).code == 2


def test_lists_of_files_and_patterns_of_lychee(here: Path, server: Server) -> None:
    (here / "OTHER.md").write_text(f"- [x]({server.url}/ok?other) - Is a page.\n")
    (here / "files.txt").write_text("OTHER.md\n\nREADME.md\n")
    done = run("links", "--files-from", "files.txt", "--exclude", "dead$|wall", cwd=here)
    assert done.code == 0
    assert {"/ok?other", "/ok"} < set(server.asked)
    assert not {"/dead", "/wall"} & set(server.asked)
    server.asked.clear()
    run("links", "--include", "/ok$", cwd=here)
    assert server.asked == ["/ok"]


def test_links_as_csv_are_no_formulas(here: Path, server: Server) -> None:
    (here / "=cmd.md").write_text((here / "README.md").read_text())
    done = run("links", "--format", "csv", "=cmd.md", cwd=here)
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [row["verdict"] for row in rows] == ["alive", "dead", "moved", "blocked", "unknown"]
    assert rows[1]["url"] == f"{server.url}/dead"
    assert rows[1]["places"] == "'=cmd.md:4:3"


def test_alive_links_are_clean_and_missing_files_are_errors(here: Path, server: Server) -> None:
    write(here, server, "ok")
    assert run("links", cwd=here).code == 0
    done = run("links", "README.md", "MISSING.md", cwd=here)
    assert done.code == 2
    assert "1 link: 1 alive." in done.out
    assert "MISSING.md" in done.err


# --- Ctrl-C, progress ----------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="a signal ends a process there")
@pytest.mark.parametrize("command", [["--fix"], ["links"]])
def test_ctrl_c_ends_with_what_is_known(here: Path, server: Server, command: list[str]) -> None:
    write(here, server, "dead", "moved", "slow")
    before = (here / "README.md").read_text()
    process = start(*command, cwd=here)
    assert server.waits.wait(20)
    wait_for(lambda: server.asked.count("/dead") >= 2 and "/moved/" in server.asked)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert f"{server.url}/dead" in out
    assert err == "listlint: interrupted: 2 of 3 links checked\n"
    assert (here / "README.md").read_text() == before


def start(*arguments: str, cwd: Path, stderr: int = subprocess.PIPE) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "listlint", *arguments, "--allow-private", "--no-cache"]
    environ = {k: v for k, v in os.environ.items() if k not in ("GITHUB_TOKEN", "GH_TOKEN", "CI")}
    return subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=stderr, text=True,
        env={**environ, "TERM": "xterm", "COLUMNS": "100"},
    )  # fmt: skip


def wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(400):
        if condition():
            threading.Event().wait(0.3)  # the answer is on its way
            return
        threading.Event().wait(0.05)
    raise TimeoutError


def test_progress_is_shown_on_a_terminal_and_removed(here: Path, server: Server) -> None:
    pty = pytest.importorskip("pty", reason="only POSIX has terminals of its own making")
    write(here, server, "ok", "slow")
    parent, child = pty.openpty()
    process = start("links", cwd=here, stderr=child)
    os.close(child)
    assert server.waits.wait(20)
    threading.Timer(0.5, server.ends.set).start()
    out, _ = process.communicate(timeout=30)
    painted = b""
    try:
        while piece := os.read(parent, 65_536):
            painted += piece
    except OSError:  # how a terminal ends on Linux
        pass
    os.close(parent)
    assert "Checking links " in painted.decode()
    assert "0/2" in painted.decode()
    assert painted.endswith(b"\r\x1b[2K")
    assert b"\n" not in painted
    assert "Checking links" not in out


def test_progress_names_what_it_waits_for_and_fits_the_line() -> None:
    stream, now = io.StringIO(), [0.0]
    progress = Progress(stream, clock=lambda: now[0], columns=lambda: 91)
    gone = Verdict("https://a.example", VerdictKind.DEAD, Evidence.NOT_FOUND, "404")
    progress.started(1_000)
    progress.settled(gone, 1)  # too soon to be painted
    now[0] = 1.0
    progress.waiting(["slow.example", "lame.example", "a\x1b[31m.example"])
    progress.wipe()
    first, second, last = stream.getvalue().split("\r\x1b[2K")[1:]
    assert first.endswith(" 0/1,000")
    assert second.endswith(" 1/1,000, 1 dead, waiting for slow.example and 2 more")
    assert last == ""
    assert progress.line(200).endswith("slow.example, lame.example, a\\x1b[31m.example")
    assert all(len(progress.line(room)) <= room for room in range(200))


# --- No network, notices: with answers of our own ------------------------------------------

TEXT = "# Pages\n\n- [Ant](https://ant.example) - Walks.\n- [Bee](https://bee.example) - Flies.\n"


class Web:
    """Stands in for the network."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.asked: list[tuple[list[str], LinkSettings]] = []
        self.answer: Callable[[Sequence[str]], LinkReport] = lambda urls: LinkReport(
            {url: Verdict(url, VerdictKind.ALIVE, Evidence.OK, "ok") for url in urls}
        )
        monkeypatch.setattr(link_checker, "check_links", self.check)
        monkeypatch.chdir(folder)
        monkeypatch.delenv("CI", raising=False)
        (folder / "README.md").write_text(TEXT)

    def check(self, urls: Sequence[str], settings: LinkSettings, watch: object) -> LinkReport:
        assert watch is None  # nobody looks at standard error here
        self.asked.append((list(urls), settings))
        return self.answer(urls)

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(cli, arguments)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Web:
    return Web(monkeypatch, tmp_path)


def nothing(urls: Sequence[str]) -> LinkReport:
    down = {url: Verdict(url, VerdictKind.UNKNOWN, Evidence.LOCAL, "no network") for url in urls}
    return LinkReport(down, problems=(f"no network: {len(urls)} links not checked",))


def test_without_a_network_the_rest_is_checked(web: Web) -> None:
    web.answer = nothing
    done = web.run()
    assert done.exit_code == 0
    assert done.stdout == "No findings in 2 entries of 1 file.\n"
    assert done.stderr == "listlint: warning: no network: 2 links not checked\n"
    Path("README.md").write_text(TEXT.replace("Flies", "Flies on the the mat"))
    assert web.run().exit_code == 1


def test_without_a_network_only_the_command_for_links_fails(web: Web) -> None:
    web.answer = nothing
    for arguments, code in ((["--select", "dead-link"], 0), (["--archive"], 0), (["links"], 2)):
        done = web.run(*arguments)
        assert done.exit_code == code
        assert done.stderr.count("no network") == 1
        assert "dead-link" not in done.stdout


def test_rules_that_are_not_about_links_do_not_ask_for_them(web: Web) -> None:
    web.answer = nothing
    assert web.run("--select", "recommended").exit_code == 0
    assert web.run("--select", "duplicate-entry").exit_code == 0
    assert len(web.asked) == 1


def test_a_baseline_without_a_network_is_not_written(web: Web) -> None:
    web.answer = nothing
    assert web.run("baseline").exit_code == 2
    assert not Path("listlint-baseline.json").exists()
    assert web.run("baseline", "--offline").exit_code == 0
    assert Path("listlint-baseline.json").exists()


def test_cached_verdicts_count_without_a_network(web: Web) -> None:
    known = Verdict("https://ant.example", VerdictKind.DEAD, Evidence.NOT_FOUND, "404", cached=True)

    def remembered(urls: Sequence[str]) -> LinkReport:
        return LinkReport(
            {**nothing(urls).verdicts, known.url: known},
            problems=("no network: 1 link not checked",),
        )

    web.answer = remembered
    done = web.run()
    assert done.exit_code == 1
    assert "dead-link: dead link `https://ant.example`: 404" in done.stdout
    assert done.stderr == "listlint: warning: no network: 1 link not checked\n"


def test_notices_come_once_and_quiet_silences_them(web: Web) -> None:
    web.answer = lambda urls: LinkReport({}, notices=("a token would help", "a token would help"))
    assert web.run().stderr == "listlint: a token would help\n"
    assert web.run("-q").stderr == ""


def test_options_reach_the_link_checker(web: Web, tmp_path: Path) -> None:
    web.run("--cache-file", "here.sqlite", "--max-age", "12h", "--max-links", "5", "--archive")
    web.run("--no-cache")
    (_, first), (urls, second) = web.asked
    assert first.cache.path == "here.sqlite"
    assert (first.max_age, first.max_links, first.archive) == (43_200, 5, True)
    assert not second.cache.enabled
    assert (second.allow_private, second.archive, second.max_links) == (False, False, None)
    assert urls == ["https://ant.example", "https://bee.example"]


def test_copies_of_dead_pages_are_counted_and_linked(web: Web) -> None:
    gone = {
        "https://ant.example": "https://web.archive.org/web/20240506070809/https://ant.example",
        "https://bee.example": None,
    }
    web.answer = lambda urls: LinkReport(
        {
            url: Verdict(
                url, VerdictKind.DEAD, Evidence.NOT_FOUND, "404 Not Found", archive_url=gone[url]
            )
            for url in urls
        }
    )
    done = web.run("--archive")
    assert done.stderr == "listlint: archive: found copies of 1 of 2 dead pages\n"
    assert "= fix (--fix --unsafe-fixes): link to the copy of 2024-05-06" in done.stdout
    web.run("--archive", "--fix", "--unsafe-fixes")
    assert Path("README.md").read_text() == TEXT.replace(*next(iter(gone.items())))


def test_what_costs_requests_is_asked_only_if_a_rule_wants_it(web: Web) -> None:
    web.run("--select", "dead-link")
    web.run("--select", "insecure-link")
    web.run("--select", "broken-remote-fragment")
    web.run("links")
    asked = [(settings.https, settings.fragments) for _, settings in web.asked]
    assert asked == [(False, False), (True, False), (False, True), (False, False)]


@pytest.mark.parametrize("age", ["soon", "-1", ""])
def test_an_invalid_age_is_an_error(web: Web, age: str) -> None:
    done = web.run("--max-age", age)
    assert done.exit_code == 2
    assert "--max-age" in done.stderr


def test_lists_with_different_configs_are_checked_separately(web: Web, tmp_path: Path) -> None:
    for name, timeout in (("a", 5), ("b", 5), ("c", 9)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "listlint.toml").write_text(f"[links]\ntimeout = {timeout}\n")
        (tmp_path / name / "README.md").write_text(TEXT)
    web.run("a", "b", "c")
    assert [settings.timeout for _, settings in web.asked] == [5, 9]


# --- The cache -----------------------------------------------------------------------------


def test_the_cache_is_shown_and_cleared(here: Path, server: Server) -> None:
    def cached(*arguments: str) -> Done:
        return listlint(*arguments, "--cache-file", "links.sqlite", cwd=here)

    assert "the cache is empty" in cached("cache", "show").out
    assert cached("links", "--allow-private").code == 1
    asked = len(server.asked)
    again = cached("links", "--allow-private", "--format", "json")
    assert len(server.asked) == asked
    assert all(one["cached"] for one in json.loads(again.out) if one["verdict"] == "alive")
    shown = cached("cache", "show").out
    assert "5 links, 5 with a verdict that is still valid" in shown
    assert "  dead           1\n" in shown
    assert cached("cache", "prune").out == "removed 0 links that no list has used recently\n"
    assert cached("cache", "clear").out == "removed 5 links\n"
    assert "the cache is empty" in cached("cache", "show").out


def test_the_page_shows_links_over_time(here: Path, server: Server) -> None:
    def page(*arguments: str) -> str:
        run = ["--allow-private", "--format", "html", "--cache-file", "links.sqlite", *arguments]
        return listlint(*run, cwd=here).out

    assert "Links over time" not in page()
    with closing(sqlite3.connect(here / "links.sqlite")) as db, db:
        ((now,),) = db.execute("SELECT DISTINCT at FROM run").fetchall()
        old = [
            (now - 86_400, "alive", 4),
            (now - 86_400, "dead", 1),
            (now - 2 * 86_400, "alive", 99),
        ]
        db.executemany("INSERT INTO run VALUES (?, ?, ?)", old)
    days = [f"{datetime.fromtimestamp(now - age, UTC):%Y-%m-%d}" for age in (0, 86_400, 172_800)]
    shown = page("README.md")
    assert "Links over time" in shown
    assert [day in shown for day in days] == [True, True, False]


def test_a_cache_that_cannot_be_used_is_one_line(here: Path) -> None:
    (here / "links.sqlite").mkdir()
    done = listlint("cache", "show", "--cache-file", "links.sqlite", cwd=here)
    assert done.code == 2
    assert "links.sqlite" in done.err


def test_the_cache_of_the_config_is_meant(here: Path) -> None:
    (here / "listlint.toml").write_text('[links.cache]\npath = "own.sqlite"\n')
    assert f"{here.resolve() / 'own.sqlite'}  " in listlint("cache", "show", cwd=here).out
    (here / "listlint.toml").write_text("[links.cache]\nenabled = false\n")
    assert listlint("cache", "show", cwd=here).code == 2
