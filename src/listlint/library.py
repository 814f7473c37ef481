"""The functions of `import listlint`: a thin front of the run that the command line does.

Nothing here uses the network, except `check_links`, and the other functions with `links=True`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

from listlint.config.discover import ConfigError
from listlint.config.load import config_of, load_config
from listlint.config.models import Config, default_config
from listlint.diagnostics.edits import Edit, Fix, Safety
from listlint.diagnostics.findings import Finding, Related, Severity
from listlint.diagnostics.spans import Span
from listlint.entries import Entry
from listlint.entries.context import LintContext
from listlint.links import LinkCheckOptions, LinkReport
from listlint.links import check_links_async as check_urls
from listlint.linter.link_check import is_request
from listlint.linter.results import FileReport, FixResult, Report
from listlint.linter.run import run, run_async
from listlint.linter.targets import Lists, RunOptions, read_lists
from listlint.markdown import Document
from listlint.markdown import parse as parse_text
from listlint.sources import files
from listlint.sources.files import SourceError
from listlint.urls.verdict import Evidence, Verdict, VerdictKind

__all__ = [
    "ConfigError",
    "Document",
    "Edit",
    "Entry",
    "Evidence",
    "FileReport",
    "Finding",
    "Fix",
    "FixResult",
    "LinkReport",
    "Related",
    "Report",
    "Safety",
    "Severity",
    "SourceError",
    "Span",
    "Verdict",
    "VerdictKind",
    "check",
    "check_async",
    "check_links",
    "check_links_async",
    "fix",
    "fix_async",
    "parse",
    "read_entries",
]

PathOf = str | PathLike[str]
ConfigOf = PathOf | Mapping[str, Any] | None
"""The path of a config, its keys as in `listlint.toml`, or None.

For None, the config of each list is looked for as on the command line; a text has the defaults.
"""
NAME = "README.md"
"""The name of a text without one."""


def check(
    *paths: PathOf, text: str | None = None, config: ConfigOf = None, links: bool = False
) -> Report:
    """Return the findings in lists: of `paths`, or of the README in the current directory.

    With `text`, that is checked instead of a file; a path is only its name in the report. Links are
    requested only with `links`. Raises `ConfigError` and `SourceError`.
    """
    lists = _read(paths, text, config, links)
    return _run("check", lists)


async def check_async(
    *paths: PathOf, text: str | None = None, config: ConfigOf = None, links: bool = False
) -> Report:
    """Do what `check` does in the running event loop, without blocking it."""
    import asyncio

    return await run_async(await asyncio.to_thread(_read, paths, text, config, links))


def fix(
    path: PathOf = ".",
    *,
    text: str | None = None,
    unsafe: bool = False,
    write: bool = False,
    config: ConfigOf = None,
    links: bool = False,
) -> FixResult:
    """Return the text of a list with its safe fixes applied; `unsafe` includes unsafe fixes.

    The file is changed only with `write`. The other arguments and errors are those of `check`.
    """
    return _fixed(_run("fix", _read_one(path, text, config, links, unsafe, write)))


async def fix_async(
    path: PathOf = ".",
    *,
    text: str | None = None,
    unsafe: bool = False,
    write: bool = False,
    config: ConfigOf = None,
    links: bool = False,
) -> FixResult:
    """Do what `fix` does in the running event loop, without blocking it."""
    import asyncio

    lists = await asyncio.to_thread(_read_one, path, text, config, links, unsafe, write)
    return _fixed(await run_async(lists))


def parse(path: PathOf = ".", *, text: str | None = None) -> Document:
    """Return a list as GitHub shows it: blocks, headings, tables and links with their places.

    With `text`, that is parsed instead of a file. Raises `SourceError`.
    """
    source = _source(path, text)
    return parse_text(source.text, source.name)


def read_entries(source: PathOf | Document = ".", *, text: str | None = None) -> tuple[Entry, ...]:
    """Return the entries of a list, in their order; the arguments are those of `parse`.

    A document that was parsed already is not read again.
    """
    document = source if isinstance(source, Document) else parse(source, text=text)
    return LintContext(document).entries


def check_links(urls: Iterable[str], *, config: ConfigOf = None) -> LinkReport:
    """Return a verdict for each URL, in their order, by the `[links]` of a config or the defaults.

    Runs an event loop of its own. Raises `ConfigError`.
    """
    import asyncio

    _refuse_in_loop("check_links")
    return asyncio.run(check_links_async(urls, config=config))


async def check_links_async(urls: Iterable[str], *, config: ConfigOf = None) -> LinkReport:
    """Do what `check_links` does in the running event loop."""
    settings = (_config(config) or default_config()).settings.links
    given = list(urls)
    try:
        report = await check_urls(given, LinkCheckOptions.of(settings, trusted=not is_request()))
    except ValueError as error:
        raise ConfigError(f"links: {error}") from None
    return replace(report, verdicts={url: report.verdicts[url] for url in given})


# --- Around --------------------------------------------------------------------------------


def _read(
    paths: Iterable[PathOf],
    text: str | None,
    config: ConfigOf,
    links: bool,
    apply: frozenset[Safety] = frozenset(),
    write: bool = False,
) -> Lists:
    """Read lists and their configs. Raises `ConfigError` and `SourceError`."""
    names = tuple(map(str, paths))
    given: tuple[str | files.Source, ...] = names
    chosen = _config(config)
    if text is not None:
        if len(names) > 1 or write:
            raise TypeError("a text has one name, and is not written")
        given = (files.of_text(text, _name(*names)),)
        chosen = chosen or default_config()
    lists = read_lists(
        RunOptions(given, config=chosen, offline=not links, apply=apply, write=write, debug=True)
    )
    if lists.failures:
        raise lists.failures[0]
    return lists


def _read_one(
    path: PathOf, text: str | None, config: ConfigOf, links: bool, unsafe: bool, write: bool
) -> Lists:
    """Read the list to fix. Raises `ConfigError` and `SourceError`."""
    safeties = frozenset((Safety.SAFE, Safety.UNSAFE) if unsafe else (Safety.SAFE,))
    lists = _read((path,), text, config, links, safeties, write)
    if not lists.targets:
        raise SourceError(f"{path}: excluded by the config")
    if len(lists.targets) > 1:
        raise SourceError(_several(path, len(lists.targets)))
    return lists


def _several(path: PathOf, count: int) -> str:
    return f"{path}: matches {count:,} lists; give one"


def _run(name: str, lists: Lists) -> Report:
    if lists.options.offline:
        return run(lists)
    import asyncio

    _refuse_in_loop(name)
    return asyncio.run(run_async(lists))


def _refuse_in_loop(name: str) -> None:
    """Raise `RuntimeError` in a running event loop, where no other can be run."""
    import asyncio

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(
        f"listlint.{name} cannot check links in a running event loop; "
        f"use `await listlint.{name}_async(...)`"
    )


def _fixed(report: Report) -> FixResult:
    """Return the result for the only list of a report. Raises `SourceError`."""
    if report.failures:
        raise report.failures[0]
    [file] = report.files
    return FixResult(file.index.text, file.changed, file.fixed, file.findings, file.notes)


def _config(config: ConfigOf) -> Config | None:
    if config is None or isinstance(config, Mapping):
        return None if config is None else config_of(config)
    return load_config(Path(config))


def _name(path: PathOf = ".") -> str:
    """Return the name of a text."""
    return NAME if str(path) == "." else str(path)


def _source(path: PathOf, text: str | None) -> files.Source:
    if text is not None:
        return files.of_text(text, _name(path))
    found = list(files.find([str(path)]))
    if len(found) != 1:
        raise SourceError(_several(path, len(found)))
    return files.read(found[0], NAME)
