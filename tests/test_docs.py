"""The documentation is true: its examples run, its options and keys are those that there are."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from jsonschema import Draft7Validator

from command import listlint
from listlint.cli import COMMANDS, cli
from listlint.config.load import load_config
from listlint.config.models import Settings
from listlint.config.schema import config_schema
from listlint.schema import json_schema

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


@pytest.fixture(scope="module")
def schema() -> Draft7Validator:
    validator = Draft7Validator(config_schema())
    validator.check_schema(validator.schema)
    return validator


@pytest.mark.parametrize("text", CONFIGS)
def test_configs_load_and_fit_the_schema(
    tmp_path: Path, text: str, schema: Draft7Validator
) -> None:
    (tmp_path / "listlint.toml").write_text("")  # what the example of `extends` adds to
    path = tmp_path / "zh" / "listlint.toml"
    path.parent.mkdir()
    path.write_text(text)
    load_config(path)
    schema.validate(json.loads(json.dumps(tomllib.loads(text), default=str)))


@pytest.mark.parametrize(
    "text",
    [
        "offline = 'yes'",
        "conventions = { minimum = 1 }",
        "links = { timeout = 0 }",
        "links = { exclude = [3] }",
        "links = { accept = { 'a.example' = [20] } }",
        "rules = { duplicate-entry = { within = 'page' } }",
        "rules = { duplicate-entry = { withn = 'list' } }",
    ],
)
def test_the_schema_finds_mistakes(text: str, schema: Draft7Validator) -> None:
    assert not schema.is_valid(tomllib.loads(text))


def test_the_tables_of_options_are_current() -> None:
    tool = [sys.executable, str(ROOT / "tools" / "options.py"), "--check"]
    done = subprocess.run(tool, check=False, timeout=60)
    assert done.returncode == 0, "run `python tools/options.py`"


def test_every_table_of_a_config_is_documented() -> None:
    pages = "".join(page.read_text("utf-8") for page in PAGES)
    documented = set(re.findall(r"<!-- options: [\w.]+:(\w+) -->", pages))
    assert {"Settings", *json_schema(Settings)["$defs"]} - {"Preset"} <= documented


def options(command: click.Command) -> Iterator[str]:
    context = click.Context(command, help_option_names=["-h", "--help"])
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
