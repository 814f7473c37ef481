"""What the URLs of a GitHub lead to: the shapes that its API can answer for, and no others."""

from dataclasses import replace
from enum import Enum
from urllib.parse import unquote

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.urls.parse import UrlParts, split_url

_PAGES = """
    about account advisories apps blog business careers case-studies codespaces collections
    compare contact contributing copilot customer-stories dashboard discussions downloads edu
    education enterprise events explore features git-guides github-copilot guides help home
    integrations issues jobs join languages launch learn login logos logout maintenance
    marketplace mcp mobile models network new news newsletter newsroom nonprofit notifications
    open-source organizations orgs pages partners personal premium-support pricing pulls readme
    releases resources search security sessions settings showcases signin signup site site-policy
    social-impact solutions spark sponsors stars status stories support team teams terms topics
    tos trending trust-center universe user-attachments users watching why-github
"""
RESERVED = frozenset(_PAGES.split())
"""First parts of a path that are GitHub's own pages, not owners. Observed, never complete:
nothing is called dead whose owner does not exist."""

_OWNER = r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}"
_NAME = r"(?!\.{1,2}\Z)[A-Za-z0-9._-]{1,100}"
OWNER = regex(_OWNER)
FULL_NAME = regex(f"{_OWNER}/{_NAME}")
_REF = regex(r"(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_SHA = regex(r"[0-9a-f]{7,40}")
_TAG = regex(r"[A-Za-z0-9][A-Za-z0-9._+/-]{0,199}")
_NUMBER = regex(r"[1-9][0-9]{0,8}")


class ResourceType(Enum):
    """What a URL shows, in the words of the API."""

    OWNER = "owner"
    REPOSITORY = "repository"
    PATH = "path"
    NUMBERED = "issue or pull request"
    COMMIT = "commit"
    RELEASE = "release"
    DISCUSSION = "discussion"
    ISSUES = "list of issues"
    WIKI = "wiki"
    SECTION = "section of a repository"
    """A page that every repository has, such as the list of its releases."""
    DEEPER = "page of a repository"
    """Wiki pages, actions, …: the API only shows whether its repository exists."""


@dataclass(frozen=True, slots=True)
class Resource:
    """What one URL is. `rest` is the path after the repository, as it is written."""

    parts: UrlParts
    host: str
    kind: ResourceType
    owner: str
    name: str = ""
    rest: str = ""
    ref: str = ""
    path: str = ""
    number: int = 0

    @property
    def redirected(self) -> bool:
        """Whether GitHub redirects the spelling permanently: http, `www.`, `.git`."""
        git = self.kind is ResourceType.REPOSITORY and self.parts.path.rstrip("/").endswith(".git")
        return git or self.parts.scheme == "http" or self.parts.host != self.host


def target(url: str, host: str) -> Resource | None:
    """Return what `url` is on the GitHub at `host`; None for what the API cannot know."""
    parts = split_url(url)
    hosts = (host, "www.github.com") if host == "github.com" else (host,)
    if parts.scheme not in ("https", "http") or parts.authority.lower() not in hosts:
        return None
    raw = parts.path.strip("/").split("/")
    try:
        segments = [unquote(segment, errors="strict") for segment in raw]
    except ValueError:
        return None
    owner, *below = segments
    if not OWNER.fullmatch(owner) or owner.lower() in RESERVED:
        return None
    if not below:
        return Resource(parts, host, ResourceType.OWNER, owner)
    name, *rest = below
    if not rest:
        name = name.removesuffix(".git")
    if not FULL_NAME.fullmatch(f"{owner}/{name}") or name.endswith(".git"):
        return None
    written = "".join(f"/{segment}" for segment in raw[2:])
    return _within(Resource(parts, host, ResourceType.REPOSITORY, owner, name, written), rest)


def _within(repository: Resource, rest: list[str]) -> Resource:
    match rest:
        case []:
            return repository
        case ["tree" | "blob", ref, *path] if _REF.fullmatch(ref) and _plain(path):
            return replace(repository, kind=ResourceType.PATH, ref=ref, path="/".join(path))
        case ["issues" | "pull", number] if _NUMBER.fullmatch(number):
            return replace(repository, kind=ResourceType.NUMBERED, number=int(number))
        case ["discussions", number] if _NUMBER.fullmatch(number):
            return replace(repository, kind=ResourceType.DISCUSSION, number=int(number))
        case ["commit", sha] if _SHA.fullmatch(sha):
            return replace(repository, kind=ResourceType.COMMIT, ref=sha)
        case ["releases", "tag", *tag] if _TAG.fullmatch("/".join(tag)) and _plain(tag):
            return replace(repository, kind=ResourceType.RELEASE, ref="/".join(tag))
        case ["issues"]:
            return replace(repository, kind=ResourceType.ISSUES)
        case ["wiki"]:
            return replace(repository, kind=ResourceType.WIKI)
        case ["releases" | "tags" | "pulls" | "commits" | "branches"]:
            return replace(repository, kind=ResourceType.SECTION)
    return replace(repository, kind=ResourceType.DEEPER)


def _plain(path: list[str]) -> bool:
    """Return whether git reads the parts as the site does: no `..`, none empty, no controls."""
    return all(part not in ("", ".", "..") and part.isprintable() for part in path)
