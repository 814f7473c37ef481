"""GitHub's REST API, as little of it as comments and one issue need.

The token goes to the API's own host alone: redirects are not followed.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from listlint import __version__
from listlint.action.plan import ActionError

_SECONDS = 30
_PAGES = 20
"""Pages of a hundred that are looked through for our own comment."""
_LIMIT = 20_000_000
_TRUSTED = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})


class ForbiddenError(ActionError):
    """The token may not do this."""


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        return None


class Api:
    """The API for one repository; `base` is such as `https://api.github.com`."""

    def __init__(self, base: str, repository: str, token: str) -> None:
        if urlsplit(base).scheme not in ("https", "http"):
            raise ActionError("GITHUB_API_URL is no web address")
        self._base = f"{base.rstrip('/')}/repos/{repository}"
        self._token = token
        self._open = build_opener(_Stay).open

    def pull(self, number: int) -> Mapping[str, Any]:
        """Return a pull request."""
        found = self._ask("GET", f"/pulls/{number}")
        return found if isinstance(found, Mapping) else {}

    def keep_comment(self, pull: int, mark: str, body: str, only_update: bool) -> None:
        """Write the one comment with `mark`, or bring it up to date."""
        for known in self._all(f"/issues/{pull}/comments?"):
            if _is_ours(known, mark):
                if known["body"].strip() != body.strip():
                    self._ask("PATCH", f"/issues/comments/{int(known['id'])}", {"body": body})
                return
        if not only_update:
            self._ask("POST", f"/issues/{pull}/comments", {"body": body})

    def keep_issue(self, mark: str, label: str, title: str, body: str, well: bool) -> None:
        """Keep the one issue with `mark` and `label`: open with what is broken, or closed."""
        query = f"/issues?labels={label}&state=all&sort=created&direction=desc&"
        known = next((i for i in self._all(query) if _is_ours(i, mark)), None)
        if known is None:
            if not well:
                issue = {"title": title, "body": body, "labels": [label]}
                self._ask("POST", "/issues", issue)
            return
        state = "closed" if well else "open"
        if known["state"] != state or known["body"].strip() != body.strip():
            if well and known["state"] == "closed":
                return
            told = {"body": body, "state": state} | ({"state_reason": "completed"} if well else {})
            self._ask("PATCH", f"/issues/{int(known['number'])}", told)

    def _all(self, path: str) -> Iterator[Mapping[str, Any]]:
        for page in range(1, _PAGES + 1):
            found = self._ask("GET", f"{path}per_page=100&page={page}")
            yield from (one for one in found if isinstance(one, Mapping))
            if len(found) < 100:
                return

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        request = Request(  # noqa: S310 - the scheme is checked above
            self._base + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self._token}",
                "Content-Type": "application/json",
                "User-Agent": f"listlint/{__version__}",
                "X-GitHub-Api-Version": "2022-11-28",
            },
        )
        try:
            with self._open(request, timeout=_SECONDS) as answer:
                return json.loads(answer.read(_LIMIT))
        except HTTPError as error:
            told = f"GitHub answered {error.code} to {method} {path.partition('?')[0]}"
            if error.code in (401, 403, 404):
                raise ForbiddenError(told) from None
            raise ActionError(told) from None
        except (URLError, OSError, ValueError) as error:
            reason = getattr(error, "reason", error)
            raise ActionError(f"GitHub cannot be asked: {reason}") from None


def _is_ours(one: Mapping[str, Any], mark: str) -> bool:
    """Tell whether a comment or issue is the one that is kept.

    Anybody can write the mark: only a bot's, or that of one who may write here, counts.
    """
    user = one.get("user")
    trusted = isinstance(user, Mapping) and (
        user.get("type") == "Bot" or one.get("author_association") in _TRUSTED
    )
    return trusted and isinstance(one.get("body"), str) and one["body"].startswith(mark)
