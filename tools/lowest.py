"""Print the lowest versions that pyproject.toml allows, as constraints for pip."""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
_BOUNDED = re.compile(r"(?P<name>[\w-]+)>=(?P<lowest>[\w.]+),<[\w.]+")


def constraints() -> Iterator[str]:
    """Yield `name==version` for all that a user or the tests need.

    Raises `ValueError` for a requirement without a lower and an upper bound.
    """
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    for requirement in (*project["dependencies"], *project["optional-dependencies"]["test"]):
        bounded = _BOUNDED.fullmatch(requirement)
        if bounded is None:
            raise ValueError(f"{requirement}: expected name>=lowest,<next")
        yield f"{bounded['name']}=={bounded['lowest']}"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in constraints())
