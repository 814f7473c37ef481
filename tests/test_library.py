"""The library: its names, its examples, and what it does within other programs."""

import asyncio
import re
import runpy
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import chdir, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from servers import Farm, Handler, farm, page, settings

import listlint
from listlint import library
from listlint.links import LinkCheckOptions, LinkReport, Watch, runner

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "library.md").read_text("utf-8")
EXAMPLES = sorted((ROOT / "examples" / "library").glob("*.py"))
TEXT = "# Teapots\n\n- [Copper](htps://copper.example/) - Boils a liter.\n"
LINKS = "# Teapots\n\n- [Copper](http://copper.example/) - Boils a liter.\n"
ROUTES = {"/": page(), "/gone": page(status=404)}


# --- Names ---------------------------------------------------------------------------------


def test_the_import_loads_nothing() -> None:
    code = "import sys, typing; old = {*sys.modules}; import listlint; print({*sys.modules} - old)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    assert done.stdout.decode() == "{'listlint'}\n"


def test_every_name_is_there_and_documented() -> None:
    assert set(listlint.__all__) == {*library.__all__, "__version__"}
    assert dir(listlint) == listlint.__all__
    for name in listlint.__all__:
        assert getattr(listlint, name).__doc__ or name == "__version__"
        assert re.search(rf"`(?:listlint\.)?{name}\b", PAGE), name
    assert not hasattr(listlint, "chekc")


# --- Examples ------------------------------------------------------------------------------


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Farm]:
    """Serve all hosts on loopback, from a thread with a loop of its own."""
    loop, made, started = asyncio.new_event_loop(), Farm(), threading.Event()
    stop = asyncio.Event()

    async def serve() -> None:
        async with farm(ROUTES) as there:
            made.port, made.asked = there.port, there.asked
            started.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    started.wait(10)
    request_from(made, monkeypatch)
    yield made
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


def request_from(made: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have all link checks request a farm."""
    own = {"resolve", "allow_hosts", "spacing", "backoff", "cache", "environ"}
    values = {name: getattr(settings(made), name) for name in own}
    check = runner.check

    async def check_there(
        urls: Any, options: LinkCheckOptions, watch: Watch | None, **more: Any
    ) -> LinkReport:
        return await check(urls, replace(options, **values), watch, **more)

    monkeypatch.setattr(runner, "check", check_there)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_print_what_the_page_shows(
    path: Path, web: Farm, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = re.escape(path.read_text("utf-8"))
    shown = re.search(
        rf"^```python\n{code}```\n\n(?:```sh\n([^\n]*)\n```\n\n)?```text\n(.*?)```$",
        PAGE,
        re.MULTILINE | re.DOTALL,
    )
    assert shown is not None
    monkeypatch.setattr(sys, "argv", (shown[1] or "python x").split()[1:])
    with chdir(ROOT / "examples"), suppress(SystemExit):
        runpy.run_path(str(path), run_name="__main__")
    assert capsys.readouterr().out == shown[2]


# --- Lists and texts -----------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text(TEXT)
    return tmp_path


def rules(report: listlint.Report) -> list[str]:
    return [finding.rule for finding in report.findings]


def test_paths_are_those_of_the_command_line(folder: Path) -> None:
    (folder / "other.md").write_text(TEXT)
    assert [file.path for file in listlint.check().files] == ["README.md"]
    report = listlint.check("README.md", folder / "other.md")
    assert [f.path for f in report.findings] == ["README.md", (folder / "other.md").as_posix()]
    assert report.failed
    finding = report.findings[0]
    places = (finding.line, finding.column, finding.end_line, finding.end_column)
    assert places == (3, 3, 3, 35)
    assert finding.span.of(TEXT) == "[Copper](htps://copper.example/)"


def test_the_config_of_a_file_is_found_and_that_of_a_text_is_not(folder: Path) -> None:
    (folder / "listlint.toml").write_text('ignore = ["malformed-url"]\n')
    assert rules(listlint.check("README.md")) == []
    assert rules(listlint.check(text=TEXT)) == ["malformed-url"]
    assert rules(listlint.check("README.md", text=TEXT)) == ["malformed-url"]
    assert rules(listlint.check("README.md", text=TEXT, config="listlint.toml")) == []
    assert rules(listlint.check("README.md", config={})) == ["malformed-url"]
    extended = {"extends": "listlint.toml", "select": ["file-name", "malformed-url"]}
    assert rules(listlint.check(text=TEXT, config=extended)) == []


def test_a_text_is_named_by_its_path(folder: Path) -> None:
    config = {"files": {"zh/*.md": {"ignore": ["malformed-url"]}}}
    assert rules(listlint.check("zh/README.md", text=TEXT, config=config)) == []
    [finding] = listlint.check("en/README.md", text=TEXT, config=config).findings
    assert finding.path == "en/README.md"
    (folder / ".git").mkdir()
    linked = "# A\n\n- [Guide](guide.md) - Guides.\n"
    assert listlint.check("README.md", text=linked).findings == ()
    (folder / "README.md").write_text(linked)
    assert rules(listlint.check("README.md")) == ["broken-path"]


def test_a_fix_changes_the_file_only_if_asked(folder: Path) -> None:
    result = listlint.fix("README.md")
    assert result.changed
    assert result.text == TEXT.replace("htps", "https")
    assert (folder / "README.md").read_text() == TEXT
    assert [f.line for f in result.fixed] == [3]
    listlint.fix("README.md", write=True)
    assert (folder / "README.md").read_text() == result.text
    assert listlint.fix(text="\ufeff" + TEXT).text == result.text
    with pytest.raises(TypeError, match="not written"):
        listlint.fix("README.md", text=TEXT, write=True)


def test_entries_of_a_document(folder: Path) -> None:
    document = listlint.parse(text=TEXT)
    [entry] = listlint.read_entries(document)
    assert (entry.name, entry.description, entry.section) == ("Copper", "Boils a liter.", ())
    assert listlint.read_entries() == listlint.read_entries(text=TEXT)


# --- Errors --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"preset": "strct"}, "config: preset: should be"),
        ({"links": {"timeout": 0}}, "config: links.timeout: should be greater than 0"),
        ({"extends": "missing.toml"}, "missing.toml: no such file"),
        ("missing.toml", "missing.toml: no such file"),
        ({"select": ["malformd-url"]}, "config: select: unknown rule `malformd-url`"),
        ({"baseline": "missing.json"}, "missing.json: no such file"),
    ],
)
def test_a_config_that_cannot_be_used(folder: Path, given: Any, line: str) -> None:
    with pytest.raises(listlint.ConfigError) as caught:
        listlint.check(config=given)
    [only] = caught.value.lines
    assert line in only


def test_a_list_that_cannot_be_read_or_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for function in (listlint.check, listlint.fix, listlint.parse, listlint.read_entries):
        with pytest.raises(listlint.SourceError, match=r"^missing\.md: does not exist$"):
            function("missing.md")
    (folder / "other.md").write_text(TEXT)
    for function in (listlint.fix, listlint.parse):
        with pytest.raises(listlint.SourceError, match=r"^\*\.md: matches 2 lists; give one$"):
            function("*.md")
    (folder / "listlint.toml").write_text('exclude = ["README.md"]\n')
    assert listlint.check().notices == ("README.md: excluded by the config",)
    with pytest.raises(listlint.SourceError, match=r"^README\.md: excluded by the config$"):
        listlint.fix("README.md")
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(listlint.SourceError, match=r"^README\.md: is read-only"):
        listlint.fix("README.md", config={}, write=True)


# --- Links ---------------------------------------------------------------------------------


def test_links_are_requested_only_on_demand(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(runner, "check", refuse)
    assert listlint.check(text=LINKS).verdicts == {}
    assert not listlint.fix(text=LINKS).changed
    assert listlint.check(text=LINKS, links=True, config={"offline": True}).verdicts == {}


def test_links_are_checked(web: Farm) -> None:
    url = "http://copper.example/gone"
    report = listlint.check(text=LINKS.replace("example/", "example/gone"), links=True)
    assert rules(report) == ["dead-link"]
    assert report.verdicts[url].kind is listlint.VerdictKind.DEAD
    excluded = {"links": {"exclude": ["copper.example"]}}
    found = listlint.check_links([url], config=excluded).verdicts[url]
    assert found.evidence is listlint.Evidence.EXCLUDED


async def test_functions_in_a_running_loop(folder: Path) -> None:
    assert rules(listlint.check(text=TEXT)) == ["malformed-url"]
    for function in (listlint.check, listlint.fix):
        with pytest.raises(RuntimeError, match=rf"await listlint\.{function.__name__}_async"):
            function(text=TEXT, links=True)
    with pytest.raises(RuntimeError, match=r"await listlint\.check_links_async"):
        listlint.check_links([])
    assert (await listlint.fix_async(text=TEXT)).changed
    assert rules(await listlint.check_async("README.md")) == ["malformed-url"]


@pytest.fixture
async def slow(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Farm]:
    async def never(*_: object) -> None:
        await asyncio.sleep(60)

    routes: Mapping[str, Handler] = {"/": never}
    async with farm(routes) as made:
        request_from(made, monkeypatch)
        yield made


async def test_a_program_keeps_its_loop(slow: Farm) -> None:
    before = signal.getsignal(signal.SIGTERM)
    checking = asyncio.create_task(listlint.check_async(text=LINKS, links=True))
    while not slow.asked:  # noqa: ASYNC110 - the farm has no event
        await asyncio.sleep(0.01)
    assert signal.getsignal(signal.SIGTERM) is before
    checking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await checking
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await listlint.check_links_async(["http://copper.example/"])
