"""The links of one batch, without a cache file: what is known comes and goes with the batch."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace

from listlint.links import LinkReport
from listlint.links.cache import Row, open_store
from listlint.links.keys import keys_of
from listlint.links.policy import Hosts
from listlint.links.providers import discover
from listlint.links.runner import check_with
from listlint.links.settings import LinkCheckOptions


def check_batch(
    urls: Sequence[str], settings: LinkCheckOptions, known: Iterable[Row]
) -> tuple[LinkReport, list[Row]]:
    """Return the report on `urls`, and the rows to add to a cache.

    `known` are the rows that the cache has of these URLs. Runs an event loop of its own.
    """
    return asyncio.run(_check(urls, settings, known))


async def _check(
    urls: Sequence[str], settings: LinkCheckOptions, known: Iterable[Row]
) -> tuple[LinkReport, list[Row]]:
    hosts, providers = Hosts(settings), discover(settings.providers)
    in_memory = replace(settings.cache, enabled=False)
    with open_store(in_memory, key=keys_of(settings, hosts, providers)) as store:
        store.add(known)
        found = await check_with(store, urls, settings, hosts, providers)
        return found, store.rows()
