"""Verdicts from the network, with progress in the editor."""

import asyncio
from collections.abc import Mapping, Sequence
from importlib import import_module
from types import TracebackType
from typing import Self
from uuid import uuid4

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from listlint.links import LinkCheckOptions, check_links_async
from listlint.urls.verdict import Evidence, Verdict

_PERMANENT = frozenset({Evidence.PRIVATE, Evidence.EXCLUDED, Evidence.SCHEME, Evidence.MALFORMED})
"""Evidence that a URL and its config give without a request."""


def is_permanent(verdict: Verdict | None) -> bool:
    """Return whether a verdict remains until the config changes."""
    return verdict is not None and verdict.evidence in _PERMANENT


async def request_links(
    urls: Sequence[str], options: LinkCheckOptions, progress: "LinkProgress"
) -> tuple[Mapping[str, Verdict], Sequence[str]]:
    """Return verdicts on URLs, and lines for people; none if settings cannot work."""
    await asyncio.to_thread(import_module, "listlint.links.runner")  # takes a while
    try:
        report = await check_links_async(urls, options, progress)
    except ValueError as error:
        return {}, [f"links: {error}"]
    found = {u: v for u, v in report.verdicts.items() if v.evidence is not Evidence.LOCAL}
    return found, [*report.problems, *report.notices]


class LinkProgress:
    """Shows the progress of a check; canceling it in the editor cancels the check."""

    def __init__(self, server: LanguageServer, title: str) -> None:
        self._server = server
        self._title = title
        self._token: str | None = None
        self._total = 0
        self._percentage = 0

    async def __aenter__(self) -> Self:
        window = self._server.client_capabilities.window
        if window and window.work_done_progress:
            token = f"listlint-{uuid4()}"
            progress, task = self._server.work_done_progress, asyncio.current_task()
            await progress.create_async(token)
            progress.tokens[token].add_done_callback(lambda _: task and task.cancel())
            begin = types.WorkDoneProgressBegin(self._title, cancellable=True, percentage=0)
            progress.begin(token, begin)
            self._token = token
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._token:
            self._server.work_done_progress.end(self._token, types.WorkDoneProgressEnd())
            self._server.work_done_progress.tokens.pop(self._token, None)

    def started(self, total: int) -> None:
        """Take note of the number of URLs."""
        self._total = total

    def settled(self, verdict: Verdict, done: int) -> None:
        """Show how many URLs are settled, at most a hundred times."""
        percentage = 100 * done // max(self._total, 1)
        if self._token and percentage > self._percentage:
            self._percentage = percentage
            report = types.WorkDoneProgressReport(
                message=f"{done:,} of {self._total:,}", percentage=min(percentage, 100)
            )
            self._server.work_done_progress.report(self._token, report)

    def waiting(self, hosts: Sequence[str]) -> None:
        """Take note of hosts that are slow; not shown."""
