"""Cut GitHub's published GraphQL schema down to what listlint's queries touch.

    npm pack @octokit/graphql-schema && tar xzf octokit-graphql-schema-*.tgz
    python tests/links/trim_schema.py package > tests/links/github_schema.graphql

A field that is kept keeps all its arguments; an interface or union keeps all its members.
Everything else is left out, descriptions and directives included.
"""

import json
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

from graphql import (
    DefinitionNode,
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    InterfaceTypeDefinitionNode,
    NamedTypeNode,
    ObjectTypeDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_ast_schema,
    get_named_type,
    is_abstract_type,
    parse,
    print_ast,
    validate,
    visit,
)

from listlint.links.providers import github
from listlint.links.providers.github_urls import target
from listlint.links.providers.graphql import Query, query

SAMPLES = (
    "https://github.com/octocat",
    "https://github.com/octocat/Hello-World",
    "https://github.com/octocat/Hello-World/blob/main/README.md",
    "https://github.com/octocat/Hello-World/issues/1",
    "https://github.com/octocat/Hello-World/discussions/1",
    "https://github.com/octocat/Hello-World/releases/tag/v1",
)


def every_query() -> str:
    """Return one query with every root field that the provider ever asks for."""
    fields: list[Query] = []
    for url in SAMPLES:
        t = target(url, "github.com")
        fields += (github._question(t), github._owner(t))
    return query(fields, github._PRELUDE)["query"]


class Touched(Visitor):
    """Collects the fields that a query selects, by the type that has them."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self._info = info
        self.fields: defaultdict[str, set[str]] = defaultdict(set)

    def enter_field(self, node: FieldNode, *_: object) -> None:
        if not node.name.value.startswith("__"):
            self.fields[self._info.get_parent_type().name].add(node.name.value)
        self.fields[get_named_type(self._info.get_type()).name].update()


def kept_fields(schema: GraphQLSchema, document: str) -> dict[str, set[str]]:
    """Return the names of the fields to keep by the name of their type."""
    tree = parse(document)
    if errors := validate(schema, tree):
        raise SystemExit("\n".join(map(str, errors)))
    info = TypeInfo(schema)
    touched = Touched(info)
    visit(tree, TypeInfoVisitor(info, touched))
    fields = touched.fields
    for name in list(fields):
        kind = schema.type_map[name]
        if is_abstract_type(kind):
            if hasattr(kind, "fields") and not fields[name]:
                fields[name].add(next(iter(kind.fields)))
            for member in schema.get_possible_types(kind):
                fields[member.name] |= fields[name] or {"id"}
    return fields


def cut(definition: DefinitionNode, fields: dict[str, set[str]]) -> DefinitionNode:
    """Return `definition` with nothing but its name and the fields to keep."""
    definition = bare(definition)
    if not isinstance(definition, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
        return definition
    kept = fields[definition.name.value]
    return replace(
        definition,
        interfaces=tuple(i for i in definition.interfaces or () if i.name.value in fields),
        fields=tuple(
            replace(bare(field), arguments=tuple(map(bare, field.arguments or ())))
            for field in definition.fields
            if field.name.value in kept
        ),
    )


def bare(node: Any) -> Any:
    """Return `node` without description and directives."""
    return replace(node, description=None, directives=())


def named(definition: DefinitionNode) -> set[str]:
    """Return the names of all types that `definition` refers to."""
    found: set[str] = set()

    class Names(Visitor):
        def enter_named_type(self, node: NamedTypeNode, *_: object) -> None:
            found.add(node.name.value)

    visit(definition, Names())
    return found


def trim(tree: DocumentNode, fields: dict[str, set[str]]) -> str:
    """Return the source of the types in `fields`, and of the leaf types that they refer to."""
    definitions = {d.name.value: d for d in tree.definitions if getattr(d, "name", None)}
    kept = {name: cut(definitions[name], fields) for name in fields if name in definitions}
    leaves = set().union(*map(named, kept.values())) & definitions.keys() - kept.keys()
    kept |= {name: cut(definitions[name], fields) for name in leaves}
    return "\n\n".join(print_ast(kept[name]) for name in sorted(kept))


def main(package: Path) -> None:
    about = json.loads((package / "package.json").read_text())
    tree = parse((package / "schema.graphql").read_text())
    fields = kept_fields(build_ast_schema(tree, assume_valid=True), every_query())
    head = (
        f"# GitHub's GraphQL schema, as {about['name']} {about['version']} publishes it\n"
        f"# ({about['license']} license, Copyright (c) GitHub 2025),\n"
        "# cut by tests/links/trim_schema.py to what listlint's queries touch.\n"
    )
    sys.stdout.write(f"{head}\n{trim(tree, fields)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
