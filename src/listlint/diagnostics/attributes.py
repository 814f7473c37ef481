"""Names, values and docstrings of the attributes of dataclasses."""

from dataclasses import fields, is_dataclass
from typing import Any


def kebab(name: str) -> str:
    """Return the name of an attribute in TOML."""
    return name.replace("_", "-")


def field_values(instance: Any) -> dict[str, Any]:
    """Return the fields of a dataclass by name: what to pickle where properties are cached."""
    return {field.name: getattr(instance, field.name) for field in fields(instance)}


def docstrings(cls: type) -> dict[str, str]:
    """Return the docstring below each attribute of a dataclass, by name, inherited ones included.

    Reads the source, so the result is for documentation only.
    """
    import ast
    import inspect
    from itertools import pairwise
    from textwrap import dedent

    found: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        if not is_dataclass(base):
            continue
        (tree,) = ast.parse(dedent(inspect.getsource(base))).body
        for attribute, below in pairwise(tree.body if isinstance(tree, ast.ClassDef) else ()):
            match attribute, below:
                case (
                    ast.AnnAssign(target=ast.Name(id=name)),
                    ast.Expr(value=ast.Constant(value=str(text))),
                ):
                    found[name] = " ".join(text.split())
    return found
