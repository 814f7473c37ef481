"""URLs of the same thing have the same identity, however they are spelled; others do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listlint.urls.identity import identity
from listlint.urls.parse import is_web, split_url, target


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/Owner/Repo",
        "http://www.github.com/owner/repo/",
        "https://github.com/owner/repo.git",
        "github.com/owner/repo",
        "https://github.com/owner/repo/tree/main",
        "https://github.com/owner/repo/tree/HEAD/",
        "https://github.com/owner/repo#readme",
        "https://github.com/owner/repo?utm_source=x&utm_medium=y",
        "https://GITHUB.com:443/owner/repo",
        " https://github.com/owner/repo ",
        "https://user@github.com/owner/repo",
    ],
)
def test_one_repository(url: str) -> None:
    assert identity(url) == "github.com/owner/repo"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example", "http://www.a.example/"),
        ("https://a.example/b/", "https://a.example/b"),
        ("https://a.example/b/index.html", "https://a.example/b"),
        ("https://a.example/%62", "https://a.example/b"),
        ("https://a.example/?x=1&fbclid=2", "https://a.example?x=1"),
        ("https://A.Example./b", "https://a.example/b"),
        ("https://www.Bücher.example/b", "https://xn--bcher-kva.example/b"),
    ],
)
def test_same(one: str, other: str) -> None:
    assert identity(one) == identity(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://github.com/a/b", "https://github.com/a/b/issues"),
        ("https://github.com/a/b", "https://github.com/a/b/tree/main/c"),
        ("https://github.com/a/b#usage", "https://github.com/a/b"),
        ("https://a.example/B", "https://a.example/b"),
        ("https://a.example/b?x=1", "https://a.example/b?x=2"),
        ("https://a.example:8080", "https://a.example"),
        ("https://a.example#b", "https://a.example"),
        ("mailto:a@b.example", "https://b.example"),
        ("https://gitlab.com/a/b", "https://github.com/a/b"),
    ],
)
def test_different(one: str, other: str) -> None:
    assert identity(one) != identity(other)


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("https://u:p@[::1]:80/x", "[::1]", "80"),
        ("https://Tool.example.:443/x:1", "tool.example", "443"),
        ("https://tool.example", "tool.example", ""),
        ("https://a:b]", "a", "b]"),
        ("https://[::1]x:80", "[::1]", "x:80"),
        ("mailto:a@b.example", "", ""),
    ],
)
def test_host_and_port(url: str, host: str, port: str) -> None:
    assert (split_url(url).host, split_url(url).port) == (host, port)


@given(st.text(max_size=60) | st.text("htps:/.@#?%&=a[]\udcff", max_size=40))
def test_never_fails(url: str) -> None:
    assert identity(identity(url)) is not None
    assert split_url(url).host is not None


def test_urls_without_a_scheme_are_those_of_the_page() -> None:
    assert is_web("//tool.example/a")
    assert not is_web("/tool.example/a")
    assert not is_web("mailto:a@tool.example")
    assert target("//tool.example/a").url == "https://tool.example/a"
