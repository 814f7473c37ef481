"""The documentation is true: its examples run, its options and keys are those that there are."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from listlint.config.link_schema import CacheTable, GitHubTable, LinksTable, ProvidersTable
from listlint.config.table_schema import kebab

from command import listlint
from listlint.cli import COMMANDS, cli
from listlint.config.load import load_config
from listlint.config.schema import ConfigTable
from listlint.links import LinkSettings

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs").glob("*.md"))
FENCE = re.compile(r"^```(\w+)(?: (\w+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def fences(page: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield the label and the text of each fence of a language."""
    for match in FENCE.finditer((ROOT / "docs" / page).read_text("utf-8")):
        if match[1] == language:
            yield match[2] or "", match[3]


CONFIGS = [
    text
    for page in PAGES
    for _, text in fences(page.name, "toml")
    if "project" not in tomllib.loads(text)
]


@pytest.mark.parametrize("text", CONFIGS)
def test_configs_load(tmp_path: Path, text: str) -> None:
    path = tmp_path / "listlint.toml"
    path.write_text(text)
    load_config(path)


def test_every_key_is_documented() -> None:
    configuration = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    links = (ROOT / "docs" / "links.md").read_text("utf-8")
    for table in (LinksTable, CacheTable, ProvidersTable, GitHubTable):
        for name in table.model_fields:
            assert re.search(rf"^\[*(?:links\.)?(?:\w+\.)?{kebab(name)}\b", links, re.MULTILINE)
    for name in ConfigTable.model_fields:
        assert re.search(rf"^\[*{kebab(name)}\b", configuration, re.MULTILINE), name


def test_the_settings_of_links_are_the_defaults() -> None:
    settings = next(t for _, t in fences("links.md", "toml") if t.startswith("[links]"))
    told = tomllib.loads(settings)["links"]
    examples = {"exclude", "max-age", "budget", "remap", "accept", "headers", "auth", "providers"}
    given = LinksTable.model_validate({k: v for k, v in told.items() if k not in examples})
    assert given.settings(Path()) == LinkSettings()


def options(command: click.Command) -> Iterator[str]:
    context = click.Context(command)
    for parameter in command.get_params(context):
        yield from parameter.opts
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            if found := command.get_command(context, name):
                yield from options(found)


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md"], ids=lambda p: p.name)
def test_options_exist(page: Path) -> None:
    known = set(options(cli)) | {"--version", "--help"}
    for line in page.read_text("utf-8").splitlines():
        for command, rest in re.findall(r"\blistlint((?: [a-z]+)?)((?: [\w./=-]+)+)", line):
            assert not command or command.strip() in COMMANDS or "--" not in rest, line
            for option in re.findall(r"(?<!\S)--[a-z][a-z-]*", rest):
                assert option in known, line


def test_the_options_of_check_are_mentioned_somewhere() -> None:
    said = "".join(page.read_text("utf-8") for page in (*PAGES, ROOT / "README.md"))
    known = {o for o in options(cli) if o.startswith("--")}
    # What `--help` says all of.
    plain = {"--color", "--quiet", "--verbose", "--exit-zero", "--stdin-filename", "--help"}
    assert sorted(o for o in known - plain - {"--version"} if o not in said) == []


def test_json_examples_are_what_is_printed(tmp_path: Path) -> None:
    (_, text), *_ = fences("json.md", "markdown")
    (tmp_path / "README.md").write_text(text)
    expected = {label: json.loads(example) for label, example in fences("json.md", "json")}
    done = listlint("--offline", "--format", "json", cwd=tmp_path)
    assert json.loads(done.out) == expected["findings"]
    assert json.loads(listlint("export", cwd=tmp_path).out) == expected["export"]


def test_links_within_the_documentation_lead_somewhere() -> None:
    rules = "broken-path,broken-fragment,undefined-reference,malformed-link,malformed-url"
    paths = [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "README.md"]
    done = listlint("--offline", "--select", rules, *paths, cwd=ROOT)
    assert (done.code, done.err) == (0, ""), done.out
