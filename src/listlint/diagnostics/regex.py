"""`regex`: `re.compile` for patterns of modules, which compiles a pattern when it is first used.

Compiling all of them takes a fifth of a short run, most of which uses few.
"""

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from re import compile as regex

__all__ = ["regex"]

_USED = ("match", "fullmatch", "search", "findall", "finditer", "sub", "subn", "split", "flags")


class LazyPattern:
    """A pattern that has the methods of `re.Pattern` as soon as one of them is used."""

    def __init__(self, pattern: Any, flags: int = 0) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Compile the pattern; afterwards its methods are found without a call of this one."""
        if name not in _USED:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        vars(self).update((used, getattr(compiled, used)) for used in _USED)
        return getattr(compiled, name)


if not TYPE_CHECKING:
    regex = LazyPattern
