"""Verdicts on links. Importing this is fast: what needs the network is imported on demand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Protocol

from listlint.diagnostics.records import dataclass
from listlint.links.settings import LinkCheckOptions, LinkSettings, UrlPattern
from listlint.urls.verdict import Verdict

__all__ = [
    "LinkCheckOptions",
    "LinkReport",
    "LinkSettings",
    "UrlPattern",
    "Watch",
    "check_links",
    "check_links_async",
]


class Watch(Protocol):
    """Follows a run, for a progress bar. Called from the thread of the run."""

    def started(self, total: int) -> None:
        """Take note that `total` URLs are to be settled."""
        ...

    def settled(self, verdict: Verdict, done: int) -> None:
        """Take note of a verdict, and of how many URLs are settled by now.

        Its history and its `archive_url` may be added later.
        """
        ...

    def waiting(self, hosts: Sequence[str]) -> None:
        """Take note of the hosts that are waited for, busiest first, once in a while."""
        ...


@dataclass(frozen=True)
class LinkReport:
    """What a run found: a verdict for every URL that was given, as it was spelled.

    After an interruption only for those that were known by then. `problems` are lines on what
    is wrong on our side, such as no network: then verdicts with the evidence `LOCAL` are not
    about their URLs. `notices` are other lines for people.
    """

    verdicts: Mapping[str, Verdict] = field(repr=False)  # asyncio takes the repr of results
    notices: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    interrupted: bool = False


def check_links(
    urls: Iterable[str], settings: LinkSettings | None = None, watch: Watch | None = None
) -> LinkReport:
    """Return verdicts on `urls`; each page is requested once, however often it is linked.

    Runs an event loop of its own, so it must not be called from within one. Ctrl-C ends it with
    what is known so far. Raises `ValueError` for settings that cannot work (a pattern that is
    no regular expression, a file of certificates that is none).
    """
    import asyncio

    from listlint.links.runner import check

    options = LinkCheckOptions.of(settings or LinkSettings())
    return asyncio.run(check(urls, options, watch, keep=True))


async def check_links_async(
    urls: Iterable[str], settings: LinkSettings | None = None, watch: Watch | None = None
) -> LinkReport:
    """Return verdicts on `urls` as `check_links` does, in the running event loop.

    A cancellation is passed on.
    """
    from listlint.links.runner import check

    return await check(urls, LinkCheckOptions.of(settings or LinkSettings()), watch)
