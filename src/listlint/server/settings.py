"""What a client sets: `initializationOptions`, and the section `listlint` of its configuration."""

from dataclasses import replace
from enum import StrEnum
from typing import Any

from listlint.diagnostics.records import dataclass


class LinkMode(StrEnum):
    """Where verdicts on links come from."""

    OFF = "off"
    CACHE = "cache"
    SAVE = "save"
    """From the cache at once, and from the network when a document is saved."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """The settings of a client.

    `trusted` is whether the folder is trusted, None if the client does not say: of a config that
    is not trusted, only some settings about links take effect, and with False nothing is requested.
    """

    links: LinkMode = LinkMode.SAVE
    trusted: bool | None = None

    @property
    def network(self) -> bool:
        """Whether links are requested when a document is saved."""
        return self.links is LinkMode.SAVE and self.trusted is not False

    def started(self, options: Any) -> "ServerSettings":
        """Return the settings with `initializationOptions`, which alone say what is trusted.

        The configuration of an editor may come from a file of the folder.
        """
        trusted = options.get("trusted") if isinstance(options, dict) else None
        known = replace(self, trusted=trusted if isinstance(trusted, bool) else None)
        return known.updated(options)

    def updated(self, given: Any) -> "ServerSettings":
        """Return the settings with a configuration; what is not valid is left out."""
        table = given if isinstance(given, dict) else {}
        table = table.get("listlint", table)
        links = table.get("links") if isinstance(table, dict) else None
        return replace(self, links=LinkMode(links)) if links in list(LinkMode) else self
