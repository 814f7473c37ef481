"""The config of a document, and what of it takes effect in a folder that is not trusted."""

import os
from dataclasses import replace
from pathlib import Path

from listlint.config.discover import NAMES, ConfigError, Read, on_disk
from listlint.config.models import Config
from listlint.links import LinkSettings
from listlint.linter.targets import Configs, RunOptions

HARMLESS = ("include", "exclude", "accept", "status", "max_age", "max_links", "max_time")
"""The settings about links that take effect whether a folder is trusted or not.

The others send environment variables or headers, request other hosts, read or write files, or
lower limits of requests."""


def configs_of(folder: Path, trusted: bool) -> Configs:
    """Return what finds and loads the configs of the documents below a folder."""
    return Configs(RunOptions(), on_disk if trusted else _read_within(folder))


def _read_within(folder: Path) -> Read:
    """Return a function that reads configs of a folder, and those that are found above it.

    On Windows, a path may be on another computer: reading it would send the name of the user.
    """

    def read(path: Path) -> bytes | None:
        place = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would look at the file
        above = place.name in NAMES and folder.is_relative_to(place.parent)
        if above or place.is_relative_to(folder):
            return on_disk(path)
        raise ConfigError(f"{path}: outside {folder}; only a trusted config may read it")

    return read


def effective(config: Config, trusted: bool) -> Config:
    """Return a config without the settings that do not take effect in an editor.

    Private addresses are never requested, whatever the config says.
    """
    links = config.settings.links
    if trusted:
        links = replace(links, allow_private=False, allow_hosts=())
    else:
        links = LinkSettings(**{name: getattr(links, name) for name in HARMLESS})
    return replace(config, settings=replace(config.settings, links=links))
