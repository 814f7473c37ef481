"""The steps of the action: `python -I -m listlint.action check`, then `post`, `fix`, `status`."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from listlint.action import comment as comments
from listlint.action import fixes
from listlint.action.api import Api, ForbiddenError
from listlint.action.plan import (
    ActionError,
    CommentMode,
    FixMode,
    Inputs,
    Level,
    Plan,
    finished_run,
    head_of,
    inputs_of,
    plan_of,
    run_of,
)
from listlint.action.review import keep_suggestions
from listlint.diagnostics.edits import Safety
from listlint.formats import Format
from listlint.report.escape import workflow_data
from listlint.report.markdown import rule_name, rule_pages
from listlint.sources import files
from listlint.sources.git import GitError, GitRepository

TITLE = "listlint: findings in the list"
LABEL = "listlint"
_SUMMARY = 1_000_000
"""Bytes of a job summary; GitHub refuses more than 1 MiB."""
_HIDDEN = ("INPUT_", "ACTIONS_", "GITHUB_", "RUNNER_")
"""Prefixes of variables that a check does not need; some hold secrets."""


def main() -> None:
    """Run the step that the command line gives; report an `ActionError` in one line."""
    step = sys.argv[1]
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        {"check": check, "post": post, "fix": fix, "status": status}[step](os.environ)
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
    reports = _reports(environ)
    reports.mkdir(parents=True, exist_ok=True)
    paths = tuple(_paths(inputs.paths, workspace))
    done = _listlint(environ, inputs, *arguments(inputs, plan, reports, paths))
    annotations, end, log = done.stdout.decode("utf-8", "replace").partition("::endgroup::\n")
    sys.stdout.write(annotations + end if end else "")
    _log(environ).write_text(log if end else annotations, "utf-8")
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
    _summary(environ, (reports / "listlint.md").read_text("utf-8"))
    comment = _folder(environ) / "comment"
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


def _listlint(
    environ: Mapping[str, str], inputs: Inputs, *arguments: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 - arguments as a list
        (sys.executable, "-I", "-m", "listlint", *arguments),
        cwd=Path(environ["GITHUB_WORKSPACE"]),
        env=_plain(environ, inputs.token),
        capture_output=True,
        check=False,
    )


def _reports(environ: Mapping[str, str]) -> Path:
    return _folder(environ) / "reports"


def _log(environ: Mapping[str, str]) -> Path:
    """Return the file with the findings as the last step prints them."""
    return _folder(environ) / "log.txt"


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


def _report(name: str) -> str:
    """Return the name of a report's file, such as `listlint.sarif` or `listlint-junit.xml`."""
    form = Format(name)
    named = "" if form.extension in (name, "md") else f"-{name}"
    return f"listlint{named}.{form.extension}"


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


# --- post ---------------------------------------------------------------------------------


def post(environ: Mapping[str, str]) -> None:
    """Post the comment and the suggestions, or update the issue, depending on the event."""
    inputs = inputs_of(environ)
    event, name = _event(environ), environ.get("GITHUB_EVENT_NAME", "")
    api = _api(environ, inputs)
    with _permissions("`pull-requests: write` (`issues: write` on a schedule)"):
        if name == "workflow_run":
            path = _folder(environ) / "artifact" / "listlint.json"
            if message := _message_for_fork(api, event, path):
                pages = _pages(environ, str(run_of(event)))
                _post(api, message, pages, comment=True, suggest=inputs.suggest)
            return
        plan = plan_of(name, event, inputs)
        message = comments.load((_folder(environ) / "comment" / "listlint.json").read_bytes())
        pages = _pages(environ, environ.get("GITHUB_RUN_ID", ""))
        if plan.pull:
            comment = inputs.comment is CommentMode.POST
            _post(api, message, pages, comment=comment, suggest=inputs.suggest)
        elif plan.scheduled and inputs.comment is CommentMode.POST:
            body = comments.issue(message, pages)
            api.keep_issue(comments.ISSUE, LABEL, TITLE, body, not message.total)


def _api(environ: Mapping[str, str], inputs: Inputs) -> Api:
    return Api(environ["GITHUB_API_URL"], environ["GITHUB_REPOSITORY"], inputs.token)


@contextmanager
def _permissions(needed: str) -> Iterator[None]:
    """Report a token without permission as a warning."""
    try:
        yield
    except ForbiddenError as error:
        _command(
            "warning",
            f"{error}: the token has no write access. Give the job {needed};"
            " for forks see docs/action.md",
        )


def _pages(environ: Mapping[str, str], run: str) -> comments.Pages:
    server = environ.get("GITHUB_SERVER_URL", "https://github.com")
    repository = f"{server}/{environ['GITHUB_REPOSITORY']}"
    return comments.Pages(repository, f"{repository}/actions/runs/{run}")


def _post(
    api: Api, message: comments.Message, pages: comments.Pages, *, comment: bool, suggest: bool
) -> None:
    if comment:
        body = comments.comment(message, pages)
        silent = not message.total and not message.submissions
        api.keep_comment(message.pull, comments.COMMENT, body, only_update=silent)
    if suggest:
        try:
            keep_suggestions(api, message)
        except ForbiddenError:
            raise
        except ActionError as error:  # the request may have changed meanwhile
            _command("warning", f"no suggestions: {error}")


def _message_for_fork(api: Api, event: Mapping[str, Any], path: Path) -> comments.Message | None:
    """Return the message in the artifact of a run, if it is for the pull request of that run."""
    head = finished_run(event)
    if path.is_symlink() or not path.is_file():
        _command("notice", "no comment: the run has uploaded no findings")
        return None
    message = comments.load(path.read_bytes())
    if head_of(api.pull(message.pull)) != head or message.head != head[0]:
        _command(
            "notice", "no comment: the findings are not those of the pull request's current commit"
        )
        return None
    return message


# --- fix ----------------------------------------------------------------------------------


def fix(environ: Mapping[str, str]) -> None:
    """Open or update the pull request with all safe fixes."""
    inputs = inputs_of(environ)
    workspace = Path(environ["GITHUB_WORKSPACE"])
    branch = environ.get("GITHUB_REF_NAME", "")
    if inputs.fix is FixMode.NONE or environ.get("GITHUB_REF_TYPE") != "branch":
        return
    try:
        repository = GitRepository(workspace)
        parent = repository.head() or ""
        paths = tuple(_paths(inputs.paths, workspace))
        files = list(_fixed(environ, inputs, repository, paths))
    except GitError as error:
        raise ActionError(str(error)) from None
    report = json.loads((_reports(environ) / "listlint.json").read_bytes())
    owner = environ["GITHUB_REPOSITORY"].partition("/")[0]
    with _permissions(
        "`contents: write` and `pull-requests: write`, and allow GitHub Actions to create pull"
        " requests in the settings of the repository"
    ):
        fixes.keep_pull_request(
            _api(environ, inputs), owner, branch, parent, files, "\n".join(_applied(report)) + "\n"
        )


def _fixed(
    environ: Mapping[str, str], inputs: Inputs, repository: GitRepository, paths: Sequence[str]
) -> Iterator[fixes.FixedFile]:
    """Yield the files that safe fixes change; the checkout is left as it was."""
    files_ = [Path(environ["GITHUB_WORKSPACE"], path).resolve() for path in paths]
    before = [path.read_bytes() for path in files_]
    try:
        command = ("check", "--fix", "--exit-zero", "--quiet", *selection(inputs, Plan(), paths))
        done = _listlint(environ, inputs, *command)
        after = [path.read_bytes() for path in files_]
    finally:
        for path, raw in zip(files_, before, strict=True):
            path.write_bytes(raw)
    if done.returncode:
        raise ActionError("fixes were not applied: listlint failed")
    for path, raw, fixed in zip(files_, before, after, strict=True):
        if raw != fixed:
            yield fixes.FixedFile(repository.path_of(path), fixed, os.access(path, os.X_OK))


def _applied(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of the description of the pull request."""
    rules = Counter(
        one["rule"]
        for one in report["diagnostics"]
        if one["fix"] and one["fix"]["safety"] == Safety.SAFE
    )
    yield "`listlint --fix` applied the safe fixes of these rules:"
    yield ""
    yield "| Rule | Findings |"
    yield "| --- | ---: |"
    for rule, count in rules.most_common():
        yield f"| {rule_name(rule)} | {count:,} |"
    yield ""
    yield "This pull request is updated with each scheduled run."
    yield ""
    yield from rule_pages(rules)


# --- status -------------------------------------------------------------------------------


def status(environ: Mapping[str, str]) -> None:
    """Print all findings, errors first, and fail the job if it is to fail.

    GitHub opens the log of the step that fails, so they are printed here.
    """
    if _log(environ).exists():
        sys.stdout.write(_log(environ).read_text("utf-8"))
    if environ.get("FAILED") == "true":
        sys.exit(1)


if __name__ == "__main__":
    main()
