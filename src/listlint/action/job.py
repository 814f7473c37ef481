"""What the steps share: commands to the runner, the event, and listlint as a process."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from listlint.action.api import Api, ForbiddenError
from listlint.action.folders import folder
from listlint.action.plan import ActionError, Inputs, Plan
from listlint.report.escape import workflow_data
from listlint.rules.page import site_url
from listlint.sources import files

_HIDDEN = ("INPUT_", "ACTIONS_", "GITHUB_", "RUNNER_")
"""Prefixes of variables that a check does not need; some hold secrets."""
_SHOWN = ("GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_EVENT_NAME")
"""Variables that it needs: where the token is sent, what its readers may see, whom to trust."""


def command(name: str, message: str) -> None:
    """Give the runner a command, which it shows as an annotation."""
    sys.stdout.write(f"::{name} title=listlint::{workflow_data(message)}\n")


def read_event(environ: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the event of the job. Raises `ActionError`."""
    try:
        event = json.loads(Path(environ["GITHUB_EVENT_PATH"]).read_bytes())
    except (KeyError, OSError, ValueError):
        raise ActionError(
            "GITHUB_EVENT_PATH is not the file of an event; this must run on GitHub"
        ) from None
    return event if isinstance(event, Mapping) else {}


def api_of(environ: Mapping[str, str], inputs: Inputs) -> Api:
    """Return the client for the API of the job's repository."""
    return Api(environ["GITHUB_API_URL"], environ["GITHUB_REPOSITORY"], inputs.token)


@contextmanager
def needs_permissions(needed: str) -> Iterator[None]:
    """Report a token without permission as a warning."""
    try:
        yield
    except ForbiddenError as error:
        command(
            "warning",
            f"{error}: the token has no write access. Give the job {needed};"
            f" for forks see {site_url('action')}",
        )


def selection(inputs: Inputs, plan: Plan, paths: Sequence[str]) -> Iterator[str]:
    """Yield the arguments of listlint that say what is checked, and how."""
    if not inputs.links:
        yield "--offline"
    if inputs.config:
        yield f"--config={inputs.config}"
    if plan.config_from:
        yield f"--config-from={plan.config_from}"
    if plan.since:
        yield f"--since={plan.since}"
    if inputs.baseline:
        yield f"--baseline={inputs.baseline}"
    yield from ("--", *paths)


def lists(given: Sequence[str], workspace: Path) -> Iterator[str]:
    """Yield the lists to check, from the workspace. Raises `ActionError`.

    A list must be in the workspace: a pull request could add a symbolic link to a token in
    `.git/config` or an environment in `/proc`, and findings would quote it.
    """
    os.chdir(workspace)
    root = workspace.resolve()
    try:
        for path in files.find(given):
            if path is None:
                raise ActionError("paths: standard input (`-`) is not supported")
            there = path.resolve()
            inside = there.is_relative_to(root)
            if not inside or ".git" in there.relative_to(root).as_posix().lower().split("/"):
                raise ActionError(f"{path.as_posix()}: not inside the checkout")
            yield path.as_posix()
    except files.SourceError as error:
        raise ActionError(str(error)) from None


def run_listlint(
    environ: Mapping[str, str], inputs: Inputs, *arguments: str
) -> subprocess.CompletedProcess[bytes]:
    """Run listlint in the checkout."""
    return subprocess.run(  # noqa: S603 - arguments as a list
        (sys.executable, "-I", "-m", "listlint", *arguments),
        cwd=Path(environ["GITHUB_WORKSPACE"]),
        env=plain_environment(environ, inputs.token),
        capture_output=True,
        check=False,
    )


def plain_environment(environ: Mapping[str, str], token: str) -> dict[str, str]:
    """Return the environment of a check: without secrets of the runner, except the token."""
    kept = {k: v for k, v in environ.items() if not k.upper().startswith(_HIDDEN) or k in _SHOWN}
    kept["XDG_CACHE_HOME"] = str(folder(environ) / "cache")
    return kept | ({"GITHUB_TOKEN": token} if token else {})
