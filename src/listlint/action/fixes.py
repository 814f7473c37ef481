"""A pull request with all safe fixes, kept up to date by scheduled runs.

It is made by GitHub's API, so that no credentials are needed in the checkout.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from listlint.action.api import Api, MissingError
from listlint.action.plan import ActionError

BRANCH = "listlint/fixes"
TITLE = "Apply the safe fixes of listlint"
_REF = f"heads/{BRANCH}"


@dataclass(frozen=True, slots=True)
class FixedFile:
    """A fixed file of the repository; `path` is relative to its root, with `/`."""

    path: str
    content: bytes
    executable: bool = False


def keep_pull_request(
    api: Api, owner: str, branch: str, parent: str, files: list[FixedFile], body: str
) -> None:
    """Open or update the pull request with `files` for `branch`, whose commit is `parent`.

    Without files it is closed. A branch with commits of others is left alone: raises `ActionError`.
    """
    old = _tip(api)
    query = f"/pulls?state=all&head={quote(f'{owner}:{BRANCH}')}&base={quote(branch, safe='')}&"
    pulls = list(api.all(query))
    pull = next((one for one in pulls if one.get("state") == "open"), None)
    if old and old["message"].partition("\n")[0] != TITLE:
        raise ActionError(f"the branch {BRANCH} has commits of others; merge or delete it first")
    if not files:
        if pull:
            api.request("PATCH", f"/pulls/{int(pull['number'])}", {"state": "closed"})
        return
    tree = _tree(api, parent, files)
    if old and old["tree"]["sha"] == tree and pulls:
        return  # nothing new: also if it was closed on purpose
    commit = {"message": f"{TITLE}\n", "tree": tree, "parents": [parent]}
    name = api.request("POST", "/git/commits", commit)["sha"]
    if old:
        api.request("PATCH", f"/git/refs/{_REF}", {"sha": name, "force": True})
    else:
        api.request("POST", "/git/refs", {"ref": f"refs/{_REF}", "sha": name})
    if pull:
        api.request("PATCH", f"/pulls/{int(pull['number'])}", {"body": body})
    else:
        new = {"title": TITLE, "head": BRANCH, "base": branch, "body": body}
        api.request("POST", "/pulls", new)


def _tip(api: Api) -> Mapping[str, Any] | None:
    """Return the last commit of our branch; None if there is no such branch."""
    try:
        ref = api.request("GET", f"/git/ref/{_REF}")
    except MissingError:
        return None
    commit: Mapping[str, Any] = api.request("GET", f"/git/commits/{ref['object']['sha']}")
    return commit


def _tree(api: Api, parent: str, files: list[FixedFile]) -> str:
    """Create the tree of `parent` with other contents of `files`, and return its hash."""
    entries = []
    for file in files:
        blob = {"content": b64encode(file.content).decode(), "encoding": "base64"}
        name = api.request("POST", "/git/blobs", blob)["sha"]
        mode = "100755" if file.executable else "100644"
        entries.append({"path": file.path, "mode": mode, "type": "blob", "sha": name})
    base = api.request("GET", f"/git/commits/{parent}")["tree"]["sha"]
    tree = {"base_tree": base, "tree": entries}
    created: str = api.request("POST", "/git/trees", tree)["sha"]
    return created
