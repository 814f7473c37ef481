"""Kinds: the Python behind rules. One module a kind; CONTRIBUTING.md says how to write one.

A kind is a frozen dataclass of parameters, the cases that it tells apart, and a pure function
from a listing to hits. Kinds never import one another.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from listlint.text import Fix, Related, Span

if TYPE_CHECKING:  # the index of rules needs no parser
    from listlint.listing import Listing

ENTRY_POINT_GROUP = "listlint.kinds"


@dataclass(frozen=True, slots=True)
class Hit:
    """One place that breaks a rule.

    `case` picks the message of the rule's page, `values` fill its placeholders.
    """

    case: str
    span: Span
    values: Mapping[str, str] = field(default_factory=dict)
    fix: Fix | None = None
    url: str | None = None
    related: tuple[Related, ...] = ()


@dataclass(frozen=True, slots=True)
class Learned:
    """A habit of a list, as a kind tells of it to `listlint init`.

    `value` of `parameter` would pin it; `agreeing` of `total` follow it already; `what` names
    them in the plural and says what they do: "descriptions end with a full stop".
    """

    parameter: str
    value: str | int | bool
    agreeing: int
    total: int
    what: str


@dataclass(frozen=True, slots=True)
class NoParameters:
    """The parameters of a kind that has nothing to set."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kinds module offers, as `KIND`.

    `cases` maps each case to the names that its message may use; `check` yields the hits of a
    listing for an instance of `parameters`; `wants_links` tells that it reads verdicts;
    `habits` yields what the list does already and a parameter could pin.
    """

    parameters: type[Any]
    cases: Mapping[str, tuple[str, ...]]
    check: Callable[["Listing", Any], Iterator[Hit]]
    wants_links: bool = False
    wants_https: bool = False
    wants_fragments: bool = False
    habits: Callable[["Listing", Any], Iterator[Learned]] | None = None


class UnknownKindError(LookupError):
    """No kind has that name."""


def kind_names() -> list[str]:
    """Return the names of the kinds that come with listlint."""
    return sorted(module.name.replace("_", "-") for module in iter_modules(__path__))


def load_kind(name: str) -> Kind:
    """Return the kind called `name`, its module imported only now.

    Kinds of other distributions are found by their entry point in the group `listlint.kinds`.
    Raises `UnknownKindError`.
    """
    module = f"{__name__}.{name.replace('-', '_')}"
    if name.replace("-", "").isalnum() and find_spec(module) is not None:
        kind = import_module(module).KIND
    else:
        from importlib.metadata import entry_points  # costs more than all kinds together

        found = entry_points(group=ENTRY_POINT_GROUP, name=name)
        if not found:
            raise UnknownKindError(name)
        kind = next(iter(found)).load()
    if not isinstance(kind, Kind):
        raise UnknownKindError(name)
    return kind
