"""Decide what to do from the event and the inputs. Pure functions."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.formats import Format
from listlint.rules.page import site_url


class ActionError(Exception):
    """The action cannot run; the message is one line."""


class Level(StrEnum):
    """The lowest severity of a finding that fails the job."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


class CommentMode(StrEnum):
    """Whether findings are posted as a comment or an issue, or left to a second workflow.

    `ARTIFACT` is for pull requests from forks, whose token has no write access.
    """

    NONE = "false"
    POST = "true"
    ARTIFACT = "artifact"


class FixMode(StrEnum):
    """Whether scheduled runs open a pull request with the safe fixes."""

    NONE = "false"
    PULL_REQUEST = "pull-request"


@dataclass(frozen=True, slots=True)
class Inputs:
    """The validated inputs of the action."""

    paths: tuple[str, ...] = ()
    config: str = ""
    links: bool = True
    since: str = ""
    baseline: str = ""
    fail_on: Level = Level.WARNING
    formats: tuple[str, ...] = ()
    token: str = ""
    comment: CommentMode = CommentMode.NONE
    suggest: bool = False
    fix: FixMode = FixMode.NONE


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does.

    `since` and `config_from` are commits, "" for none; `pull` is the number of the pull request,
    `head` its last commit and `branch` its base branch; `scheduled` is whether an issue is kept up
    to date and fixes are proposed.
    """

    since: str = ""
    config_from: str = ""
    pull: int = 0
    head: str = ""
    branch: str = ""
    scheduled: bool = False


FORMATS = [form.value for form in Format if form.extension != "txt"]
"""Available reports."""
SHA = regex(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
"""The hash of a commit."""
E = TypeVar("E", bound=StrEnum)


def inputs_of(environ: Mapping[str, str]) -> Inputs:
    """Return the inputs from the environment. Raises `ActionError`."""

    def text(name: str) -> str:
        return environ.get(f"INPUT_{name}", "").strip()

    formats = tuple(name for name in re.split(r"[\s,]+", text("FORMAT").lower()) if name)
    for name in formats:
        if name not in FORMATS:
            raise ActionError(
                f"format: unknown format `{name}`; expected one of {', '.join(FORMATS)}"
            )
    return Inputs(
        paths=tuple(line.strip() for line in text("PATHS").splitlines() if line.strip()),
        config=text("CONFIG"),
        links=_switch(text("LINKS") or "true", "links"),
        since=text("SINCE"),
        baseline=text("BASELINE"),
        fail_on=_choice(Level, text("FAIL_ON").lower() or Level.WARNING, "fail-on"),
        formats=formats,
        token=text("TOKEN"),
        comment=_choice(CommentMode, text("COMMENT").lower() or CommentMode.NONE, "comment"),
        suggest=_switch(text("SUGGEST") or "false", "suggest"),
        fix=_choice(FixMode, text("FIX").lower() or FixMode.NONE, "fix"),
    )


def _switch(value: str, name: str) -> bool:
    if value.lower() not in ("true", "false"):
        raise ActionError(f"{name}: must be `true` or `false`, not `{value}`")
    return value.lower() == "true"


def _choice(choices: type[E], value: str, name: str) -> E:
    try:
        return choices(value)
    except ValueError:
        raise ActionError(f"{name}: must be one of {', '.join(choices)}, not `{value}`") from None


def plan_of(name: str, event: Mapping[str, Any], inputs: Inputs) -> Plan:
    """Return what to do for an event. Raises `ActionError`.

    On a pull request only its changes are reported, and the config is that of the base: the
    request's own could send a secret to a host, or allow private addresses.
    """
    if name == "pull_request_target":
        raise ActionError(
            "pull_request_target is not supported: its token has write access;"
            f" use pull_request and comment: artifact ({site_url('action')})"
        )
    if name == "pull_request":
        base = _commit(event, "pull_request", "base", "sha")
        head = _commit(event, "pull_request", "head", "sha")
        pull = _at(event, "pull_request", "number")
        if not isinstance(pull, int):
            raise ActionError("the event has no pull request")
        branch = str(_at(event, "pull_request", "base", "ref"))
        return Plan(inputs.since or base, base, pull, head, branch)
    if name == "merge_group":
        base = _commit(event, "merge_group", "base_sha")
        return Plan(inputs.since or base, base)
    return Plan(since=inputs.since, scheduled=name in ("schedule", "workflow_dispatch"))


def head_of(pull: Mapping[str, Any]) -> tuple[object, object]:
    """Return commit and repository of a pull request, from the response of GitHub's API."""
    return _at(pull, "head", "sha"), _at(pull, "head", "repo", "id")


def _at(event: Mapping[str, Any], *keys: str) -> Any:
    found: Any = event
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _commit(event: Mapping[str, Any], *keys: str) -> str:
    commit = _at(event, *keys)
    if not isinstance(commit, str) or not SHA.fullmatch(commit):
        raise ActionError(f"the event has no commit at {'.'.join(keys)}")
    return commit


def finished_run(event: Mapping[str, Any]) -> tuple[str, object]:
    """Return commit and repository of the pull request run that a `workflow_run` event reports.

    The repository (its ID) is that of the commit: for a pull request from a fork, the fork.
    Raises `ActionError` for a run of another event.
    """
    if _at(event, "workflow_run", "event") != "pull_request":
        raise ActionError(
            "the finished run was not of a pull request; there is nothing to comment on"
        )
    commit = _commit(event, "workflow_run", "head_sha")
    return commit, _at(event, "workflow_run", "head_repository", "id")


def run_of(event: Mapping[str, Any]) -> int:
    """Return the ID of the run that a `workflow_run` event reports."""
    number = _at(event, "workflow_run", "id")
    return number if isinstance(number, int) else 0
