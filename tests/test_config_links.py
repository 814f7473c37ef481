"""`[links]` of a config: what is set there reaches the link checker, mistakes are reported."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from command import listlint
from listlint.config.discover import ConfigError
from listlint.config.load import load_config
from listlint.config.models import default_config
from listlint.links import LinkSettings, UrlPattern
from listlint.links.durations import in_words, seconds
from listlint.links.policy import Filter, Remap
from listlint.links.settings import DAY, GitHubServer, RemapRule


def links(tmp_path: Path, text: str) -> LinkSettings:
    path = tmp_path / "listlint.toml"
    path.write_text(text)
    return load_config(path).settings.links


def test_a_config_without_links_has_the_defaults(tmp_path: Path) -> None:
    assert links(tmp_path, "") == LinkSettings()
    assert default_config().settings.links == LinkSettings()


def test_patterns(tmp_path: Path) -> None:
    found = links(
        tmp_path,
        """
        [links]
        include = ["https://docs.example/*"]
        exclude = [
          "Intranet.example",
          { regex = "/private/", reason = "behind a login" },
          { host = "*.flaky.example", reason = "down on Sundays", until = 2027-03-01 },
        ]
        """,
    )
    assert found.include == (UrlPattern(glob="https://docs.example/*"),)
    assert found.exclude == (
        UrlPattern(host="intranet.example"),
        UrlPattern(regex="/private/", reason="behind a login"),
        UrlPattern(host="*.flaky.example", reason="down on Sundays", until=date(2027, 3, 1)),
    )


def test_everything_else(tmp_path: Path) -> None:
    found = links(
        tmp_path,
        r"""
        [links]
        concurrency = 16
        per-host = 2
        spacing = 0.5
        connect-timeout = 5
        timeout = "1m"
        retries = 1
        backoff = 2
        patience = "2m"
        max-redirects = 3
        user-agent = "acme-list-check/1"
        proxy = false
        ca-file = "certificates/own.pem"
        allow-private = true
        allow-hosts = ["10.0.0.0/8"]
        max-age = "12h"
        max-links = 500
        archive = true
        remap = [{ regex = '^https://(\w+)\.example', to = 'http://\1.staging.example' }]

        [links.accept]
        "*.wall.example" = [403, 429]

        [links.headers."api.example"]
        Accept-Language = "en"
        Authorization = "Bearer ${API_TOKEN}"

        [links.auth]
        "intranet.example" = "listlint:${INTRANET_PASSWORD}"

        [links.cache]
        enabled = true
        path = ".cache/links.sqlite"
        alive = "14d"
        dead = 60
        min-failures = 5
        min-time = "1w"
        keep = "30d"

        [links.providers]
        enabled = ["github", "pypi"]
        gitlab-hosts = ["gitlab.com", "git.acme.example"]

        [[links.providers.github]]
        api-url = "https://ghe.acme.example/api/graphql"
        """,
    )
    assert (found.concurrency, found.per_host, found.spacing) == (16, 2, 0.5)
    assert (found.connect_timeout, found.timeout, found.retries, found.backoff) == (5, 60, 1, 2)
    assert (found.patience, found.max_redirects) == (120, 3)
    assert (found.user_agent, found.proxy) == ("acme-list-check/1", False)
    assert found.ca_file == str(tmp_path.resolve() / "certificates" / "own.pem")
    assert (found.allow_private, found.allow_hosts) == (True, ("10.0.0.0/8",))
    assert (found.max_age, found.max_links, found.archive) == (43_200, 500, True)
    assert found.remap == (
        RemapRule(regex=r"^https://(\w+)\.example", to=r"http://\1.staging.example"),
    )
    assert found.accept == {"*.wall.example": frozenset({403, 429})}
    assert found.headers["api.example"]["Authorization"] == "Bearer ${API_TOKEN}"
    assert found.auth == {"intranet.example": "listlint:${INTRANET_PASSWORD}"}
    assert found.cache.path == str(tmp_path.resolve() / ".cache" / "links.sqlite")
    assert (found.cache.alive, found.cache.dead) == (14 * 86_400, 60)
    assert (found.cache.min_failures, found.cache.min_time) == (5, 7 * DAY)
    assert found.cache.keep == 30 * DAY
    assert found.providers.enabled == ("github", "pypi")
    assert found.providers.gitlab_hosts == ("gitlab.com", "git.acme.example")
    public, own = found.providers.github_servers
    assert public == GitHubServer()
    assert own == GitHubServer("https://ghe.acme.example/api/graphql")
    assert public.token_names({}) == ("GITHUB_TOKEN", "GH_TOKEN")
    assert own.token_names({}) == ("GH_ENTERPRISE_TOKEN",)


WRONG = [
    ("[links]\ntimout = 3", "2: links.timout: unknown key; did you mean `timeout`?"),
    ("[links]\nexclude = [{ hots = 'x' }]", "2: links.exclude.0.hots: unknown key; did you mean"),
    ("[links]\nexclude = [{ host = 'a', glob = 'b' }]", "2: links.exclude.0: should have exactly"),
    ("[links]\nexclude = [{ reason = 'a' }]", "2: links.exclude.0: should have exactly one of"),
    ("[links]\nexclude = ['a b']", "2: links.exclude.0: should be a host, such as a.example"),
    (
        "[[links.exclude]]\nhost = 'a'\n[[links.exclude]]\nregex = '('",
        "4: links.exclude.1.regex: invalid regular expression: missing ) (",
    ),
    ("[links]\nexclude = ['https://a.example', 3]", "2: links.exclude.1: should be a table"),
    ("[links.accept]\n'a.example' = [20]", "2: links.accept.a.example.0: should be at least 100"),
    ("[links.accept]\n'https://a.example' = [403]", "should be a host, such as a.example"),
    (
        "[links]\nremap = [{ regex = 'a', to = '\\9' }]",
        "2: links.remap.0.to: the pattern has no group 9",
    ),
    ("[links]\nremap = [{ regex = '(?=a)', to = '' }]", "2: links.remap.0.regex: lookahead and"),
    ("[links]\nremap = [{ regex = 'a' }]", "2: links.remap.0.to: is missing"),
    ("[links]\nconcurrency = 0", "2: links.concurrency: should be at least 1 and at most 1,000"),
    ("[links]\nretries = '2'", "2: links.retries: should be a whole number"),
    ("[links]\nproxy = 'no'", "2: links.proxy: should be true or false"),
    ("[links]\ntimeout = 'soon'", "2: links.timeout: should be a number of seconds, or a text"),
    ("[links]\ntimeout = true", "2: links.timeout: should be a number"),
    ("[links]\ntimeout = 0", "2: links.timeout: should be greater than 0"),
    ("[links]\ntimeout = inf", "2: links.timeout: should be greater than 0"),
    ("[links]\nmax-links = 0", "2: links.max-links: should be at least 1"),
    ("[links.cache]\nalive = -1", "2: links.cache.alive: should be at least 0"),
    ("[links.cache]\ngone = 1", "2: links.cache.gone: unknown key; "),
    (
        "[links.providers]\nenabled = ['githb']",
        "2: links.providers.enabled.0: unknown provider `githb`; did you mean `github`?",
    ),
    ("links = 3", "1: links: should be a table, not `3`"),
    ("[links.headers.'a.example']\n'X Y' = 'z'", "invalid header `X Y`"),
    ("[links.headers.'a.example']\nX = \"a\\r\\nHost: evil\"", "invalid header `X`"),
    ("[links.headers.'a.example']\nX = '${}'", "${} is not the name of an environment variable"),
    ("[links]\nuser-agent = 'é'", "2: links.user-agent: should be printable ASCII"),
    ("[links]\nallow-hosts = ['10.0.0.0/99']", "2: links.allow-hosts.0: should be a network such"),
    ("[links]\nca-file = '~nobody-here/x'", "2: links.ca-file: unknown home directory in"),
    ("[links]\nmax-body = 3", "2: links.max-body: unknown key"),
]


@pytest.mark.parametrize(("text", "expected"), WRONG, ids=[text for text, _ in WRONG])
def test_mistakes_are_reported_with_their_place(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        links(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'listlint.toml'}:")
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_place_in_a_pyproject(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text("[tool.listlint]\n\n[tool.listlint.links]\nretrys = 3\n")
    with pytest.raises(ConfigError, match=r"pyproject.toml:4: .*did you mean `retries`"):
        load_config(path)


@pytest.mark.parametrize(
    "text",
    [
        "[links.auth]\n'a.example' = 'me:hunter2'",
        "[links.headers.'a.example']\nAuthorization = 'Bearer hunter2'",
        "[links.headers.'a.example']\nCookie = 'session=hunter2'",
        "[links.headers.'a.example']\nX-Api-Key = 'hunter2'",
    ],
)
def test_secrets_come_from_the_environment_only_and_are_never_shown(
    tmp_path: Path, text: str
) -> None:
    with pytest.raises(ConfigError, match="secrets come from the environment only") as caught:
        links(tmp_path, text)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("name", ["GITHUB_TOKEN", "GH_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"])
def test_a_config_cannot_send_the_runners_token_elsewhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="for the runner's own API"):
        links(tmp_path, f"[links.headers.'a.example']\nX = '${{{name}}}'")
    with pytest.raises(ConfigError, match="for the runner's own API"):
        links(tmp_path, f"[links.auth]\n'a.example' = 'x:${{{name}}}'")
    server = f"api-url = 'https://a.example/graphql'\ntoken-env = ['{name}']"
    with pytest.raises(ConfigError, match="GITHUB_TOKEN and GH_TOKEN are for"):
        links(tmp_path, f"[[links.providers.github]]\n{server}")


def test_the_runner_of_an_enterprise_server_may_use_its_own_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_API_URL", "https://ghe.acme.example/api/v3")
    text = "[[links.providers.github]]\napi-url = 'https://ghe.acme.example/api/graphql'"
    (server,) = links(tmp_path, text).providers.github
    assert server.token_names(os.environ) == ("GITHUB_TOKEN", "GH_TOKEN")


def test_the_public_github_can_be_set_too(tmp_path: Path) -> None:
    text = "[[links.providers.github]]\ntoken-env = ['MY_TOKEN']"
    (server,) = links(tmp_path, text).providers.github_servers
    assert (server.page_host, server.token_env) == ("github.com", ("MY_TOKEN",))


def test_an_api_is_asked_by_https_only(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="api-url: should be an https URL"):
        links(tmp_path, "[[links.providers.github]]\napi-url = 'http://a.example/graphql'")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("90", 90), ("1.5s", 1.5), ("2m", 120), ("12h", 43_200), ("7 d", 604_800), ("1W", 604_800)],
)
def test_durations(text: str, expected: float) -> None:
    assert seconds(text) == expected
    assert seconds(in_words(expected)) == expected


@pytest.mark.parametrize("text", ["", "-1", "1y", "d", "inf", "nan", "1e9", "٣", "1" * 99])
def test_invalid_durations(text: str) -> None:
    with pytest.raises(ValueError, match="number of seconds"):
        seconds(text)


def test_the_schema_shows_every_key(tmp_path: Path) -> None:
    schema = json.loads(listlint("schema", cwd=tmp_path).out)
    keys = schema["definitions"]["LinkSettings"]["properties"]
    assert {"exclude", "per-host", "cache", "providers", "headers"} <= set(keys)
    assert keys["per-host"]["description"] == "Requests at a time to one host."
    assert keys["timeout"]["oneOf"] == [{"type": "string"}, {"type": "number"}]
    assert keys["timeout"]["exclusiveMinimum"] == 0
    assert "min-failures" in schema["definitions"]["StoreSettings"]["properties"]
    assert "resolve" not in json.dumps(schema)


@pytest.mark.parametrize("pattern", ["*a*a*a*a*a*a*a*a*b", "*" * 60 + "b", "[a-z]*" * 30 + "1"])
def test_hostile_globs_end(pattern: str) -> None:
    urls = Filter([UrlPattern(glob=f"https://{pattern}")], date(2026, 1, 1))
    assert not urls.match("https://" + "a" * 100_000, "a")


def test_hostile_expressions_end() -> None:
    urls = Filter([UrlPattern(regex="(a+)+$")], date(2026, 1, 1))
    assert not urls.match("https://" + "a" * 100_000 + "!", "a")
    remap = Remap([RemapRule(regex="(a|a)*b", to="")])
    assert remap("a" * 100_000) == "a" * 100_000
