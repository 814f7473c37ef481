"""Verdicts as text: for messages between processes, and for the state of a run."""

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, asdict, fields
from typing import Any

from listlint.urls.verdict import Evidence, Repository, Verdict, VerdictKind

_DEFAULTS = {field.name: field.default for field in fields(Verdict) if field.default is not MISSING}


def dump(verdict: Verdict) -> str:
    """Return a verdict as JSON, without the values that are defaults."""
    values = {
        name: value
        for name in Verdict.__dataclass_fields__
        if (value := getattr(verdict, name)) != _DEFAULTS.get(name, MISSING)
    }
    if verdict.repository is not None:
        values["repository"] = asdict(verdict.repository)
    return json.dumps(values)


def load(text: str) -> Verdict:
    """Return the verdict that `dump` wrote."""
    values: dict[str, Any] = json.loads(text)
    if repository := values.get("repository"):
        values["repository"] = Repository(**repository)
    values["hops"] = tuple(values.get("hops", ()))
    kind, evidence = VerdictKind(values.pop("kind")), Evidence(values.pop("evidence"))
    return Verdict(kind=kind, evidence=evidence, **values)


def pack(texts: Iterable[str]) -> bytes:
    """Return JSON texts compressed, one a line."""
    return zlib.compress("\n".join(texts).encode("utf-8", "surrogatepass"), 1)


def unpack(data: bytes) -> list[str]:
    """Return the texts that `pack` was given."""
    whole = zlib.decompress(data).decode("utf-8", "surrogatepass")
    return whole.split("\n") if whole else []


def by_url(data: bytes) -> Mapping[str, Verdict]:
    """Return packed verdicts by their URLs."""
    return {verdict.url: verdict for verdict in map(load, unpack(data))}
