"""What a run needs on every worker: plain data without secrets, small enough for each message."""

from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Self

from listlint import __version__
from listlint.config.discover import find_config, on_disk
from listlint.config.load import load_config
from listlint.config.models import Config, default_config
from listlint.links.settings import LinkCheckOptions, LinkSettings


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
    allow_private: bool = False
    max_age: float | None = None
    cache: str = ""
    """Folder of clones; empty for the default one of each machine."""

    @classmethod
    def of(cls, config: Path | None, **options: object) -> Self:
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
        job = cls(config=str(where) if where else None, files=tuple(files.items()))
        return replace(job, **options)  # type: ignore[arg-type]

    @property
    def digest(self) -> str:
        """A digest of what the findings depend on."""
        parts = (__version__, self.config, self.files, self.offline, self.allow_private)
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


def with_options(job: Job, settings: LinkSettings) -> LinkSettings:
    """Return the settings of links with the options of the job.

    Limits on a whole run cannot be kept batch by batch, and an archive allows too few requests.
    """
    return replace(
        settings,
        allow_private=settings.allow_private or job.allow_private,
        max_age=settings.max_age if job.max_age is None else job.max_age,
        max_links=None,
        max_time=None,
        archive=False,
    )


def link_options(job: Job) -> LinkCheckOptions:
    """Return the options of links that all lists share. Raises `ConfigError`."""
    from listlint.entries.context import Needs

    config = config_of(job)
    needs = Needs.NOTHING
    for rule in config.rules_for(""):
        needs |= rule.needs
    return LinkCheckOptions.of(
        with_options(job, config.settings.links),
        https=Needs.HTTPS in needs,
        fragments=Needs.FRAGMENTS in needs,
    )
