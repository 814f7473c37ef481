"""Suggested changes: review comments whose changes a click applies.

They are only on lines that the pull request adds, at their place in its own diff: lines are found
there by their text, since the base may have moved on since.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from listlint.action.api import Api, is_ours
from listlint.action.comment import Change, Message, fenced
from listlint.diagnostics.edits import Safety
from listlint.diagnostics.regex import regex
from listlint.language.words import counted
from listlint.report.escape import markdown, visible

MARK = "<!-- listlint: suggestion -->"
"""First line of our suggestions, by which they are found."""
_MOST = 30
"""Most suggestions of a pull request."""
_HUNK = regex(r"@@ -\d+(?:,\d+)? \+(\d+)")


def added_lines(patch: str) -> list[tuple[int, list[str]]]:
    """Return the runs of lines that a patch adds, each with the number of its first line."""
    runs: list[tuple[int, list[str]]] = []
    number, together = 0, False
    for line in patch.split("\n"):
        if found := _HUNK.match(line):
            number, together = int(found[1]), False
        elif line.startswith("+"):
            if not together:
                runs.append((number, []))
            runs[-1][1].append(line[1:])
            number, together = number + 1, True
        elif line[:1] not in ("-", "\\"):
            number, together = number + 1, False
    return runs


def suggestions(message: Message, patches: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield the review comments of a message, as GitHub's API takes them."""
    added = {path: added_lines(patches.get(path, "")) for path in {c.path for c in message.changes}}
    count = 0
    for change in message.changes:
        before, after = change.before.split("\n"), change.after.split("\n") if change.after else []
        if change.safety is Safety.DISPLAY_ONLY or not all(map(_is_plain, (*before, *after))):
            continue
        if (line := _find(before, added[change.path], change.line)) and count < _MOST:
            count += 1
            end = line + len(before) - 1
            start = {"start_line": line, "start_side": "RIGHT"} if end > line else {}
            body = f"{MARK}\n{_reasons(change)}\n\n{fenced('suggestion', after)}\n"
            yield {"path": change.path, "line": end, "side": "RIGHT", **start, "body": body}


def _is_plain(line: str) -> bool:
    """Return whether a line is the same when it is shown: the reader must see what is applied."""
    return visible(line.lstrip(" \t")) == line.lstrip(" \t")


def _find(before: Sequence[str], runs: Sequence[tuple[int, list[str]]], line: int) -> int:
    """Return the line of `before` in the runs, the nearest to `line`; 0 if it is in none."""
    found = [
        first + at
        for first, run in runs
        for at in range(len(run) - len(before) + 1)
        if run[at : at + len(before)] == before
    ]
    return min(found, key=lambda number: abs(number - line), default=0)


def _reasons(change: Change) -> str:
    doubt = "" if change.safety is Safety.SAFE else " Apply it only if it is correct."
    return f"**listlint**: {'; '.join(map(markdown, change.messages))}.{doubt}"


def keep_suggestions(api: Api, message: Message) -> None:
    """Post the suggestions that a pull request does not have, and delete those that do not apply.

    GitHub itself marks those as outdated whose lines have changed since.
    """
    wanted = {_key(one): one for one in suggestions(message, api.patches(message.pull))}
    known = list(api.all(f"/pulls/{message.pull}/comments?"))
    answered = {one.get("in_reply_to_id") for one in known}
    ours = {_key(one): one for one in known if is_ours(one, MARK) and one.get("line")}
    for key in ours.keys() - wanted.keys():
        if ours[key]["id"] not in answered:
            api.request("DELETE", f"/pulls/comments/{int(ours[key]['id'])}")
    new = [wanted[key] for key in wanted if key not in ours]
    if new:
        body = f"**listlint** suggests {counted(len(new), 'change')}."
        review = {"commit_id": message.head, "event": "COMMENT", "body": body, "comments": new}
        api.request("POST", f"/pulls/{message.pull}/reviews", review)


def _key(comment: Mapping[str, Any]) -> tuple[object, object, str]:
    return (
        comment.get("path"),
        comment.get("line"),
        str(comment.get("body")).replace("\r\n", "\n").strip(),
    )
