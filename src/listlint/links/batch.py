"""The links of one batch, without a cache file: what is known comes and goes with the batch."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from listlint.links import LinkReport
from listlint.links.cache import Key, Row, open_store
from listlint.links.keys import keys_of
from listlint.links.policy import Filter, Hosts
from listlint.links.providers import discover
from listlint.links.runner import check_with
from listlint.links.settings import LinkCheckOptions


def key_of(settings: LinkCheckOptions) -> Callable[[str], Key]:
    """Return the keys of URLs, for the rows of `check_batch`.

    Raises `ValueError` for settings with which no batch can be checked.
    """
    today = datetime.fromtimestamp(settings.now(), UTC).date()
    Filter((*settings.include, *settings.exclude), today)
    discover(settings.providers)
    return keys_of(settings, Hosts(settings))


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
