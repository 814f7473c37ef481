"""The README as package indexes show it: links within the repository are made absolute."""

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

REPOSITORY = "https://github.com/listlint/listlint/blob/main/"
FILES = "https://raw.githubusercontent.com/listlint/listlint/main/"
SITE = "https://listlint.github.io/listlint/"
_IMAGE = re.compile(r"(!\[[^\]]*\]\()(?![a-z]+:)")
_FILE = re.compile(r"\]\((?![a-z]+:|#)")


def absolute(text: str) -> str:
    """Return a README whose images, pages of the documentation and files are found elsewhere."""
    text = _IMAGE.sub(rf"\1{FILES}", text)
    text = re.sub(r"\]\(docs/([\w-]+)\.md(?=[)#])", rf"]({SITE}\1/", text)
    text = text.replace("](rules/README.md", f"]({SITE}rules/")
    return _FILE.sub(f"]({REPOSITORY}", text)


class ReadmeHook(MetadataHookInterface):
    """Sets `readme`."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the README with its links made absolute."""
        text = absolute((Path(self.root) / "README.md").read_text("utf-8"))
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
