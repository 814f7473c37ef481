"""The language server with a network of its own: hosts that are `gone`, `slow` or alive."""

import asyncio
from collections.abc import Iterable

from listlint.links import LinkCheckOptions, LinkReport, Watch
from listlint.server import app, links
from listlint.urls.verdict import Evidence, Verdict, VerdictKind


async def check(urls: Iterable[str], options: LinkCheckOptions, watch: Watch) -> LinkReport:
    distinct = list(urls)
    watch.started(len(distinct))
    verdicts = {}
    for done, url in enumerate(distinct, 1):
        if "slow" in url:
            await asyncio.sleep(60)
        verdict = Verdict(url, VerdictKind.ALIVE, Evidence.OK, "200 OK", 200)
        if "gone" in url:
            verdict = Verdict(url, VerdictKind.DEAD, Evidence.NOT_FOUND, "404 Not Found", 404)
        verdicts[url] = verdict
        watch.settled(verdict, done)
    return LinkReport(verdicts)


if __name__ == "__main__":
    links.check_links_async = check
    app.serve()
