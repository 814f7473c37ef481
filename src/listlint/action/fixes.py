"""The step that proposes all safe fixes in a pull request, kept up to date by scheduled runs.

It is made by GitHub's API, so that no credentials are needed in the checkout.
"""

import json
import os
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from listlint.action.api import Api, MissingError
from listlint.action.folders import reports_of
from listlint.action.job import api_of, lists, needs_permissions, run_listlint, selection
from listlint.action.plan import ActionError, FixMode, Inputs, Plan, inputs_of
from listlint.diagnostics.edits import Safety
from listlint.diagnostics.records import dataclass
from listlint.report.markdown import rule_name, rule_pages
from listlint.sources.git import GitError, GitRepository

BRANCH = "listlint/fixes"
TITLE = "Apply the safe fixes of listlint"
_REF = f"heads/{BRANCH}"


@dataclass(frozen=True, slots=True)
class FixedFile:
    """A fixed file of the repository; `path` is relative to its root, with `/`."""

    path: str
    content: bytes
    executable: bool = False


def fix(environ: Mapping[str, str]) -> None:
    """Open or update the pull request with all safe"""
    inputs = inputs_of(environ)
    workspace = Path(environ["GITHUB_WORKSPACE"])
    branch = environ.get("GITHUB_REF_NAME", "")
    if inputs.fix is FixMode.NONE or environ.get("GITHUB_REF_TYPE") != "branch":
        return
    try:
        repository = GitRepository(workspace)
        parent = repository.head() or ""
        paths = tuple(lists(inputs.paths, workspace))
        files = list(_fixed(environ, inputs, repository, paths))
    except GitError as error:
        raise ActionError(str(error)) from None
    report = json.loads((reports_of(environ) / "listlint.json").read_bytes())
    owner = environ["GITHUB_REPOSITORY"].partition("/")[0]
    with needs_permissions(
        "`contents: write` and `pull-requests: write`, and allow GitHub Actions to create pull"
        " requests in the settings of the repository"
    ):
        keep_pull_request(
            api_of(environ, inputs),
            owner,
            branch,
            parent,
            files,
            "\n".join(_applied(report)) + "\n",
        )


def _fixed(
    environ: Mapping[str, str], inputs: Inputs, repository: GitRepository, paths: Sequence[str]
) -> Iterator[FixedFile]:
    """Yield the files that safe fixes change; the checkout is left as it was."""
    files_ = [Path(environ["GITHUB_WORKSPACE"], path).resolve() for path in paths]
    before = [path.read_bytes() for path in files_]
    try:
        command = ("check", "--fix", "--exit-zero", "--quiet", *selection(inputs, Plan(), paths))
        done = run_listlint(environ, inputs, *command)
        after = [path.read_bytes() for path in files_]
    finally:
        for path, raw in zip(files_, before, strict=True):
            path.write_bytes(raw)
    if done.returncode:
        raise ActionError("fixes were not applied: listlint failed")
    for path, raw, fixed in zip(files_, before, after, strict=True):
        if raw != fixed:
            yield FixedFile(repository.path_of(path), fixed, os.access(path, os.X_OK))


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
