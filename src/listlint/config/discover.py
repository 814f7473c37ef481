"""Where the config of a list is."""

from collections.abc import Callable
from pathlib import Path

NAMES = ("listlint.toml", ".listlint.toml", "pyproject.toml")
"""Where a config may be; the first that has one is used."""

Read = Callable[[Path], bytes | None]
"""Returns the content of a file, None if it does not exist. Raises `ConfigError`."""


class ConfigError(ValueError):
    """A config cannot be used; each line has the file, the line and the key, and what to do."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def on_disk(path: Path) -> bytes | None:
    """Return the content of a config in the working tree."""
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None


def find_config(start: Path, read: Read = on_disk) -> Path | None:
    """Return the config file for the files in directory `start`: the nearest one upwards.

    The search ends at the root of the repository: what is above is not the list's.
    """
    for folder in (start, *start.parents):
        for name in NAMES:
            raw = read(folder / name)
            if raw is not None and (name != "pyproject.toml" or b"[tool.listlint" in raw):
                return folder / name
        if (folder / ".git").exists():
            return None
    return None
