"""A small GitHub: its published schema over a few repositories, executed by `graphql-core`.

Every query is validated against the schema, so one that GitHub would refuse fails here too.
Errors have GitHub's shape: `type` and `path` beside `message`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLResolveInfo,
    build_schema,
    execute_sync,
    parse,
    validate,
)
from loopback import Reply, Request

SCHEMA = build_schema(Path(__file__).with_name("github_schema.graphql").read_text())
TOKEN = "gho_only-for-the-api"


@dataclass
class Repo:
    """A repository; `files` are the paths of blobs, by ref."""

    name: str
    archived: bool = False
    disabled: bool = False
    license: str | None = None
    stars: int = 7
    created: str = "2020-01-02T03:04:05Z"
    pushed: str | None = "2026-01-02T03:04:05Z"
    branch: str | None = "main"
    files: Mapping[str, frozenset[str]] = field(default_factory=dict)
    numbers: frozenset[int] = frozenset()
    releases: frozenset[str] = frozenset()
    private: bool = False
    wiki: bool = True

    def holds(self, expression: str) -> bool:
        ref, _, path = expression.partition(":")
        paths = self.files.get(self.branch if ref == "HEAD" else ref)
        if paths is None:
            return False
        return not path or any(f"{p}/".startswith(f"{path}/") for p in paths)


class World:
    """What exists; `requests` and `cost` of a query, `remaining` points of the rate limit."""

    def __init__(self, *repos: Repo, owners: tuple[str, ...] = ()) -> None:
        self.repos = {repo.name.lower(): repo for repo in repos}
        self.renamed: dict[str, str] = {}
        self.owners = {name.lower(): name for name in owners}
        self.owners |= {r.name.split("/")[0].lower(): r.name.split("/")[0] for r in repos}
        self.remaining = 5000
        self.errors: dict[str, str] = {}
        """Error types by "owner/name", for what is neither found nor absent."""
        self.queries: list[Mapping[str, Any]] = []

    def answer(self, request: Request) -> Reply:
        """Answer as the API does; without the token it is 401."""
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return Reply(401, {"message": "Bad credentials"})
        self.queries.append(request.json)
        return Reply(200, self.execute(request.json))

    def execute(self, body: Mapping[str, Any]) -> dict[str, Any]:
        document = parse(body["query"])
        if invalid := validate(SCHEMA, document):
            return {"errors": [{"message": e.message} for e in invalid]}
        result = execute_sync(
            SCHEMA,
            document,
            root_value=_Query(self),
            variable_values=body["variables"],
            field_resolver=_resolve,
            type_resolver=lambda value, *_: value["__typename"],
        )
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [
                {"message": e.message, "path": e.path, **(e.extensions or {})}
                for e in result.errors
            ]
        return answer


def _resolve(source: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
    value = (
        source[info.field_name] if isinstance(source, dict) else getattr(source, info.field_name)
    )
    return value(**arguments) if callable(value) else value


class _Query:
    def __init__(self, world: World) -> None:
        self._world = world

    def rateLimit(self, **_: Any) -> dict[str, Any]:  # noqa: N802
        self._world.remaining -= 1
        return {
            "cost": 1,
            "remaining": self._world.remaining,
            "resetAt": "2026-01-01T00:00:00Z",
        }

    def repositoryOwner(self, login: str) -> dict[str, Any] | None:  # noqa: N802
        name = self._world.owners.get(login.lower())
        return {"__typename": "User", "login": name} if name else None

    def repository(self, owner: str, name: str, **_: Any) -> dict[str, Any]:
        full = f"{owner}/{name}".lower()
        if kind := self._world.errors.get(full):
            raise GraphQLError("No.", extensions={"type": kind})
        full = self._world.renamed.get(full, full).lower()
        if full not in self._world.repos:
            message = f"Could not resolve to a Repository with the name '{owner}/{name}'."
            raise GraphQLError(message, extensions={"type": "NOT_FOUND"})
        return _repository(self._world.repos[full])


def _repository(repo: Repo) -> dict[str, Any]:
    def thing(expression: str | None = None, **_: Any) -> dict[str, Any] | None:
        return {"__typename": "Blob"} if expression and repo.holds(expression) else None

    def numbered(number: int) -> dict[str, Any]:
        if number not in repo.numbers:
            raise GraphQLError("Could not resolve.", extensions={"type": "NOT_FOUND"})
        return {"__typename": "Issue"}

    return {
        "nameWithOwner": repo.name,
        "isArchived": repo.archived,
        "isDisabled": repo.disabled,
        "stargazerCount": repo.stars,
        "createdAt": repo.created,
        "pushedAt": repo.pushed,
        "licenseInfo": {"spdxId": repo.license} if repo.license else None,
        "defaultBranchRef": {"name": repo.branch} if repo.branch else None,
        "object": thing,
        "issueOrPullRequest": numbered,
        "discussion": numbered,
        "release": lambda tagName: {"id": "R"} if tagName in repo.releases else None,  # noqa: N803
        "isPrivate": repo.private,
        "hasIssuesEnabled": True,
        "hasWikiEnabled": repo.wiki,
    }
