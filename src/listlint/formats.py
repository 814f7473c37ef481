"""The formats of findings, apart from what renders them: `--help` needs only their names."""

from enum import StrEnum


class Format(StrEnum):
    """Formats of findings. A member's value is the name of its module in `report`."""

    TEXT = "text"
    CONCISE = "concise"
    GITHUB = "github"
    JSON = "json"
    JSONL = "jsonl"
    SARIF = "sarif"
    GITLAB = "gitlab"
    JUNIT = "junit"
    CHECKSTYLE = "checkstyle"
    RDJSON = "rdjson"
    MARKDOWN = "markdown"
    HTML = "html"
    BADGE = "badge"

    @property
    def extension(self) -> str:
        """The extension of a file in this format."""
        return _EXTENSIONS.get(self, self.value)

    @classmethod
    def of_file(cls, name: str) -> "Format | None":
        """Return the first format with the extension of a file name."""
        return next((form for form in cls if name.lower().endswith(f".{form.extension}")), None)


_EXTENSIONS = {
    Format.TEXT: "txt",
    Format.CONCISE: "txt",
    Format.GITHUB: "txt",
    Format.GITLAB: "json",
    Format.JUNIT: "xml",
    Format.CHECKSTYLE: "xml",
    Format.RDJSON: "json",
    Format.MARKDOWN: "md",
    Format.BADGE: "json",
}
"""Extensions that differ from the name of the format."""
