"""What a run needs on every worker: plain data without secrets, small enough for each message."""

from dataclasses import field, replace
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Self

from listlint import __version__
from listlint.config.discover import find_config, on_disk
from listlint.config.load import load_config
from listlint.config.models import Config, default_config
from listlint.diagnostics.records import dataclass
from listlint.entries.context import Needs
from listlint.links.settings import LinkCheckOptions
from listlint.linter.link_check import is_request
from listlint.linter.link_options import LinkOverrides


@dataclass(frozen=True, slots=True)
class Job:
    """The one config of all lists, and the options of the command line.

    Configs of the lists are not read, since strangers may have written them. The config travels
    as text: tokens are read from the environment of each worker, and never leave it.
    """

    config: str | None = None
    files: tuple[tuple[str, bytes], ...] = ()
    """The config with those that it extends, by path."""
    offline: bool = False
    links: LinkOverrides = field(default_factory=LinkOverrides)
    trusted: bool = True
    """Whether the config may send environment variables."""

    @classmethod
    def of(cls, config: Path | None, links: LinkOverrides, *, offline: bool = False) -> Self:
        """Return the job with the config at a path, or that of the current directory.

        Raises `ConfigError`.
        """
        where = config or find_config(Path.cwd())
        files: dict[str, bytes] = {}

        def read(path: Path) -> bytes | None:
            raw = on_disk(path)
            if raw is not None:
                files[str(path)] = raw
            return raw

        if where is not None:
            where = where.absolute()
            load_config(where, read)
        name = str(where) if where else None
        return cls(name, tuple(files.items()), offline, links, trusted=not is_request())

    @property
    def digest(self) -> str:
        """A digest of what the findings depend on."""
        links = replace(self.links, recheck=frozenset())
        parts = (__version__, self.config, self.files, self.offline, links)
        return blake2b(repr(parts).encode(), digest_size=8).hexdigest()


@lru_cache(1)
def config_of(job: Job) -> Config:
    """Return the config of a job. Raises `ConfigError`."""
    files = dict(job.files)

    def read(path: Path) -> bytes | None:
        return files.get(str(path))

    config = load_config(Path(job.config), read) if job.config else default_config()
    if job.offline:
        config = replace(config, settings=replace(config.settings, offline=True))
    return config


@lru_cache(1)
def link_options(job: Job) -> LinkCheckOptions:
    """Return the options of links that all lists share. Raises `ConfigError`.

    Limits on a whole run cannot be kept batch by batch, and an archive allows too few requests.
    """
    config = config_of(job)
    needs = Needs.NOTHING
    for name in config.selected:
        needs |= config.rules[name].needs
    settings = LinkCheckOptions.of(
        config.settings.links,
        https=Needs.HTTPS in needs,
        fragments=Needs.FRAGMENTS in needs,
    )
    return replace(
        job.links.override(settings),
        trusted=job.trusted,
        max_links=None,
        max_time=None,
        archive=False,
    )
