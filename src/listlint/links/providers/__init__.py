"""The providers: one module each, found by name.

A provider's module has `provider(settings: ProviderSettings) -> Provider | None`; None if
it is disabled or lacks what it needs, such as a token.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import cast

from listlint.links.provider import Provider
from listlint.links.settings import PROVIDER_GROUP, PROVIDERS, ProviderSettings, known_provider

Factory = Callable[[ProviderSettings], Provider | None]


def discover(settings: ProviderSettings) -> Sequence[Provider]:
    """Return the providers that `settings` enable and that have what they need, in that order.

    Raises `ValueError` for an unknown name. A provider of another distribution cannot take the
    name of a shipped one.
    """
    made = (_factory(name)(settings) for name in dict.fromkeys(settings.enabled))
    return [provider for provider in made if provider is not None]


def notices(providers: Sequence[Provider]) -> list[str]:
    """Return the notices of the providers after `check`, each once."""
    lines = (line for p in providers for line in getattr(p, "notices", ()))
    return list(dict.fromkeys(lines))


def _factory(name: str) -> Factory:
    if known_provider(name) in PROVIDERS:
        return cast("Factory", import_module(f"{__name__}.{name}").provider)
    from importlib.metadata import entry_points  # costs 25 ms

    (entry, *_) = entry_points(group=PROVIDER_GROUP, name=name)
    loaded = entry.load()
    return cast("Factory", getattr(loaded, "provider", loaded))
