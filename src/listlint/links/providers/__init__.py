"""The providers: one module each, found by name.

A provider's module has `provider(settings: ProviderSettings) -> Provider | None`; None says
that it is switched off or lacks what it needs, such as a token.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import cast

from listlint.links.provider import Provider
from listlint.links.providers.settings import GitHubServer, ProviderSettings

__all__ = ["SHIPPED", "GitHubServer", "ProviderSettings", "UnknownProvider", "discover", "notices"]

SHIPPED = ("github", "gitlab", "gitea", "pypi", "npm", "crates", "arxiv")
GROUP = "listlint.providers"

Factory = Callable[[ProviderSettings], Provider | None]


class UnknownProvider(Exception):  # noqa: N818 - it says what happened
    """The settings name a provider that neither listlint nor an installed distribution has."""


def discover(settings: ProviderSettings) -> Sequence[Provider]:
    """Return the providers that `settings` enable and that have what they need, in that order.

    Raises `UnknownProvider` for a name that nobody has. A provider of another distribution may
    not take the name of a shipped one.
    """
    made = (_factory(name)(settings) for name in dict.fromkeys(settings.enabled))
    return [provider for provider in made if provider is not None]


def notices(providers: Sequence[Provider]) -> list[str]:
    """Return what the providers have to tell people after `check`, each line once."""
    lines = (line for p in providers for line in getattr(p, "notices", ()))
    return list(dict.fromkeys(lines))


def _factory(name: str) -> Factory:
    if name in SHIPPED:
        return cast("Factory", import_module(f"{__name__}.{name}").provider)
    from importlib.metadata import entry_points  # costs 25 ms

    for entry in entry_points(group=GROUP, name=name):
        loaded = entry.load()
        return cast("Factory", getattr(loaded, "provider", loaded))
    known = ", ".join(sorted({*SHIPPED, *entry_points(group=GROUP).names}))
    raise UnknownProvider(f"there is no provider {name!r}; known are: {known}")
