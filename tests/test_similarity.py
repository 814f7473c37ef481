"""The most similar of many names, in a time that does not grow with their number."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listlint.language import similarity
from listlint.language.similarity import SimilarNames, closest_match

NAMES = [
    f"{first}-{second}"
    for first in ("tools", "lists", "books", "games", "maps")
    for second in ("for-work", "for-school", "in-other-languages", "and-more", "on-paper")
]


def misspelled(name: str, rng: random.Random) -> str:
    at = rng.randrange(len(name) - 1)
    return rng.choice(
        (
            name[:at] + name[at + 1 :],
            name[:at] + "x" + name[at:],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        )
    )


def test_finds_what_a_comparison_with_every_name_finds() -> None:
    rng = random.Random(0)
    index = SimilarNames(NAMES)
    for name in NAMES * 5:
        typo = misspelled(name, rng)
        assert index.closest(typo, 0.75) == closest_match(typo, NAMES, 0.75)


@pytest.mark.parametrize("name", ["", "zzz", "x" * 1_000, "tools"])
def test_none_is_similar_enough(name: str) -> None:
    assert SimilarNames(NAMES).closest(name, 0.75) is None
    assert SimilarNames([]).closest(name, 0.75) is None


@given(st.text("ab-", max_size=12), st.lists(st.text("ab-", max_size=12), max_size=8))
def test_what_is_found_is_similar(name: str, names: list[str]) -> None:
    found = SimilarNames(names).closest(name, 0.75)
    assert found is None or found == closest_match(name, [found], 0.75)


def test_few_names_are_compared_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []

    def count(name: str, known: list[str], likeness: float) -> str | None:
        compared.append(len(known))
        return closest_match(name, known, likeness)

    monkeypatch.setattr(similarity, "closest_match", count)
    names = [f"section-about-{number}" for number in range(5_000)]
    index = SimilarNames(names)
    assert index.closest("section-abuot-4321", 0.75) == "section-about-4321"
    assert index.closest("s" * 121, 0.75) is None
    assert compared == [5]
