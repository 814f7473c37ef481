"""The steps of the action: `python -I -m listlint.action check`, then `… post`."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from listlint.action import comment as comments
from listlint.action.api import Api, ForbiddenError
from listlint.action.plan import (
    ActionError,
    CommentMode,
    Inputs,
    Level,
    Plan,
    finished_run,
    head_of,
    inputs_of,
    plan_of,
)
from listlint.formats import Format
from listlint.report.escape import workflow_data
from listlint.sources import files
from listlint.sources.git import GitError, GitRepository

TITLE = "listlint: findings in the list"
LABEL = "listlint"
_SUMMARY = 1_000_000
"""Bytes of a job summary; GitHub refuses more than 1 MiB."""
_ANNOTATIONS = ("::error ", "::warning ", "::notice ")
_HIDDEN = ("INPUT_", "ACTIONS_", "GITHUB_", "RUNNER_")
"""Prefixes of variables that a check does not need; some hold secrets."""


def main() -> None:
    """Run the step that the command line gives; report an `ActionError` in one line."""
    step = sys.argv[1]
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        {"check": check, "post": post}[step](os.environ)
    except ActionError as error:
        _command("error", str(error))
        sys.exit(2)


def _command(name: str, message: str) -> None:
    sys.stdout.write(f"::{name} title=listlint::{workflow_data(message)}\n")


def _event(environ: Mapping[str, str]) -> Mapping[str, Any]:
    try:
        event = json.loads(Path(environ["GITHUB_EVENT_PATH"]).read_bytes())
    except (KeyError, OSError, ValueError):
        raise ActionError(
            "GITHUB_EVENT_PATH is not the file of an event; this must run on GitHub"
        ) from None
    return event if isinstance(event, Mapping) else {}


def _folder(environ: Mapping[str, str]) -> Path:
    return Path(environ["RUNNER_TEMP"]) / "listlint"


# --- check ---------------------------------------------------------------------------------


def check(environ: Mapping[str, str]) -> None:
    """Run listlint as the event requires; write reports, a job summary and outputs."""
    inputs = inputs_of(environ)
    workspace = Path(environ["GITHUB_WORKSPACE"])
    plan = plan_of(environ.get("GITHUB_EVENT_NAME", ""), _event(environ), inputs)
    plan = on_current_base(plan, workspace)
    reports = _folder(environ) / "reports"
    reports.mkdir(parents=True, exist_ok=True)
    paths = tuple(_paths(inputs.paths, workspace))
    done = subprocess.run(  # noqa: S603 - arguments as a list
        (sys.executable, "-I", "-m", "listlint", *arguments(inputs, plan, reports, paths)),
        cwd=workspace,
        env=_plain(environ, inputs.token),
        capture_output=True,
        check=False,
    )
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        if line.startswith(_ANNOTATIONS):
            sys.stdout.write(line + "\n")
    broken = done.returncode != 0
    messages = done.stderr.decode("utf-8", "replace").splitlines()
    for line in messages or [f"listlint ended with exit code {done.returncode}"] * broken:
        _command("error" if broken else "notice", line.removeprefix("listlint: "))
    if broken and not (reports / "listlint.json").exists():
        _outputs(environ, failed="true")
        return
    report = json.loads((reports / "listlint.json").read_bytes())
    summary = report["summary"]
    failed = broken or fails(inputs.fail_on, summary["errors"], summary["warnings"])
    _summary(environ, (reports / "summary.md").read_text("utf-8"))
    diagnostics = report["diagnostics"]
    if plan.issue:  # infos do not keep an issue open
        diagnostics = [one for one in diagnostics if one["severity"] != "info"]
    worst = tuple(comments.worst(diagnostics, _texts(paths, workspace)))
    message = comments.Message(plan.pull, plan.head, worst, len(diagnostics), summary["entries"])
    comment = _folder(environ) / "comment"
    comment.mkdir(exist_ok=True)
    (comment / "listlint.json").write_text(comments.dump(message), "utf-8")
    _outputs(
        environ,
        failed=str(failed).lower(),
        errors=str(summary["errors"]),
        warnings=str(summary["warnings"]),
        findings=str(len(report["diagnostics"])),
        reports=str(reports),
        **{name: str(reports / _report(name)) for name in inputs.formats},
        comment=str(comment) if plan.pull and inputs.comment is CommentMode.ARTIFACT else "",
    )


def on_current_base(plan: Plan, workspace: Path) -> Plan:
    """Return the plan of a pull request with the base that its checkout was merged with.

    The base commit of the event is that of when the request was opened: the base branch has moved
    on, and what it got since then is not the request's. GitHub's merge commit has the current
    base as its first parent; in other checkouts, it is the fetched base branch, if there is one.
    """
    if not plan.pull:
        return plan
    try:
        repository = GitRepository(workspace)
        parents = repository.parents("HEAD")
        if len(parents) == 2 and parents[1] == plan.head:
            base = parents[0]
        else:
            base = repository.commit(f"refs/remotes/origin/{plan.branch}", "base")
    except GitError:  # the check reports it if the commit of the event is not there either
        return plan
    since = base if plan.since == plan.config_from else plan.since
    return replace(plan, since=since, config_from=base)


def fails(level: Level, errors: int, warnings: int) -> bool:
    """Return whether these numbers of findings fail the job."""
    match level:
        case Level.NEVER:
            return False
        case Level.ERROR:
            return errors > 0
        case Level.WARNING:
            return errors + warnings > 0


def arguments(inputs: Inputs, plan: Plan, reports: Path, paths: Sequence[str]) -> Iterator[str]:
    """Yield the arguments of listlint for a check."""
    yield from ("check", "--exit-zero", "--quiet", "--format", "github")
    yield from ("--output", f"json={reports / 'listlint.json'}")
    yield from ("--output", f"markdown={reports / 'summary.md'}")
    for name in inputs.formats:
        yield from ("--output", f"{name}={reports / _report(name)}")
    if not inputs.links:
        yield "--offline"
    if inputs.config:
        yield f"--config={inputs.config}"
    if plan.config_from:
        yield f"--config-from={plan.config_from}"
    if plan.since:
        yield f"--since={plan.since}"
    yield from ("--", *paths)


def _report(name: str) -> str:
    return f"listlint-{name}.{Format(name).extension}"


def _paths(given: Sequence[str], workspace: Path) -> Iterator[str]:
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
    except files.ReadError as error:
        raise ActionError(str(error)) from None


def _texts(paths: Sequence[str], workspace: Path) -> dict[str, str]:
    """Return the text of each list; the check has reported those that cannot be read."""
    texts = {}
    for path in paths:
        with suppress(files.ReadError):
            texts[path] = files.read(workspace / path, path).text
    return texts


def _plain(environ: Mapping[str, str], token: str) -> dict[str, str]:
    """Return the environment of a check: without secrets of the runner, except the token."""
    kept = {
        k: v
        for k, v in environ.items()
        if not k.upper().startswith(_HIDDEN) or k == "GITHUB_API_URL"  # where the token is sent
    }
    kept["XDG_CACHE_HOME"] = str(_folder(environ) / "cache")
    return kept | ({"GITHUB_TOKEN": token} if token else {})


def _summary(environ: Mapping[str, str], text: str) -> None:
    if path := environ.get("GITHUB_STEP_SUMMARY"):
        raw = text.encode()
        if len(raw) > _SUMMARY:
            raw = raw[: raw.rindex(b"\n", 0, _SUMMARY)] + b"\n\n... truncated; see the reports.\n"
        with Path(path).open("ab") as summary:
            summary.write(raw)


def _outputs(environ: Mapping[str, str], **values: str) -> None:
    """Set outputs for other steps: our own numbers and paths, no text of a list."""
    with Path(environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as outputs:
        outputs.writelines(f"{name}={value}\n" for name, value in values.items())


# --- post ----------------------------------------------------------------------------------


def post(environ: Mapping[str, str]) -> None:
    """Post the comment or update the issue, depending on the event."""
    inputs = inputs_of(environ)
    event, name = _event(environ), environ.get("GITHUB_EVENT_NAME", "")
    api = Api(environ["GITHUB_API_URL"], environ["GITHUB_REPOSITORY"], inputs.token)
    try:
        if name == "workflow_run":
            _comment_for_fork(api, event, _folder(environ) / "artifact" / "listlint.json")
            return
        if inputs.comment is not CommentMode.POST:
            return
        plan = plan_of(name, event, inputs)
        message = comments.load((_folder(environ) / "comment" / "listlint.json").read_bytes())
        if plan.pull:
            _comment(api, plan.pull, message)
        elif plan.issue:
            api.keep_issue(comments.ISSUE, LABEL, TITLE, comments.issue(message), not message.total)
    except ForbiddenError as error:
        _command(
            "warning",
            f"{error}: the token has no write access. Give the job `pull-requests: write`"
            " (`issues: write` on a schedule); for forks see docs/action.md",
        )


def _comment(api: Api, pull: int, message: comments.Message) -> None:
    body = comments.comment(message)
    api.keep_comment(pull, comments.COMMENT, body, only_update=not message.total)


def _comment_for_fork(api: Api, event: Mapping[str, Any], path: Path) -> None:
    """Post the comment of the artifact of a run, if it is for the pull request of that run."""
    head = finished_run(event)
    if path.is_symlink() or not path.is_file():
        _command("notice", "no comment: the run has uploaded no findings")
        return
    message = comments.load(path.read_bytes())
    if head_of(api.pull(message.pull)) != head:
        _command(
            "notice", "no comment: the findings are not those of the pull request's current commit"
        )
        return
    _comment(api, message.pull, message)


if __name__ == "__main__":
    main()
