"""What a verdict depends on: the key of a URL in the cache."""

from collections.abc import Callable, Iterable
from functools import cache

from listlint.links.cache import Key
from listlint.links.policy import Hosts, Remap
from listlint.links.provider import Provider
from listlint.links.settings import LinkCheckOptions
from listlint.urls.parse import UnsupportedUrl, target


def keys_of(
    settings: LinkCheckOptions, hosts: Hosts, providers: Iterable[Provider] = ()
) -> Callable[[str], Key]:
    """Return a function from URLs of lists to keys."""
    remap = Remap(settings.remap)

    @cache
    def key(url: str) -> Key:
        try:
            found = target(remap(url))
        except UnsupportedUrl:
            return Key(url)
        page = f"{found.url}#{found.fragment}" if found.fragment else found.url
        if found.user:  # such a key is never written
            page = page.replace("://", f"://{found.user}@", 1)
        needs = {provider.name for provider in providers if provider.claims(url)}
        if settings.https and (found.scheme, found.port) == ("http", 80):
            needs.add("https")
        if settings.fragments and found.fragment:
            needs.add("fragments")
        return Key(page, hosts.terms(found), frozenset(needs))

    return key
