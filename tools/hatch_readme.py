"""The README as package indexes show it: links within the repository lead to the repository."""

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

PAGES = "https://github.com/listlint/listlint/blob/main/"
_WITHIN = re.compile(r"(?<=\]\()(?=(?:docs|rules|[A-Z]\w+\.md)\b)")


class ReadmeHook(MetadataHookInterface):
    """Sets `readme`."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the README with its links made absolute."""
        text = (Path(self.root) / "README.md").read_text("utf-8")
        text = _WITHIN.sub(PAGES, text)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
