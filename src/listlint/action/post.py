"""The step that posts the comment and the suggestions, or keeps the issue up to date."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from listlint.action import comment as comments
from listlint.action.api import Api, ForbiddenError
from listlint.action.folders import folder
from listlint.action.job import api_of, command, needs_permissions, read_event
from listlint.action.plan import (
    ActionError,
    CommentMode,
    finished_run,
    head_of,
    inputs_of,
    plan_of,
    run_of,
)
from listlint.action.review import keep_suggestions

TITLE = "listlint: findings in the list"
LABEL = "listlint"


def post(environ: Mapping[str, str]) -> None:
    """Post the comment and the suggestions, or update the issue, depending on the event."""
    inputs = inputs_of(environ)
    event, name = read_event(environ), environ.get("GITHUB_EVENT_NAME", "")
    api = api_of(environ, inputs)
    with needs_permissions("`pull-requests: write` (`issues: write` on a schedule)"):
        if name == "workflow_run":
            path = folder(environ) / "artifact" / "listlint.json"
            if message := _message_for_fork(api, event, path):
                pages = _pages(environ, str(run_of(event)))
                _post(api, message, pages, comment=True, suggest=inputs.suggest)
            return
        plan = plan_of(name, event, inputs)
        message = comments.load((folder(environ) / "comment" / "listlint.json").read_bytes())
        pages = _pages(environ, environ.get("GITHUB_RUN_ID", ""))
        if plan.pull:
            comment = inputs.comment is CommentMode.POST
            _post(api, message, pages, comment=comment, suggest=inputs.suggest)
        elif plan.scheduled and inputs.comment is CommentMode.POST:
            body = comments.issue(message, pages)
            api.keep_issue(comments.ISSUE, LABEL, TITLE, body, not message.total)


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
            command("warning", f"no suggestions: {error}")


def _message_for_fork(api: Api, event: Mapping[str, Any], path: Path) -> comments.Message | None:
    """Return the message in the artifact of a run, if it is for the pull request of that run."""
    head = finished_run(event)
    if path.is_symlink() or not path.is_file():
        command("notice", "no comment: the run has uploaded no findings")
        return None
    message = comments.load(path.read_bytes())
    if head_of(api.pull(message.pull)) != head or message.head != head[0]:
        command(
            "notice", "no comment: the findings are not those of the pull request's current commit"
        )
        return None
    return message
