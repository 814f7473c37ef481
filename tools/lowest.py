"""Print the lowest versions that pyproject.toml allows, as constraints for pip."""

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
_BOUNDED = re.compile(r"(?P<name>[\w-]+)(?:\[\w+\])?>=(?P<lowest>[\w.]+),<[\w.]+")
_OWN = re.compile(r"listlint\[([\w,]+)\]")


def constraints() -> Iterator[str]:
    """Yield `name==version` for all that a user or the tests need.

    Raises `ValueError` for a requirement without a lower and an upper bound.
    """
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    for requirement in (*project["dependencies"], *_of_extra("test", extras)):
        bounded = _BOUNDED.fullmatch(requirement)
        if bounded is None:
            raise ValueError(f"{requirement}: expected name>=lowest,<next")
        yield f"{bounded['name']}=={bounded['lowest']}"


def _of_extra(name: str, extras: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the requirements of an extra, and of those that it includes."""
    for requirement in extras[name]:
        if own := _OWN.fullmatch(requirement):
            for other in own[1].split(","):
                yield from _of_extra(other, extras)
        else:
            yield requirement


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in constraints())
