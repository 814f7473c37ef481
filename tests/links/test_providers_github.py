"""GitHub's provider against a loopback server that answers by GitHub's published schema."""

import json
from collections.abc import Mapping

import pytest
from github_world import TOKEN, Repo, World
from loopback import Clock, Loopback, Reply, Request, loopback

from listlint.links.provider import RequestError
from listlint.links.providers.github import _PRELUDE, GitHub, advice, provider
from listlint.links.providers.github_urls import ResourceType, target
from listlint.links.providers.graphql import GraphQL, Query
from listlint.links.settings import GitHubServer, ProviderSettings
from listlint.urls.verdict import Evidence, Verdict, VerdictKind

HUB = "https://github.com"
FLAGS = dict.fromkeys(("archived", "disabled", "private", "issues", "wiki"), False)
API = "https://api.github.com/graphql"


def world() -> World:
    made = World(
        Repo("Acme/Widget", license="MIT", files={"main": frozenset({"docs/a b.md", "x.py"})}),
        Repo("acme/old", archived=True, license="NOASSERTION", numbers=frozenset({7})),
        Repo("acme/blocked", disabled=True),
        Repo("acme/empty", branch=None, pushed=None),
        Repo(
            "acme/mono",
            files={"main": frozenset({"a"}), "v1.0": frozenset({"b"})},
            releases=frozenset({"v1.0", "cli/v2"}),
            wiki=False,
        ),
        owners=("Solo",),
    )
    made.renamed = {"before/gadget": "Acme/Widget"}
    return made


def github(clock: Clock, *, token: str = TOKEN, batch: int = 100, patience: float = 60) -> GitHub:
    api = GraphQL(
        "GitHub's API",
        API,
        token,
        prelude=_PRELUDE,
        batch=batch,
        patience=patience,
        sleep=clock.sleep,
        clock=clock,
    )
    return GitHub("github.com", api)


async def check(urls: list[str], made: World | None = None) -> Mapping[str, Verdict]:
    async with loopback((made or world()).answer, "api.github.com") as client:
        hub = github(Clock())
        found = await hub.check(urls, client)
        assert not hub.notices
        return found


async def check_one(path: str, made: World | None = None) -> Verdict | None:
    return (await check([HUB + path], made)).get(HUB + path)


# --- What is claimed -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        (f"{HUB}/acme", ResourceType.OWNER),
        (f"{HUB}/acme/", ResourceType.OWNER),
        (f"{HUB}/acme/widget", ResourceType.REPOSITORY),
        (f"{HUB}/acme/widget/", ResourceType.REPOSITORY),
        (f"{HUB}/acme/widget.git", ResourceType.REPOSITORY),
        (f"{HUB}/acme/widget?tab=readme-ov-file#readme", ResourceType.REPOSITORY),
        ("http://www.github.com/acme/widget", ResourceType.REPOSITORY),
        (f"{HUB}/acme/widget/tree/main", ResourceType.PATH),
        (f"{HUB}/acme/widget/blob/main/docs/a%20b.md#L10", ResourceType.PATH),
        (f"{HUB}/acme/widget/issues/7", ResourceType.NUMBERED),
        (f"{HUB}/acme/widget/pull/7", ResourceType.NUMBERED),
        (f"{HUB}/acme/widget/issues", ResourceType.ISSUES),
        (f"{HUB}/acme/widget/commit/0123abc", ResourceType.COMMIT),
        (f"{HUB}/acme/widget/commit/main", ResourceType.DEEPER),
        (f"{HUB}/acme/widget/wiki", ResourceType.WIKI),
        (f"{HUB}/acme/widget/releases", ResourceType.SECTION),
        (f"{HUB}/acme/widget/actions", ResourceType.DEEPER),
        (f"{HUB}/acme/widget/wiki/Home", ResourceType.DEEPER),
        (f"{HUB}/acme/widget/releases/tag/v1", ResourceType.RELEASE),
        (f"{HUB}/acme/widget/discussions/3", ResourceType.DISCUSSION),
        (f"{HUB}/acme/widget/blob/main/../../x", ResourceType.DEEPER),
        (f"{HUB}/acme/widget/blob/ma~1n/x", ResourceType.DEEPER),
        (f"{HUB}/acme/widget/issues/99999999999", ResourceType.DEEPER),
    ],
)
def test_claims(url: str, kind: ResourceType) -> None:
    found = target(url, "github.com")
    assert found is not None
    assert found.kind is kind
    assert github(Clock()).claims(url)


@pytest.mark.parametrize(
    "url",
    [
        HUB,
        f"{HUB}/",
        f"{HUB}/features",
        f"{HUB}/Features/actions",
        f"{HUB}/sponsors/acme",
        f"{HUB}/topics/python",
        f"{HUB}/orgs/acme/repositories",
        f"{HUB}/search?q=x",
        f"{HUB}/marketplace/actions/x",
        f"{HUB}/acme/../widget",
        f"{HUB}/-/acme/widget",
        f"{HUB}/acme//widget",
        f"{HUB}/acme/wid get",
        f"{HUB}/acme/wid%0Aget",
        f"{HUB}/acme/w%FF",
        f"{HUB}/acme/..",
        f"{HUB}/acme/widget.git/info/refs",
        "https://gist.github.com/acme/1234",
        "https://raw.githubusercontent.com/acme/widget/main/x.py",
        "https://docs.github.com/en",
        "https://acme.github.io/widget",
        "https://github.com:8443/acme/widget",
        "https://me:secret@github.com/acme/widget",
        "https://github.com.evil.example/acme/widget",
        "ftp://github.com/acme/widget",
        "https://[github.com/acme",
        "https://github.com:x/acme/widget",
    ],
)
def test_leaves_alone(url: str) -> None:
    assert not github(Clock()).claims(url)


# --- What it answers -------------------------------------------------------------------------


async def test_repository() -> None:
    verdict = await check_one("/Acme/Widget")
    assert verdict is not None
    assert verdict.kind is VerdictKind.ALIVE
    assert verdict.final_url is None
    repository = verdict.repository
    assert repository is not None
    assert (repository.name, repository.url) == ("Acme/Widget", f"{HUB}/Acme/Widget")
    assert (repository.license, repository.default_branch) == ("MIT", "main")
    assert repository.pushed_at == "2026-01-02T03:04:05Z"
    assert (repository.stars, repository.created_at) == (7, "2020-01-02T03:04:05Z")
    assert repository.archived is False
    assert not repository.unlicensed


async def test_letter_case_alone_is_alive_and_reported() -> None:
    verdict = await check_one("/acme/widget#readme")
    assert verdict is not None
    assert verdict.kind is VerdictKind.ALIVE
    assert verdict.final_url == f"{HUB}/Acme/Widget#readme"


async def test_archived_without_a_known_license() -> None:
    verdict = await check_one("/acme/old")
    assert verdict is not None
    assert verdict.repository is not None
    assert verdict.repository.archived
    assert (verdict.repository.license, verdict.repository.unlicensed) == (None, False)


async def test_empty_repository() -> None:
    verdict = await check_one("/acme/empty")
    assert verdict is not None
    assert verdict.kind is VerdictKind.ALIVE
    assert verdict.repository is not None
    assert verdict.repository.unlicensed


async def test_disabled_is_refused() -> None:
    verdict = await check_one("/acme/blocked")
    assert verdict is not None
    assert (verdict.kind, verdict.evidence) == (VerdictKind.BLOCKED, Evidence.UNAUTHORIZED)
    assert verdict.repository is not None
    assert verdict.repository.disabled


@pytest.mark.parametrize(
    ("url", "final"),
    [
        (f"{HUB}/before/gadget", f"{HUB}/Acme/Widget"),
        (f"{HUB}/Before/Gadget/", f"{HUB}/Acme/Widget"),
        (
            f"{HUB}/before/gadget/blob/main/docs/a%20b.md?plain=1#L3",
            f"{HUB}/Acme/Widget/blob/main/docs/a%20b.md?plain=1#L3",
        ),
        ("http://github.com/Acme/Widget", f"{HUB}/Acme/Widget"),
        ("https://www.github.com/Acme/Widget", f"{HUB}/Acme/Widget"),
        (f"{HUB}/Acme/Widget.git", f"{HUB}/Acme/Widget"),
        ("http://github.com/solo", f"{HUB}/Solo"),
    ],
)
async def test_moved_for_good(url: str, final: str) -> None:
    verdict = (await check([url]))[url]
    assert (verdict.kind, verdict.final_url) == (VerdictKind.MOVED, final)
    assert verdict.permanent


async def test_owner() -> None:
    made = world()
    found = await check([f"{HUB}/solo", f"{HUB}/Solo", f"{HUB}/nobody"], made)
    assert found[f"{HUB}/solo"].final_url == f"{HUB}/Solo"
    assert found[f"{HUB}/Solo"].final_url is None
    assert f"{HUB}/nobody" not in found, "may be a page of GitHub's own"
    assert len(made.queries) == 1, "so there is nothing to ask again"


@pytest.mark.parametrize(
    "path",
    [
        "/acme/widget/tree/main",
        "/acme/widget/tree/HEAD/docs",
        "/acme/widget/blob/main/x.py",
        "/acme/mono/blob/v1.0/b",
        "/acme/old/issues/7",
        "/acme/old/pull/7",
        "/acme/old/discussions/7",
        "/acme/old/issues",
        "/acme/old/releases",
        "/acme/old/wiki",
        "/acme/mono/releases/tag/v1.0",
        "/acme/mono/releases/tag/cli/v2",
    ],
)
async def test_below_a_repository_alive(path: str) -> None:
    verdict = await check_one(path)
    assert verdict is not None
    assert verdict.kind is VerdictKind.ALIVE


@pytest.mark.parametrize(
    "path",
    ["/acme/absent", "/acme/absent/wiki", "/acme/absent/blob/main/x", "/acme/absent/issues/1"],
)
async def test_gone_with_the_repository(path: str) -> None:
    verdict = await check_one(path)
    assert verdict is not None
    assert (verdict.kind, verdict.evidence) == (VerdictKind.DEAD, Evidence.NOT_FOUND)
    assert verdict.attempts == 2


@pytest.mark.parametrize(
    "path",
    [
        "/stranger/absent",  # no such owner: perhaps a page of GitHub's own
        "/acme/widget/tree/master",  # renamed branches redirect
        "/acme/widget/tree/feature/x",  # a ref with a slash
        "/acme/mono/tree/main/vendor/lib",  # a submodule
        "/acme/widget/blob/main/y.py",
        "/acme/mono/tree/v1.0/a",
        "/acme/mono/releases/tag/v3",
        "/acme/mono/commit/0123456789abcdef",
        "/acme/old/wiki/Home",
        "/acme/old/issues/8",  # transferred ones redirect
        "/acme/old/discussions/8",
        "/acme/mono/wiki",
    ],
)
async def test_left_to_the_web(path: str) -> None:
    assert await check_one(path) is None


async def test_private_is_dead_for_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    made = World(Repo("acme/secret", private=True))
    for path in ("/acme/secret", "/acme/secret/issues"):
        verdict = await check_one(path, made)
        assert verdict is not None
        assert (verdict.kind, verdict.reason) == (VerdictKind.DEAD, "repository is private")
    monkeypatch.setenv("GITHUB_REPOSITORY", "acme/secret")
    verdict = await check_one("/acme/secret", made)
    assert verdict is not None
    assert verdict.kind is VerdictKind.ALIVE


async def test_gone_is_seen_twice() -> None:
    made = world()
    answers = [made.answer]

    def appears(request: Request) -> Reply:
        reply = answers[0](request)
        made.repos["acme/late"] = Repo("acme/late")
        return reply

    async with loopback(appears, "api.github.com") as client:
        assert await github(Clock()).check([f"{HUB}/acme/late"], client) == {}
    assert len(made.queries) == 2


async def test_one_missing_does_not_touch_the_others() -> None:
    urls = [f"{HUB}/acme/absent", f"{HUB}/acme/old", f"{HUB}/stranger/absent", f"{HUB}/acme/mono"]
    found = await check(urls)
    assert {url: v.kind for url, v in found.items()} == {
        urls[0]: VerdictKind.DEAD,
        urls[1]: VerdictKind.ALIVE,
        urls[3]: VerdictKind.ALIVE,
    }


async def test_forbidden_is_not_gone() -> None:
    made = world()
    made.errors["acme/sso"] = "FORBIDDEN"
    found = await check([f"{HUB}/acme/sso", f"{HUB}/acme/old"], made)
    assert list(found) == [f"{HUB}/acme/old"]


# --- How it asks -----------------------------------------------------------------------------


async def test_a_hundred_to_a_query_and_each_once() -> None:
    made = World(*(Repo(f"acme/r{i}") for i in range(250)))
    urls = [f"{HUB}/acme/r{i}" for i in range(250)] + [f"{HUB}/acme/r1#a", f"{HUB}/acme/r1/"]
    found = await check(urls, made)
    assert found.keys() == set(urls)
    assert sorted(q["query"].count("repository(owner") for q in made.queries) == [50, 100, 100]


async def test_strings_of_a_list_go_as_variables() -> None:
    made = world()
    evil = 'x") { id } } mutation { deleteRepository(input: {}) { x } } #'
    url = f"{HUB}/acme/widget/blob/main/{evil}".replace(" ", "%20").replace("#", "%23")
    found = await check([url, f"{HUB}/acme/%s"], made)
    assert url not in found
    assert all("mutation" not in query["query"] for query in made.queries)
    assert any(evil in str(query["variables"].values()) for query in made.queries)


async def test_every_query_is_valid_by_the_schema() -> None:
    made = world()
    urls = [
        HUB + path
        for path in ("/acme", "/acme/old", "/acme/old/issues/7", "/acme/mono/tree/main/z", "/a/b")
    ]
    await check(urls, made)
    answers = [made.execute(query) for query in made.queries]
    assert all("data" in answer for answer in answers), answers


async def test_the_token_goes_to_the_api_alone() -> None:
    def redirect(request: Request) -> Reply:
        return Reply(302, b"", {"location": "https://evil.example/"})

    async with loopback(redirect, "api.github.com", "evil.example") as client:
        hub = github(Clock())
        assert await hub.check([f"{HUB}/acme/old"], client) == {}
    assert [r.host for r in client.requests] == ["api.github.com"]
    assert hub.notices == ["GitHub's API: 302 Found; other links are checked as web pages"]


async def test_a_bad_token_is_reported_once() -> None:
    made = World(*(Repo(f"acme/r{i}") for i in range(900)))
    urls = [f"{HUB}/acme/r{i}" for i in range(900)]
    async with loopback(made.answer, "api.github.com") as client:
        hub = github(Clock(), token="wrong")
        assert await hub.check(urls, client) == {}
        assert await hub.check(urls, client) == {}
    assert len(hub.notices) == 1
    assert "token rejected" in hub.notices[0]
    assert len(client.requests) <= 4, "one for each worker"


# --- Limits and failures ---------------------------------------------------------------------


async def fetch(
    replies: list[Reply], *, count: int = 1, patience: float = 60, batch: int = 100
) -> tuple[Mapping[str, Verdict], GitHub, Clock, Loopback]:
    """Check `count` living repositories of a server that first gives `replies`."""
    made = World(*(Repo(f"acme/r{i}") for i in range(count)))
    left = list(replies)

    def answer(request: Request) -> Reply:
        return left.pop(0) if left else made.answer(request)

    clock = Clock()
    hub = github(clock, patience=patience, batch=batch)
    async with loopback(answer, "api.github.com") as client:
        found = await hub.check([f"{HUB}/acme/r{i}" for i in range(count)], client)
    return found, hub, clock, client


@pytest.mark.parametrize(
    ("reply", "nap"),
    [
        (Reply(403, {"message": "secondary rate limit"}, {"retry-after": "17"}), 17),
        (Reply(429, b"", {"retry-after": "3"}), 3),
        (Reply(429, b"", {"retry-after": "Tue, 14 Nov 2023 22:13:27 GMT"}), 7),
        (Reply(429, b""), 60),
        (Reply(403, {"message": "You have exceeded a secondary rate limit."}), 60),
        (
            Reply(403, b"", {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1700000030"}),
            31,
        ),
    ],
)
async def test_waits_for_a_short_limit(reply: Reply, nap: float) -> None:
    found, hub, clock, _ = await fetch([reply])
    assert len(found) == 1
    assert clock.naps == [nap]
    assert not hub.notices


async def test_a_limit_that_meets_all_workers_is_one() -> None:
    found, hub, clock, client = await fetch([Reply(429, b"", {"retry-after": "5"})] * 4, count=800)
    assert len(found) == 800
    assert clock.naps == [5]
    assert not hub.notices
    assert len(client.requests) == 4 + 8


@pytest.mark.parametrize(
    "reply",
    [
        Reply(403, b"", {"retry-after": "3600"}),
        Reply(429, b"", {"retry-after": "9" * 400}),
        Reply(403, b"", {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1700003600"}),
        Reply(403, {"message": "Resource not accessible"}),
        Reply(200, {"errors": [{"type": "RATE_LIMITED", "message": "…"}]}),
        Reply(404, {"message": "Not Found"}),
    ],
)
async def test_leaves_the_rest_to_the_web(reply: Reply) -> None:
    found, hub, clock, client = await fetch([reply] * 50, count=300, patience=30)
    assert found == {}
    assert len(hub.notices) == 1
    assert clock.naps == []
    assert len(client.requests) <= 3


async def test_waits_three_times_at_most() -> None:
    found, hub, clock, _ = await fetch([Reply(429, b"", {"retry-after": "1"})] * 50)
    assert found == {}
    assert clock.naps == [1, 1, 1]
    assert "rate limit" in hub.notices[0]


async def test_stops_before_the_last_point() -> None:
    made = World(*(Repo(f"acme/r{i}") for i in range(500)))
    made.remaining = 2
    urls = [f"{HUB}/acme/r{i}" for i in range(500)]
    async with loopback(made.answer, "api.github.com") as client:
        hub = github(Clock(), batch=10)
        found = await hub.check(urls, client)
    assert 20 <= len(found) < 100, "what was answered counts, the rest is left"
    assert "rate limit reached until" in hub.notices[0]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(502, b"<html>"),
        Reply(504, b""),
        Reply(200, b'{"data": {'),
        Reply(200, b"[" * 100_000),
        Reply(200, b"[]"),
        Reply(200, {"data": None, "errors": [{"message": "Something went wrong"}]}),
    ],
)
async def test_halves_and_tries_again(reply: Reply) -> None:
    found, hub, clock, client = await fetch([reply], count=100)
    assert len(found) == 100
    sizes = [r.json["query"].count("repository(owner") for r in client.requests]
    assert sizes == [100, 50, 50]
    assert clock.naps == [1]
    assert not hub.notices


async def test_limited_resources_halve_the_batch_and_are_reported() -> None:
    body = {"data": {"f0": None}, "errors": [{"type": "RESOURCE_LIMITS_EXCEEDED", "message": "…"}]}
    found, hub, _, client = await fetch([Reply(200, body)], count=100)
    assert len(found) == 100
    assert len(client.requests) == 3
    assert hub.notices == ["GitHub's API: resource limits exceeded; smaller queries are sent"]


async def test_a_single_poison_costs_only_itself() -> None:
    made = World(*(Repo(f"acme/r{i}") for i in range(100)))

    def answer(request: Request) -> Reply:
        poisoned = "r42" in request.json["variables"].values()
        return Reply(502) if poisoned else made.answer(request)

    async with loopback(answer, "api.github.com") as client:
        hub = github(Clock())
        found = await hub.check([f"{HUB}/acme/r{i}" for i in range(100)], client)
    assert len(found) == 99
    assert len(client.requests) < 20
    assert not hub.notices


async def test_gives_up_on_an_api_that_always_fails() -> None:
    found, hub, _, client = await fetch([Reply(502)] * 1000, count=1000)
    assert found == {}
    assert len(client.requests) <= 10
    assert "failures in a row" in hub.notices[0]


async def test_gives_up_when_nobody_listens() -> None:
    class Deaf:
        async def request(self, *_: object, **__: object) -> None:
            raise RequestError(Evidence.TIMEOUT, "…")

    hub = github(Clock())
    assert await hub.check([f"{HUB}/acme/r{i}" for i in range(500)], Deaf()) == {}  # type: ignore[arg-type]
    assert "failures in a row" in hub.notices[0]


@pytest.mark.parametrize(
    "repository",
    [
        "text",
        17,
        [],
        {},
        {**FLAGS, "name": None},
        {**FLAGS, "name": "acme/r0/../../evil"},
        {**FLAGS, "name": "acme/r0", "archived": {}},
        {**FLAGS, "name": "evil.example"},
    ],
)
async def test_nonsense_settles_nothing(repository: object) -> None:
    reply = Reply(200, {"data": {"f0": repository, "rateLimit": "much"}, "errors": "none"})
    found, _, _, _ = await fetch([reply] * 3)
    assert found == {}


async def test_an_error_of_the_whole_query_settles_nothing() -> None:
    body = {"data": {"f0": None, "f1": {"login": "acme"}}, "errors": [{"message": "timeout"}]}
    found, _, _, _ = await fetch([Reply(200, body)] * 3)
    assert found == {}


# --- Settings --------------------------------------------------------------------------------


def test_no_token_no_provider() -> None:
    assert provider(ProviderSettings(), {}) is None
    assert provider(ProviderSettings(), {"GITHUB_TOKEN": "  "}) is None
    at_work = {"GITHUB_TOKEN": "x", "GITHUB_API_URL": "https://ghe.acme.example/api/v3"}
    assert provider(ProviderSettings(), at_work) is None  # a token of another GitHub's runner
    assert provider(ProviderSettings(), {**at_work, "GH_TOKEN": "y"}) is not None
    at_home = {"GITHUB_TOKEN": "x", "GITHUB_API_URL": "https://api.github.com"}
    assert provider(ProviderSettings(), at_home) is not None
    assert provider(ProviderSettings(), {"GITHUB_TOKEN": "a\r\nx-evil: 1"}) is None
    assert provider(ProviderSettings(), {"GH_TOKEN": "t"}) is not None


def test_advice_without_a_token() -> None:
    urls = [f"{HUB}/acme/a", f"{HUB}/acme/b", f"{HUB}/features", "https://a.example/"]
    line = advice(urls, ProviderSettings(), {})
    assert line is not None
    assert line.startswith("2 links to github.com ")
    assert "GITHUB_TOKEN or GH_TOKEN" in line
    assert advice(urls, ProviderSettings(), {"GH_TOKEN": "t"}) is None
    assert advice(urls[2:], ProviderSettings(), {}) is None


async def test_enterprise_has_its_own_token_and_host() -> None:
    settings = ProviderSettings(
        github=(
            GitHubServer(),
            GitHubServer("https://git.corp.example/api/graphql", ("CORP_TOKEN",)),
        )
    )
    both = provider(settings, {"GITHUB_TOKEN": "public", "CORP_TOKEN": "corporate"})
    assert both is not None
    made = world()

    def answer(request: Request) -> Reply:
        return Reply(200, made.execute(request.json))

    urls = [f"{HUB}/acme/old", "https://git.corp.example/acme/mono"]
    async with loopback(answer, "api.github.com", "git.corp.example") as client:
        found = await both.check(urls, client)
    assert found.keys() == set(urls)
    sent = {
        r.host: (r.headers["authorization"], r.json["variables"]["v0_1"]) for r in client.requests
    }
    assert sent == {
        "api.github.com": ("Bearer public", "old"),
        "git.corp.example": ("Bearer corporate", "mono"),
    }
    repository = found["https://git.corp.example/acme/mono"].repository
    assert repository is not None
    assert repository.url == "https://git.corp.example/acme/mono"


@pytest.mark.parametrize(
    ("server", "host"),
    [
        (GitHubServer(), "github.com"),
        (GitHubServer("https://git.corp.example/api/graphql"), "git.corp.example"),
        (GitHubServer("https://api.corp.ghe.com/graphql"), "corp.ghe.com"),
        (GitHubServer("http://127.0.0.1:9/graphql", host="GitHub.com"), "github.com"),
    ],
)
def test_host_of_the_pages(server: GitHubServer, host: str) -> None:
    assert server.page_host == host


async def test_no_urls_no_request() -> None:
    made = world()
    assert await check([], made) == {}
    assert made.queries == []


async def test_fields_are_asked_once_and_answers_keyed_by_them() -> None:
    made = world()
    field = Query("repositoryOwner(login: %s) { login }", ("acme",))
    clock = Clock()
    async with loopback(made.answer, "api.github.com") as client:
        api = GraphQL("it", API, TOKEN, sleep=clock.sleep, clock=clock)
        assert await api.fetch([field, field], client) == {field: {"login": "acme"}}
    assert json.loads(client.requests[0].body)["query"].count("repositoryOwner") == 1
