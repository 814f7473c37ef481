"""Where the files of a job are; the runner deletes them after it."""

from collections.abc import Mapping
from pathlib import Path


def folder(environ: Mapping[str, str]) -> Path:
    """Return the folder for all files of the action."""
    return Path(environ["RUNNER_TEMP"]) / "listlint"


def reports_of(environ: Mapping[str, str]) -> Path:
    """Return the folder of the reports."""
    return folder(environ) / "reports"


def log_of(environ: Mapping[str, str]) -> Path:
    """Return the file with the findings as the last step prints them."""
    return folder(environ) / "log.txt"
