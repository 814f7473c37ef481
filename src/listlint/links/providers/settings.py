"""What can be set of the providers. Plain data: importing it costs nothing."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class GitHubServer:
    """A GitHub: the public one by default, or a GitHub Enterprise by the URL of its API.

    `token_env` names environment variables; the first that is set holds the token. `host` is
    where the pages are; empty: derived from the API's address.
    """

    api_url: str = "https://api.github.com/graphql"
    token_env: tuple[str, ...] = ("GITHUB_TOKEN", "GH_TOKEN")
    host: str = ""

    @property
    def page_host(self) -> str:
        """The host of the pages, lower case: `api.` is an API's own prefix, not its site's."""
        return self.host.lower() or (urlsplit(self.api_url).hostname or "").removeprefix("api.")


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """Which providers answer, and for which hosts.

    `enabled` holds names of shipped providers and of those that other installed distributions
    bring under the entry point group `listlint.providers`; the latter are loaded only if named.
    `patience` is the longest time, in seconds, that an API may ask us to wait before its links
    are checked as web pages instead.
    """

    enabled: tuple[str, ...] = ("github", "gitlab", "gitea", "pypi", "npm", "crates", "arxiv")
    github: tuple[GitHubServer, ...] = field(default=(GitHubServer(),))
    gitlab_hosts: tuple[str, ...] = ("gitlab.com",)
    gitea_hosts: tuple[str, ...] = ("codeberg.org",)
    patience: float = 60.0
