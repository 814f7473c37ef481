"""How providers are found."""

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limits import hang_guard
from listlint.links.provider import ApiClient
from listlint.links.providers import discover, notices
from listlint.links.settings import PROVIDER_GROUP, PROVIDERS, ProviderSettings
from listlint.urls.verdict import Verdict


class Mine:
    name = "mine"
    notices = ("once", "once")

    def claims(self, url: str) -> bool:
        return url == "https://mine.example/"

    async def check(self, urls: Sequence[str], client: ApiClient) -> Mapping[str, Verdict]:
        return {}


class Entry:
    """An entry point that tells whether it was loaded."""

    def __init__(self, name: str, value: Any) -> None:
        self.name = name
        self.value = value
        self.loaded = 0

    def load(self) -> Any:
        self.loaded += 1
        return self.value


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch) -> list[Entry]:
    installed = [Entry("mine", lambda settings: Mine()), Entry("gitlab", None)]

    def find(*, group: str, name: str | None = None) -> Any:
        assert group == "listlint.providers"
        found = [e for e in installed if name in (None, e.name)]
        return type("Found", (list,), {"names": {e.name for e in found}})(found)

    monkeypatch.setattr(metadata, "entry_points", find)
    return installed


def test_all_shipped_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "t")
    assert [p.name for p in discover(ProviderSettings())] == list(PROVIDERS)


def test_without_a_token_all_but_github(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    monkeypatch.delenv("GH_TOKEN", raising=False)
    assert [p.name for p in discover(ProviderSettings())] == list(PROVIDERS[1:])


def test_each_url_has_one_shipped_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "t")
    found = discover(ProviderSettings())
    for url in (
        "https://github.com/a/b",
        "https://gitlab.com/a/b",
        "https://codeberg.org/a/b",
        "https://pypi.org/project/a/",
        "https://www.npmjs.com/package/a",
        "https://crates.io/crates/a",
        "https://arxiv.org/abs/2001.00001",
    ):
        assert sum(p.claims(url) for p in found) == 1


HOSTS = ("github.com", "gitlab.com", "codeberg.org", "pypi.org", "www.npmjs.com", "arxiv.org")
URLS = st.one_of(
    st.text(),
    st.builds(
        "{}://{}/{}".format,
        st.sampled_from(("https", "http", "HTTPS")),
        st.sampled_from(HOSTS),
        st.lists(
            st.one_of(
                st.text(),
                st.sampled_from(("a", "tree", "blob", "main", "..", "%2e", "%", "project", "-")),
            )
        ).map("/".join),
    ),
)


@settings(deadline=None)
@given(URLS)
def test_any_text_is_claimed_or_not(url: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GITHUB_TOKEN", "t")
        found = discover(ProviderSettings())
    assert sum(p.claims(url) for p in found) <= 1


@pytest.mark.parametrize("piece", ["/", "a/", "%2e", ".", "-", "a", "@", "\\", "tree/", "[", "é"])
def test_long_urls_do_not_hang(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "t")
    found = discover(ProviderSettings())
    urls = [
        f"https://{host}/{prefix}{piece * 200_000}" for host in HOSTS for prefix in ("", "a/b/")
    ]
    with hang_guard():
        for url in urls:
            for p in found:
                p.claims(url)


def test_others_only_if_named(entries: list[Entry]) -> None:
    discover(ProviderSettings(enabled=("pypi",)))
    assert [e.loaded for e in entries] == [0, 0]
    found = discover(ProviderSettings(enabled=("mine", "pypi", "mine")))
    assert [p.name for p in found] == ["mine", "pypi"]


def test_a_shipped_name_cannot_be_taken(entries: list[Entry]) -> None:
    discover(replace(ProviderSettings(), enabled=("gitlab",)))
    assert entries[1].loaded == 0


def test_unknown_name(entries: list[Entry]) -> None:
    with pytest.raises(ValueError, match=r"unknown provider `githib`; did you mean `github`\?"):
        discover(ProviderSettings(enabled=("githib",)))


def test_real_entry_points_are_read() -> None:
    assert metadata.entry_points(group=PROVIDER_GROUP).names >= set()
    with pytest.raises(ValueError, match="known providers: arxiv"):
        discover(ProviderSettings(enabled=("surely-not-installed",)))


def test_notices_each_once() -> None:
    assert notices([Mine(), Mine()]) == ["once"]


def test_the_documented_example_works() -> None:
    page = (Path(__file__).parents[2] / "docs" / "providers.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {}
    exec(example, names)
    provider = names["provider"](ProviderSettings())
    assert provider.claims("https://example.org/p/x")
    assert not provider.claims("https://example.org/q/x")
    resource = names["locate"]("https://example.org/p/x")
    assert names["judge"]("https://example.org/p/x", resource, {"name": "x"}) is not None
    assert names["judge"]("https://example.org/p/x", resource, {}) is None


def test_settings_cost_nothing() -> None:
    code = (
        "import sys; import listlint.links.providers, listlint.links.cache, listlint.links.archive;"
        "print(*{'aiohttp', 'pydantic'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
