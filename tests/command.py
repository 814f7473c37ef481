"""Runs the command line as a user does."""

import io
import os
import sys
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from listlint.cli import main


@dataclass(frozen=True)
class Done:
    """What came of a run."""

    code: int
    out: str
    err: str
    raw: bytes


def listlint(
    *arguments: str | Path,
    cwd: Path | None = None,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
) -> Done:
    """Run `listlint` within this process; an error that it does not handle fails the test."""
    out, err = io.BytesIO(), io.BytesIO()
    stdout = io.TextIOWrapper(out, "utf-8", newline="")
    stderr = io.TextIOWrapper(err, "utf-8", newline="")
    environ = {k: v for k, v in os.environ.items() if k not in ("GITHUB_TOKEN", "GH_TOKEN")}
    with (
        patch.dict(os.environ, {**environ, **(env or {})}, clear=True),
        patch.object(sys, "argv", ["listlint", *map(str, arguments)]),
        patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8")),
        redirect_stdout(stdout),
        redirect_stderr(stderr),
        chdir(cwd or Path.cwd()),
        pytest.raises(SystemExit) as stopped,
    ):
        main()
    stdout.flush()
    stderr.flush()
    raw = out.getvalue()
    return Done(
        code=int(stopped.value.code or 0),
        out=raw.decode("utf-8", "replace"),
        err=err.getvalue().decode("utf-8", "replace"),
        raw=raw,
    )
