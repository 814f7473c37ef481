"""Dependencies are used by their documented interface only, and one name means one thing."""

import ast
import sys
import types
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "listlint"
DOCUMENTED = frozenset(
    {
        "aiohttp",
        "aiohttp.abc",
        "click",
        "click.exceptions",
        "click.shell_completion",
        "dask",
        "dask.config",
        "distributed",
        "idna",
        "jinja2",
        "lsprotocol",
        "lsprotocol.types",
        "mistune",
        "packaging.licenses",
        "platformdirs",
        "pydantic",
        "pydantic_core",
        "pydantic_core.core_schema",
        "python_socks",
        "python_socks.async_.asyncio",
        "pygls.capabilities",
        "pygls.lsp.server",
        "pygls.uris",
        "re2",
        "wcwidth",
        "yarl",
    }
)
"""Modules that the documentation of a dependency says to import from."""
MODULES = sorted(SOURCE.rglob("*.py"))


def _is_third_party(module: str) -> bool:
    top = module.partition(".")[0]
    return top not in sys.stdlib_module_names and top != "listlint"


def _uses(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield what a module uses of dependencies: the module, and a name of it or nothing."""
    modules: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if _is_third_party(alias.name):
                    modules[alias.asname or alias.name.partition(".")[0]] = alias.name
                    yield alias.name, ""
        elif isinstance(node, ast.ImportFrom) and node.module and _is_third_party(node.module):
            for alias in node.names:
                yield node.module, alias.name
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            module = modules.get(node.value.id) if isinstance(node.value, ast.Name) else None
            if module:
                yield module, node.attr


def _problem(module: str, name: str) -> str:
    if module not in DOCUMENTED:
        return f"{module} is not documented"
    if not name:
        return ""
    if isinstance(getattr(import_module(module), name, None), types.ModuleType):
        return _problem(f"{module}.{name}", "")
    public = getattr(import_module(module), "__all__", (name,))
    return "" if name in public and not name.startswith("_") else f"{module}.{name} is not public"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_only_documented_names(path: Path) -> None:
    uses = set(_uses(ast.parse(path.read_text("utf-8"))))
    assert [problem for use in sorted(uses) if (problem := _problem(*use))] == []


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("from aiohttp import ClientSession", ""),
        ("from aiohttp.client_proto import ResponseHandler", "aiohttp.client_proto is not"),
        ("import aiohttp\naiohttp.client_proto.ResponseHandler", "aiohttp.client_proto is not"),
        ("import aiohttp as http\nhttp._x", "aiohttp._x is not public"),
        ("from yarl import _url", "yarl._url is not"),
        ("import unknown", "unknown is not documented"),
    ],
)
def test_other_names_are_found(code: str, problem: str) -> None:
    problems = [found for use in _uses(ast.parse(code)) if (found := _problem(*use))]
    assert problems == [] if not problem else problem in problems[0]


def test_no_two_classes_have_one_name() -> None:
    """But for `Options`: that is the name of the options of each rule and each kind."""
    names = [
        node.name
        for path in MODULES
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef) and node.name != "Options"
    ]
    assert [name for name, count in Counter(names).items() if count > 1] == []
