"""Kinds: generic checks that a config turns into rules of its own, without Python.

A kind is a module with a frozen dataclass `Options` and a function `check(context, options)`. It
may have `PLACEHOLDERS`, the names, besides `message` and `found`, that the `message` of a rule may
use; and `SAFETY`, the most that fixes are trusted where a config sets no `fix`. Kinds never import
one another.
"""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from types import ModuleType

ENTRY_POINT_GROUP = "listlint.kinds"


class UnknownKindError(LookupError):
    """No kind has that name."""


def kind_names() -> list[str]:
    """Return the names of the kinds that come with listlint."""
    return sorted(module.name.replace("_", "-") for module in iter_modules(__path__))


def load_kind(name: str) -> ModuleType:
    """Return the module of the kind `name`, imported only now.

    Kinds of other distributions are found by their entry point in the group `listlint.kinds`.
    Raises `UnknownKindError`.
    """
    module = f"{__name__}.{name.replace('-', '_')}"
    if name.replace("-", "").isalnum() and find_spec(module) is not None:
        return import_module(module)
    from importlib.metadata import entry_points  # costs more than all kinds together

    for entry in entry_points(group=ENTRY_POINT_GROUP, name=name):
        kind = entry.load()
        if hasattr(kind, "Options") and callable(getattr(kind, "check", None)):
            return kind  # type: ignore[no-any-return]
    raise UnknownKindError(name)
