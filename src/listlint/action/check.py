"""The step that checks the lists: reports, a job summary, outputs, and what a comment says."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from listlint.action import comment as comments
from listlint.action.folders import folder, log_of, reports_of
from listlint.action.job import command, lists, read_event, run_listlint, selection
from listlint.action.plan import CommentMode, Inputs, Level, Plan, inputs_of, plan_of
from listlint.formats import Format
from listlint.sources import files
from listlint.sources.git import GitError, GitRepository

_SUMMARY = 1_000_000
"""Bytes of a job summary; GitHub refuses more than 1 MiB."""


def check(environ: Mapping[str, str]) -> None:
    """Run listlint as the event requires; write reports, a job summary and outputs."""
    inputs = inputs_of(environ)
    workspace = Path(environ["GITHUB_WORKSPACE"])
    plan = plan_of(environ.get("GITHUB_EVENT_NAME", ""), read_event(environ), inputs)
    plan = on_current_base(plan, workspace)
    reports = reports_of(environ)
    reports.mkdir(parents=True, exist_ok=True)
    paths = tuple(lists(inputs.paths, workspace))
    done = run_listlint(environ, inputs, *arguments(inputs, plan, reports, paths))
    annotations, end, log = done.stdout.decode("utf-8", "replace").partition("::endgroup::\n")
    sys.stdout.write(annotations + end if end else "")
    log_of(environ).write_text(log if end else annotations, "utf-8")
    broken = done.returncode != 0
    messages = done.stderr.decode("utf-8", "replace").splitlines()
    for line in messages or [f"listlint ended with exit code {done.returncode}"] * broken:
        line = line.removeprefix("listlint: ")
        level = "warning" if line.startswith("warning: ") else "notice"
        command("error" if broken else level, line.removeprefix("warning: "))
    if broken and not (reports / "listlint.json").exists():
        _outputs(environ, failed="true")
        return
    report = json.loads((reports / "listlint.json").read_bytes())
    summary = report["summary"]
    failed = broken or fails(inputs.fail_on, summary["errors"], summary["warnings"])
    _summary(environ, (reports / "listlint.md").read_text("utf-8"))
    comment = folder(environ) / "comment"
    comment.mkdir(exist_ok=True)
    message = _message(plan, report, paths, workspace)
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


def _message(
    plan: Plan, report: Mapping[str, Any], paths: Sequence[str], workspace: Path
) -> comments.Message:
    """Return what a comment or issue says; infos do not keep an issue open."""
    summary = report["summary"]
    infos = 0 if plan.scheduled else summary["infos"]
    diagnostics = comments.worst(
        [one for one in report["diagnostics"] if infos or one["severity"] != "info"]
    )
    return comments.Message(
        plan.pull,
        plan.head,
        _commit(plan, paths, workspace),
        tuple(comments.findings(diagnostics)),
        tuple(comments.changes(diagnostics, _texts(paths, workspace))),
        summary["errors"],
        summary["warnings"],
        infos,
        summary["entries"],
        tuple(comments.submissions(report["policy"])),
    )


def _commit(plan: Plan, paths: Sequence[str], workspace: Path) -> str:
    """Return a commit that has the lists as they were checked: the request's head, if it does."""
    try:
        repository = GitRepository(workspace)
        names = [(path, repository.path_of(workspace / path)) for path in paths]
        checked = repository.head() or ""
        for path, name in names if plan.head else ():
            if repository.committed(plan.head, name) != (workspace / path).read_bytes():
                return checked
    except (GitError, OSError):
        return ""
    return plan.head or checked


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
    for name in dict.fromkeys(("json", "markdown", *inputs.formats)):
        yield from ("--output", f"{name}={reports / _report(name)}")
    yield from selection(inputs, plan, paths)


def _report(name: str) -> str:
    """Return the name of a report's file, such as `listlint.sarif` or `listlint-junit.xml`."""
    form = Format(name)
    named = "" if form.extension in (name, "md") else f"-{name}"
    return f"listlint{named}.{form.extension}"


def _texts(paths: Sequence[str], workspace: Path) -> dict[str, str]:
    """Return the text of each list; the check has reported those that cannot be read."""
    texts = {}
    for path in paths:
        with suppress(files.SourceError):
            texts[path] = files.read(workspace / path, path).text
    return texts


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
