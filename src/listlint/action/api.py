"""A client for the parts of GitHub's REST API that the action needs.

Redirects are not followed, so the token is sent only to the host of the API.
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
"""Pages of 100 items that are searched for our own comment."""
_LIMIT = 20_000_000
_TRUSTED = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})


class ForbiddenError(ActionError):
    """The token has no permission for this."""


class MissingError(ForbiddenError):
    """It does not exist, or the token may not know."""


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        return None


class Api:
    """The API for one repository; `base` is such as `https://api.github.com`."""

    def __init__(self, base: str, repository: str, token: str) -> None:
        if urlsplit(base).scheme not in ("https", "http"):
            raise ActionError("GITHUB_API_URL is not an HTTP URL")
        self._base = f"{base.rstrip('/')}/repos/{repository}"
        self._token = token
        self._open = build_opener(_NoRedirects).open

    def pull(self, number: int) -> Mapping[str, Any]:
        """Return a pull request."""
        found = self.request("GET", f"/pulls/{number}")
        return found if isinstance(found, Mapping) else {}

    def patches(self, pull: int) -> dict[str, str]:
        """Return the diff of each file of a pull request; GitHub leaves out very long ones."""
        files = self.all(f"/pulls/{pull}/files?")
        return {str(one["filename"]): str(one.get("patch", "")) for one in files}

    def keep_comment(self, pull: int, mark: str, body: str, only_update: bool) -> None:
        """Create the comment with `mark`, or update it.

        With `only_update`, no comment is created.
        """
        for known in self.all(f"/issues/{pull}/comments?"):
            if is_ours(known, mark):
                if known["body"].strip() != body.strip():
                    self.request("PATCH", f"/issues/comments/{int(known['id'])}", {"body": body})
                return
        if not only_update:
            self.request("POST", f"/issues/{pull}/comments", {"body": body})

    def keep_issue(self, mark: str, label: str, title: str, body: str, resolved: bool) -> None:
        """Create or update the issue with `mark` and `label`; close it if `resolved`."""
        query = f"/issues?labels={label}&state=all&sort=created&direction=desc&"
        known = next((i for i in self.all(query) if is_ours(i, mark)), None)
        if known is None:
            if not resolved:
                issue = {"title": title, "body": body, "labels": [label]}
                self.request("POST", "/issues", issue)
            return
        state = "closed" if resolved else "open"
        if known["state"] != state or known["body"].strip() != body.strip():
            if resolved and known["state"] == "closed":
                return
            changes = {"body": body, "state": state}
            if resolved:
                changes["state_reason"] = "completed"
            self.request("PATCH", f"/issues/{int(known['number'])}", changes)

    def all(self, path: str) -> Iterator[Mapping[str, Any]]:
        """Yield the items of all pages of a path, which ends with `?` or `&`."""
        for page in range(1, _PAGES + 1):
            found = self.request("GET", f"{path}per_page=100&page={page}")
            yield from (one for one in found if isinstance(one, Mapping))
            if len(found) < 100:
                return

    def request(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Return the response to a request. Raises `ActionError`."""
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
            with self._open(request, timeout=_SECONDS) as response:
                return json.loads(response.read(_LIMIT) or b"null")
        except HTTPError as error:
            message = f"GitHub returned {error.code} for {method} {path.partition('?')[0]}"
            if error.code == 404:
                raise MissingError(message) from None
            if error.code in (401, 403):
                raise ForbiddenError(message) from None
            raise ActionError(message) from None
        except (URLError, OSError, ValueError) as error:
            reason = getattr(error, "reason", error)
            raise ActionError(f"request to GitHub failed: {reason}") from None


def is_ours(one: Mapping[str, Any], mark: str) -> bool:
    """Return whether a comment or issue is ours.

    Anyone can copy the mark, so the author must be a bot or have write access.
    """
    user = one.get("user")
    trusted = isinstance(user, Mapping) and (
        user.get("type") == "Bot" or one.get("author_association") in _TRUSTED
    )
    return trusted and isinstance(one.get("body"), str) and one["body"].startswith(mark)
