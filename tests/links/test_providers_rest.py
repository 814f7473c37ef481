"""The providers that ask for one document a URL, and arXiv, by stand-ins on loopback."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from loopback import Clock, Loopback, Reply, Request, loopback

from listlint.links.provider import Provider
from listlint.links.providers import (
    arxiv,
    crates,
    gitea,
    gitlab,
    huggingface,
    npm,
    pypi,
    youtube,
)
from listlint.links.providers.crates import index_path
from listlint.links.settings import ProviderSettings
from listlint.urls.verdict import Evidence, Repository, Verdict, VerdictKind

SETTINGS = ProviderSettings()
HOSTS = (
    *("gitlab.com", "codeberg.org", "pypi.org", "registry.npmjs.org", "crates.io"),
    *("index.crates.io", "export.arxiv.org", "huggingface.co", "www.youtube.com"),
)
MODULES = {"gitlab": gitlab, "gitea": gitea, "pypi": pypi, "npm": npm, "crates": crates,
           "huggingface": huggingface, "youtube": youtube}  # fmt: skip


def made(name: str) -> Provider:
    provider = MODULES[name].provider(SETTINGS)
    assert provider is not None
    return provider


async def check(
    provider: Provider, urls: Sequence[str], answer: Callable[[Request], Reply]
) -> tuple[Mapping[str, Verdict], Loopback]:
    async with loopback(answer, *HOSTS) as client:
        return await provider.check(urls, client), client


def by_path(replies: Mapping[str, Reply]) -> Callable[[Request], Reply]:
    """Answer by host and path; 404 for all others."""
    return lambda request: replies.get(request.host + request.target, Reply(404, {}))


async def check_one(name: str, url: str, replies: Mapping[str, Reply]) -> Verdict | None:
    found, _ = await check(made(name), [url], by_path(replies))
    return found.get(url)


def project(path: str, **more: Any) -> Reply:
    return Reply(200, {"path_with_namespace": path, "default_branch": "main", **more})


GITLAB = "gitlab.com/api/v4"
PROJECT = f"{GITLAB}/projects/grp%2Ftool?license=true"
GROUP = f"{GITLAB}/groups/grp%2Ftool?with_projects=false"
GITEA = "codeberg.org/api/v1/repos"


# --- Claims ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("gitlab", "https://gitlab.com/grp/tool"),
        ("gitlab", "https://gitlab.com/grp/sub/sub/tool/"),
        ("gitlab", "https://GitLab.com/grp/tool/-/blob/main/README.md"),
        ("gitea", "https://codeberg.org/me/tool"),
        ("gitea", "https://codeberg.org/me/tool/src/branch/main/x"),
        ("pypi", "https://pypi.org/project/flask/"),
        ("pypi", "https://pypi.org/project/Flask"),
        ("pypi", "https://pypi.org/project/flask/3.0.0/"),
        ("npm", "https://www.npmjs.com/package/react"),
        ("npm", "https://www.npmjs.com/package/@babel/core"),
        ("npm", "https://www.npmjs.com/package/%40babel%2fcore".replace("%2f", "/")),
        ("npm", "https://www.npmjs.com/package/react/v/18.0.0"),
        ("crates", "https://crates.io/crates/serde"),
        ("crates", "https://crates.io/crates/serde/1.0.0"),
    ],
)
def test_claims(name: str, url: str) -> None:
    assert made(name).claims(url)
    assert [n for n in MODULES if made(n).claims(url)] == [name]


@pytest.mark.parametrize(
    "url",
    [
        "https://gitlab.com/grp",
        "https://gitlab.com/explore/projects",
        "https://gitlab.com/users/sign_in",
        "https://gitlab.com/groups/x",
        "https://gitlab.com/-/snippets/1",
        "https://gitlab.com/grp/-/epics",
        "https://gitlab.com/grp/to%2Fol",
        "https://gitlab.com/grp/%2e%2e",
        "http://gitlab.com/grp/tool",
        "https://docs.gitlab.com/ee/user",
        "https://gitlab.example.org/grp/tool",
        "https://codeberg.org/me",
        "https://codeberg.org/explore/repos",
        "https://codeberg.org/me/tool.git",
        "https://docs.codeberg.org/a/b",
        "https://pypi.org/",
        "https://pypi.org/user/me/",
        "https://pypi.org/search/?q=x",
        "https://pypi.org/project/-bad-/",
        "https://pypi.org/project/a/1/2/",
        "http://pypi.org/project/flask/",
        "https://pypi.python.org/pypi/flask",
        "https://npmjs.com/package/react",
        "https://www.npmjs.com/~me",
        "https://www.npmjs.com/search?q=x",
        "https://www.npmjs.com/package/",
        "https://www.npmjs.com/package/@babel",
        "https://www.npmjs.com/package/a/b",
        "https://www.npmjs.com/package/a%3fb",
        "https://crates.io/",
        "https://crates.io/categories/x",
        "https://crates.io/crates/serde/1.0.0/dependencies",
        "https://crates.io/crates/1serde",
        "https://me:pw@pypi.org/project/flask/",
        "https://[pypi.org/project/flask/",
        "https://pypi.org/project/fl%0Aask/",
    ],
)
def test_leaves_alone(url: str) -> None:
    assert [name for name in MODULES if made(name).claims(url)] == []
    assert arxiv.paper(url) is None


# --- GitLab ----------------------------------------------------------------------------------


async def test_gitlab_project() -> None:
    times = {"created_at": "2020-01-02T03:04:05.678Z", "last_activity_at": "2025-01-02T00:00:00Z"}
    reply = project("grp/tool", archived=True, license={"key": "mit"}, star_count=7, **times)
    url = "https://gitlab.com/grp/tool"
    verdict = await check_one("gitlab", url, {PROJECT: reply})
    assert verdict is not None
    assert (verdict.kind, verdict.final_url) == (VerdictKind.ALIVE, None)
    assert verdict.repository == Repository(
        "grp/tool",
        url,
        archived=True,
        license="MIT",
        stars=7,
        created_at="2020-01-02T03:04:05.678Z",
        active_at="2025-01-02T00:00:00Z",
        default_branch="main",
    )


async def test_gitlab_unknown_license_is_none() -> None:
    for license_ in (None, {"key": "other"}, {"key": None}, {"key": "mit and ("}, "mit"):
        reply = project("grp/tool", license=license_)
        verdict = await check_one("gitlab", "https://gitlab.com/grp/tool", {PROJECT: reply})
        assert verdict is not None
        assert verdict.repository is not None
        assert verdict.repository.license is None
        assert verdict.repository.unlicensed is (license_ is None)


async def test_gitlab_does_not_say_all_without_a_token() -> None:
    verdict = await check_one(
        "gitlab", "https://gitlab.com/grp/tool", {PROJECT: project("grp/tool")}
    )
    assert verdict is not None
    assert verdict.repository is not None
    assert (verdict.repository.archived, verdict.repository.unlicensed) == (None, False)


async def test_gitlab_renamed() -> None:
    replies = {
        PROJECT: Reply(301, b"", {"location": "https://gitlab.com/api/v4/projects/12"}),
        f"{GITLAB}/projects/12": project("other/thing"),
    }
    verdict = await check_one("gitlab", "https://gitlab.com/grp/tool?x=1#readme", replies)
    assert verdict is not None
    assert (verdict.kind, verdict.permanent) == (VerdictKind.MOVED, True)
    assert verdict.final_url == "https://gitlab.com/other/thing?x=1#readme"
    assert verdict.repository is not None
    assert verdict.repository.url == "https://gitlab.com/other/thing"


async def test_gitlab_letter_case() -> None:
    url = "https://gitlab.com/grp/tool"
    verdict = await check_one("gitlab", url, {PROJECT: project("Grp/Tool")})
    assert verdict is not None
    assert verdict.kind is VerdictKind.ALIVE
    assert verdict.final_url == "https://gitlab.com/Grp/Tool"


async def test_gitlab_gone_is_neither_project_nor_group() -> None:
    url = "https://gitlab.com/grp/tool"
    verdict = await check_one("gitlab", url, {})
    assert verdict is not None
    assert (verdict.kind, verdict.evidence) == (VerdictKind.DEAD, Evidence.NOT_FOUND)
    assert (verdict.status, verdict.attempts) == (404, 2)
    assert await check_one("gitlab", url, {GROUP: Reply(200, {"id": 1})}) is None


async def test_gitlab_page_below() -> None:
    url = "https://gitlab.com/grp/tool/-/wikis/home"
    assert await check_one("gitlab", url, {PROJECT: project("grp/tool")}) is None
    verdict = await check_one("gitlab", url, {})
    assert verdict is not None
    assert verdict.kind is VerdictKind.DEAD


async def test_gitlab_an_address_of_old_is_never_gone() -> None:
    assert await check_one("gitlab", "https://gitlab.com/grp/tool/issues/1", {}) is None


async def test_gitlab_own_hosts() -> None:
    provider = gitlab.provider(ProviderSettings(gitlab_hosts=("Git.Corp.Example",)))
    assert provider is not None
    assert provider.claims("https://git.corp.example/a/b")
    assert not provider.claims("https://gitlab.com/a/b")
    assert gitlab.provider(ProviderSettings(gitlab_hosts=())) is None


# --- Gitea -----------------------------------------------------------------------------------


async def test_gitea_repository() -> None:
    times = {"created_at": "2020-01-02T03:04:05Z", "updated_at": "2025-01-02T00:00:00+02:00"}
    body = {"full_name": "me/tool", "archived": True, "licenses": ["GPL-3.0-or-later"]}
    body |= {"stars_count": 7, **times}
    url = "https://codeberg.org/me/tool"
    verdict = await check_one("gitea", url, {f"{GITEA}/me/tool": Reply(200, body)})
    assert verdict is not None
    assert verdict.kind is VerdictKind.ALIVE
    assert verdict.repository == Repository(
        "me/tool",
        url,
        archived=True,
        license="GPL-3.0-or-later",
        stars=7,
        created_at="2020-01-02T03:04:05Z",
        active_at="2025-01-02T00:00:00+02:00",
    )


async def test_gitea_two_licenses_are_not_one() -> None:
    body = {"full_name": "me/tool", "licenses": ["MIT", "Apache-2.0"]}
    url = "https://codeberg.org/me/tool"
    verdict = await check_one("gitea", url, {f"{GITEA}/me/tool": Reply(200, body)})
    assert verdict is not None
    assert verdict.repository is not None
    assert verdict.repository.license is None


async def test_gitea_renamed() -> None:
    replies = {
        f"{GITEA}/me/tool": Reply(307, b"", {"location": "/api/v1/repos/org/tool"}),
        f"{GITEA}/org/tool": Reply(200, {"full_name": "org/tool"}),
    }
    verdict = await check_one("gitea", "https://codeberg.org/me/tool", replies)
    assert verdict is not None
    assert (verdict.kind, verdict.final_url) == (
        VerdictKind.MOVED,
        "https://codeberg.org/org/tool",
    )


async def test_gitea_gone_with_what_is_below() -> None:
    for url in ("https://codeberg.org/me/tool", "https://codeberg.org/me/tool/issues/3"):
        verdict = await check_one("gitea", url, {})
        assert verdict is not None
        assert verdict.kind is VerdictKind.DEAD


# --- Packages --------------------------------------------------------------------------------


async def test_pypi() -> None:
    flask = Reply(200, {"info": {"name": "Flask"}})
    replies = {"pypi.org/pypi/flask/json": flask, "pypi.org/pypi/flask/3.0/json": flask}
    verdict = await check_one("pypi", "https://pypi.org/project/flask/#files", replies)
    assert verdict is not None
    assert verdict.kind is VerdictKind.ALIVE
    assert verdict.final_url == "https://pypi.org/project/Flask/#files"
    verdict = await check_one("pypi", "https://pypi.org/project/flask/3.0", replies)
    assert verdict is not None
    assert verdict.final_url == "https://pypi.org/project/Flask/3.0/"
    verdict = await check_one(
        "pypi", "https://pypi.org/project/Flask", {"pypi.org/pypi/Flask/json": flask}
    )
    assert verdict is not None
    assert verdict.final_url is None


async def test_pypi_gone_and_without_releases() -> None:
    url = "https://pypi.org/project/nothing/"
    verdict = await check_one("pypi", url, {})
    assert verdict is not None
    assert verdict.kind is VerdictKind.DEAD
    empty = {"pypi.org/simple/nothing/": Reply(200, b"<html>")}
    assert await check_one("pypi", url, empty) is None
    assert await check_one("pypi", "https://pypi.org/project/nothing/1.0/", {}) is None


async def test_npm() -> None:
    replies = {
        "registry.npmjs.org/react/latest": Reply(200, {"name": "react", "version": "18.0.0"}),
        "registry.npmjs.org/@babel%2Fcore/latest": Reply(
            200, {"name": "@babel/core", "version": "7.0.0"}
        ),
        "registry.npmjs.org/react/17.0.0": Reply(200, {"name": "react", "version": "17.0.0"}),
        "registry.npmjs.org/untagged": Reply(200, {"name": "untagged"}),
    }
    urls = {
        "https://www.npmjs.com/package/react": VerdictKind.ALIVE,
        "https://www.npmjs.com/package/@babel/core": VerdictKind.ALIVE,
        "https://www.npmjs.com/package/react/v/17.0.0": VerdictKind.ALIVE,
        "https://www.npmjs.com/package/react/v/1.0.0": None,
        "https://www.npmjs.com/package/untagged": None,
        "https://www.npmjs.com/package/absent": VerdictKind.DEAD,
    }
    found, _ = await check(made("npm"), list(urls), by_path(replies))
    assert {url: found[url].kind if url in found else None for url in urls} == urls


async def test_crates() -> None:
    lines = "".join(f'{{"name":"Serde","vers":"1.0.{i}","yanked":false}}\n' for i in range(3))
    replies = {
        "index.crates.io/se/rd/serde": Reply(200, lines.encode()),
        "crates.io/api/v1/crates/serde-json": Reply(200, {"crate": {"name": "serde_json"}}),
    }
    urls = {
        "https://crates.io/crates/serde": VerdictKind.ALIVE,
        "https://crates.io/crates/serde/1.0.2": VerdictKind.ALIVE,
        "https://crates.io/crates/serde/9.9.9": None,
        "https://crates.io/crates/serde-json": None,
        "https://crates.io/crates/absent": VerdictKind.DEAD,
        "https://crates.io/crates/absent/1.0.0": None,
    }
    found, _ = await check(made("crates"), list(urls), by_path(replies))
    assert {url: found[url].kind if url in found else None for url in urls} == urls


@pytest.mark.parametrize(
    ("name", "place"), [("a", "1/a"), ("ab", "2/ab"), ("abc", "3/a/abc"), ("abcd", "ab/cd/abcd")]
)
def test_place_in_the_index(name: str, place: str) -> None:
    assert index_path(name) == place


# --- What an API may do ----------------------------------------------------------------------

NONSENSE = [
    Reply(200, b""),
    Reply(200, b"<html>"),
    Reply(200, b"[" * 100_000),
    Reply(200, b"\xff\xfe"),
    Reply(200, []),
    Reply(200, "text"),
    Reply(200, [[1], "x", None]),
    Reply(200, {"path_with_namespace": 1, "full_name": [], "info": "x", "name": {}}),
    Reply(200, {"path_with_namespace": "a/../b", "full_name": "evil", "info": {"name": "<b>"}}),
    Reply(200, {"full_name": "a/b\nc", "path_with_namespace": "//evil.example/x"}),
    Reply(401),
    Reply(403),
    Reply(451),
    Reply(302, b"", {"location": "https://evil.example/"}),
    Reply(302, b"", {"location": "//evil.example/"}),
    Reply(302, b"", {"location": "http://[x"}),
    Reply(301, b"", {"location": "/again"}),
]
ONE_EACH = {
    "gitlab": "https://gitlab.com/grp/tool",
    "gitea": "https://codeberg.org/me/tool",
    "pypi": "https://pypi.org/project/flask/",
    "npm": "https://www.npmjs.com/package/react",
    "crates": "https://crates.io/crates/serde",
    "huggingface": "https://huggingface.co/acme/model",
    "youtube": "https://youtu.be/abcdefghijk",
}


@pytest.mark.parametrize("reply", NONSENSE)
@pytest.mark.parametrize("name", MODULES)
async def test_nonsense_settles_nothing(name: str, reply: Reply) -> None:
    found, client = await check(made(name), [ONE_EACH[name]], lambda _: reply)
    assert found == {}
    assert len(client.requests) <= 2


async def test_gone_must_be_seen_twice() -> None:
    for second in (Reply(200, {}), Reply(500), Reply(403)):
        replies = [Reply(404), second]
        found, _ = await check(
            made("gitea"), [ONE_EACH["gitea"]], lambda _, left=replies: left.pop(0)
        )
        assert found == {}


async def test_gives_up_after_three_failures() -> None:
    provider = made("gitea")
    urls = [f"https://codeberg.org/me/r{i}" for i in range(100)]
    found, client = await check(provider, urls, lambda _: Reply(502))
    assert found == {}
    assert len(client.requests) <= 7, "three, and what the other workers had begun"
    assert provider.notices == [  # type: ignore[attr-defined]
        "gitea: 502 Bad Gateway; other links are checked as web pages"
    ]
    _, client = await check(provider, urls, lambda _: Reply(502))
    assert client.requests == []


async def test_single_failures_do_not_end_it() -> None:
    urls = [f"https://codeberg.org/me/r{i}" for i in range(40)]

    def answer(request: Request) -> Reply:
        name = request.target.rpartition("/")[2]
        broken = int(name[1:]) % 10 == 5
        return Reply(502) if broken else Reply(200, {"full_name": f"me/{name}"})

    provider = made("gitea")
    found, _ = await check(provider, urls, answer)
    assert len(found) == 36
    assert provider.notices == []  # type: ignore[attr-defined]


async def test_one_429_is_enough() -> None:
    provider = made("gitea")
    urls = [f"https://codeberg.org/me/r{i}" for i in range(100)]
    _, client = await check(provider, urls, lambda _: Reply(429))
    assert len(client.requests) <= 4
    assert len(provider.notices) == 1  # type: ignore[attr-defined]


# --- arXiv -----------------------------------------------------------------------------------


def feed(*ids: str) -> Reply:
    entries = "".join(f"<entry><id>http://arxiv.org/abs/{i}v3</id></entry>" for i in ids)
    return Reply(200, f"<feed><id>http://arxiv.org/api/x</id>{entries}</feed>".encode())


@pytest.mark.parametrize(
    ("url", "identifier"),
    [
        ("https://arxiv.org/abs/1706.03762", "1706.03762"),
        ("https://arxiv.org/pdf/1706.03762", "1706.03762"),
        ("https://arxiv.org/pdf/1706.03762.pdf", "1706.03762"),
        ("https://arxiv.org/abs/0704.0001#x", "0704.0001"),
        ("https://arxiv.org/abs/math.GT/0309136", "math.GT/0309136"),
        ("https://arxiv.org/abs/hep-th/9901001", "hep-th/9901001"),
        ("https://arxiv.org/abs/1706.03762v5", None),
        ("https://arxiv.org/abs/1706.03762,1", None),
        ("https://arxiv.org/abs/x", None),
        ("https://arxiv.org/list/cs.CL/recent", None),
        ("http://arxiv.org/abs/1706.03762", None),
        ("https://ar5iv.org/abs/1706.03762", None),
    ],
)
def test_papers(url: str, identifier: str | None) -> None:
    assert arxiv.paper(url) == identifier
    assert arxiv.ArXiv().claims(url) is (identifier is not None)


async def test_arxiv_settles_what_exists() -> None:
    abstract, pdf = "https://arxiv.org/abs/1706.03762", "https://arxiv.org/pdf/1706.03762"
    absent = "https://arxiv.org/abs/2999.99999"
    found, client = await check(
        arxiv.ArXiv(), [abstract, pdf, absent], lambda _: feed("1706.03762", "1111.11111")
    )
    assert {url: v.kind for url, v in found.items()} == {
        abstract: VerdictKind.ALIVE,
        pdf: VerdictKind.ALIVE,
    }
    (request,) = client.requests
    assert parse_qs(urlsplit(request.target).query)["id_list"] == ["1706.03762,2999.99999"]


async def test_arxiv_a_hundred_at_once_three_seconds_apart() -> None:
    clock = Clock()
    urls = [f"https://arxiv.org/abs/2001.{i:05}" for i in range(250)]

    def answer(request: Request) -> Reply:
        return feed(*parse_qs(urlsplit(request.target).query)["id_list"][0].split(","))

    found, client = await check(arxiv.ArXiv(clock.sleep), urls, answer)
    assert found.keys() == set(urls)
    assert len(client.requests) == 3
    assert clock.naps == [3.0, 3.0]


@pytest.mark.parametrize("reply", [Reply(503), Reply(429), Reply(400), Reply(302)])
async def test_arxiv_gives_up(reply: Reply) -> None:
    urls = [f"https://arxiv.org/abs/2001.{i:05}" for i in range(250)]
    found, client = await check(arxiv.ArXiv(Clock().sleep), urls, lambda _: reply)
    assert found == {}
    assert len(client.requests) == 1


@pytest.mark.parametrize("body", [b"", b"\xff", b"<id>http://evil.example/abs/2001.00000v1</id>"])
async def test_arxiv_nonsense(body: bytes) -> None:
    url = "https://arxiv.org/abs/2001.00000"
    found, _ = await check(arxiv.ArXiv(), [url], lambda _: Reply(200, body))
    assert found == {}


# --- Hugging Face, YouTube -------------------------------------------------------------------

HF = "https://huggingface.co"


@pytest.mark.parametrize(
    ("url", "api"),
    [
        (f"{HF}/acme/model", "models/acme/model"),
        (f"{HF}/acme/model?library=x#files", "models/acme/model"),
        (f"{HF}/datasets/acme/data", "datasets/acme/data"),
        (f"{HF}/spaces/acme/demo", "spaces/acme/demo"),
    ],
)
async def test_huggingface(url: str, api: str) -> None:
    name = api.partition("/")[2]
    replies = {f"huggingface.co/api/{api}": Reply(200, {"id": name})}
    verdict = await check_one("huggingface", url, replies)
    assert verdict is not None
    assert (verdict.kind, verdict.final_url) == (VerdictKind.ALIVE, None)
    assert await check_one("huggingface", url, {}) is None, "the web decides"
    renamed = {f"huggingface.co/api/{api}": Reply(200, {"id": "acme/other"})}
    assert await check_one("huggingface", url, renamed) is None


@pytest.mark.parametrize(
    "url",
    [
        f"{HF}/acme",
        f"{HF}/acme/model/tree/main",
        f"{HF}/datasets/acme",
        f"{HF}/papers/2106.09685",
        f"{HF}/docs/hub",
        "http://huggingface.co/acme/model",
    ],
)
def test_not_for_the_api_of_huggingface(url: str) -> None:
    assert not made("huggingface").claims(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/watch?v=abcdefghijk",
        "https://youtube.com/watch?t=9&v=abcdefghijk",
        "https://youtu.be/abcdefghijk?t=9",
    ],
)
async def test_youtube(url: str) -> None:
    kinds = {}
    for status in (200, 404, 400, 401, 403, 500):

        def answer(request: Request, status: int = status) -> Reply:
            asked = urlsplit(request.target)
            assert asked.path == "/oembed"
            assert parse_qs(asked.query)["url"] == ["https://www.youtube.com/watch?v=abcdefghijk"]
            return Reply(status, {"type": "video", "title": "A talk"} if status == 200 else {})

        found, _ = await check(made("youtube"), [url], answer)
        kinds[status] = found[url].kind if found else None
    assert kinds.pop(200) is VerdictKind.ALIVE
    assert kinds.pop(404) is VerdictKind.DEAD
    assert set(kinds.values()) == {None}


def test_not_for_oembed() -> None:
    youtube_provider = made("youtube")
    for path in ("", "watch", "watch?v=short", "@channel", "c/x", "results?search_query=x"):
        assert not youtube_provider.claims(f"https://www.youtube.com/{path}")
