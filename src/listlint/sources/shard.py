"""Parts of many lists, for jobs that run at the same time."""

import re
from hashlib import blake2b
from typing import Self

from listlint.diagnostics.records import dataclass

MOST = 1_000
"""Most shards: more jobs than anyone runs."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One of `count` parts, from 1."""

    number: int
    count: int

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the shard that a text such as `3/8` means. Raises `ValueError`."""
        found = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", text)
        number, count = map(int, found.groups()) if found else (0, 0)
        if not 1 <= number <= count <= MOST:
            raise ValueError(f"should be a part of a whole, such as 3/8, and at most of {MOST:,}")
        return cls(number, count)

    def has(self, name: str) -> bool:
        """Return whether a list belongs to this shard.

        That depends on nothing but its path as it was given, with `/`: so every list is in one
        shard, on every machine, and remains there when others are added.
        """
        digest = blake2b(name.encode("utf-8", "surrogateescape"), digest_size=8).digest()
        return int.from_bytes(digest) % self.count == self.number - 1

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"
