"""The steps of the action: `python -I -m listlint.action check`, then `post`, `fix`, `status`."""

import os
import sys
from collections.abc import Mapping

from listlint.action.folders import log_of
from listlint.action.plan import ActionError


def main() -> None:
    """Run the step that the command line gives; report an `ActionError` in one line."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        _run(sys.argv[1], os.environ)
    except ActionError as error:
        from listlint.action.job import command

        command("error", str(error))
        sys.exit(2)


def _run(step: str, environ: Mapping[str, str]) -> None:
    """Run a step, with the imports that it needs."""
    match step:
        case "check":
            from listlint.action.check import check

            check(environ)
        case "post":
            from listlint.action.post import post

            post(environ)
        case "fix":
            from listlint.action.fixes import fix

            fix(environ)
        case "status":
            status(environ)


def status(environ: Mapping[str, str]) -> None:
    """Print all findings, errors first, and fail the job if it is to fail.

    GitHub opens the log of the step that fails, so they are printed here.
    """
    if log_of(environ).exists():
        sys.stdout.write(log_of(environ).read_text("utf-8"))
    if environ.get("FAILED") == "true":
        sys.exit(1)


if __name__ == "__main__":
    main()
