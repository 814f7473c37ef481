"""Patterns that are compiled when they are first used are right, and work as others do."""

import gc
import re
from importlib import import_module
from pkgutil import walk_packages

import pytest

import listlint
from listlint.diagnostics.regex import LazyPattern, regex


def test_every_pattern_can_be_compiled() -> None:
    for module in walk_packages(listlint.__path__, "listlint."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    patterns = [one for one in gc.get_objects() if isinstance(one, LazyPattern)]
    assert len(patterns) > 300
    for one in patterns:
        assert one.match


def test_a_pattern_is_compiled_when_it_is_first_used(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []
    monkeypatch.setattr(re, "compile", lambda *given: compiled.append(given) or COMPILED)
    pattern = regex("A+", re.IGNORECASE)
    assert pattern.pattern == "A+"
    assert compiled == []
    assert pattern.findall("aab A") == ["aa", "A"]
    assert pattern.sub("-", "aab") == "-b"
    assert compiled == [("A+", re.IGNORECASE)]


COMPILED = re.compile("A+", re.IGNORECASE)


def test_a_pattern_has_no_other_names() -> None:
    with pytest.raises(AttributeError):
        _ = regex("a").nothing
