"""Runs the command line as a user does, in this process or as one of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


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
    timeout: float = 60,
) -> Done:
    """Run `listlint` in a process of its own; a traceback fails the test."""
    command: Sequence[str] = [sys.executable, "-m", "listlint", *map(str, arguments)]
    clean = {k: v for k, v in os.environ.items() if k not in ("GITHUB_TOKEN", "GH_TOKEN")}
    done = subprocess.run(
        command,
        cwd=cwd,
        input=stdin,
        capture_output=True,
        timeout=timeout,
        check=False,
        env={**clean, "PYTHONDONTWRITEBYTECODE": "1", **(env or {})},
    )
    err = done.stderr.decode("utf-8", "replace")
    assert "Traceback" not in err, err
    return Done(done.returncode, done.stdout.decode("utf-8", "replace"), err, done.stdout)
