"""The house keeps its order: a module imports only from rooms above its own, one door a library."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "src" / "listlint"

ORDER = [
    ["ansi", "hints", "text", "words", "sequences", "identity", "spelling", "durations"],
    ["document"],
    ["entries", "verdict"],
    ["outline", "prose", "licenses", "retarget"],
    ["listing"],
    ["habits", "columns", "contents"],
    ["kinds"],
    ["rule"],
    ["web"],
    ["schema"],
    ["config", "suppress"],
    ["engine", "fixer", "files", "fingerprint", "git"],
    ["changes", "baseline", "past"],
    ["session", "starter"],
    ["report", "help"],
    ["export", "verdicts"],
    ["cli"],
    ["action"],
    ["__main__", "__init__"],
]
DOORS = {
    "mistune": {"document"},
    "aiohttp": {"web"},
    "click": {"cli"},
    "pydantic": {"schema", "config", "web"},
    "wcwidth": {"report", "kinds"},
    "packaging": {"licenses", "web"},
}
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}
MODULES = sorted(ROOT.rglob("*.py"))


def room(path: Path) -> str:
    first = path.relative_to(ROOT).parts[0]
    return first.removesuffix(".py")


def imported(path: Path) -> list[str]:
    """Return the absolute names that a module imports, wherever in it."""
    tree = ast.parse(path.read_text("utf-8"))
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            module = node.module or ""
            if module == "listlint":
                names += [f"listlint.{alias.name}" for alias in node.names]
            else:
                names.append(module)
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    own = room(path)
    for name in imported(path):
        if not name.startswith("listlint."):
            continue
        other = name.split(".")[1]
        if other == "__version__" or other == own:
            continue
        assert RANK[other] < RANK[own], f"{own} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_one_door_a_library(path: Path) -> None:
    for name in imported(path):
        library = name.split(".")[0]
        if library in DOORS:
            assert room(path) in DOORS[library], f"{path} imports {library}"


def test_kinds_never_import_one_another() -> None:
    for path in (ROOT / "kinds").glob("*.py"):
        for name in imported(path):
            assert not name.startswith("listlint.kinds."), f"{path.name} imports {name}"
