"""Right words, known misspellings and suggestions."""

from importlib.metadata import requires
from itertools import accumulate

import pytest

from limits import steps
from listlint.language.spelling import (
    Misspellings,
    SortedWords,
    Vocabulary,
    edits1,
    speller,
    transpositions,
)

RIGHT = (
    "colour color organise organize kubernetes tokenizer quantization finetune dotfiles hackable "
    "serverless dataset multimodal crosslingual customizable json async biomedical repo "
    "workgroup unmockable changelogs retries subcommands dialogue dialog"
)


@pytest.mark.parametrize("word", RIGHT.split())
def test_words_of_technical_lists_are_right(word: str) -> None:
    assert speller().is_right(word)
    assert not speller().known(word)
    assert not speller().suggest(word)


@pytest.mark.parametrize(
    ("word", "wanted"),
    [("futhermore", ("furthermore",)), ("teh", ("the",)), ("calander", ("calendar", "colander"))],
)
def test_known_misspellings_have_corrections(word: str, wanted: tuple[str, ...]) -> None:
    assert speller().known(word) == wanted


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("satefy", "safety"),  # same letters, same ends
        ("perfomence", ""),  # two errors
        ("databsae", "database"),
        ("interdace", "interface"),  # a neighbor on the keyboard
        ("serrver", "server"),
        ("liqour", "liquor"),  # a rare word, but transposed letters
    ],
)
def test_suggestions_are_common_words(word: str, wanted: str) -> None:
    assert speller().suggest(word) == ((wanted,) if wanted else ())


def test_short_words_and_other_first_letters_have_no_suggestions() -> None:
    assert not speller().suggest("serer")
    assert all(near[0] == "s" for near in edits1("server"))
    assert set(transpositions("abcd")) == {"acbd", "abdc"}


def test_remarks_in_the_dictionary_are_not_words() -> None:
    known = Misspellings(SortedWords("a->b\nc->d, e,\nF->g, disabled because of h\n", "->"))
    assert known.get("a") == ("b",)
    assert known.get("c") == ("d", "e")
    assert known.get("f") == ("g",)
    assert known.get("z") == ()


def test_the_vocabulary_keeps_its_classes_apart() -> None:
    vocabulary = Vocabulary.load()
    assert len(vocabulary.common) > 5_000
    rare = vocabulary.rare.lines.split()
    assert len(rare) > 100_000
    assert not vocabulary.common & vocabulary.used
    assert not (vocabulary.common | vocabulary.used).intersection(rare)
    assert all(map(vocabulary.has, rare[::1_000]))
    assert "open-source" in vocabulary.common


def test_the_dictionary_is_there_and_large() -> None:
    assert any("codespell" in requirement for requirement in requires("listlint") or ())
    assert Misspellings.load().get("seperate") == ("separate",)


def test_all_words_of_the_sorted_lists_are_found() -> None:
    rare = Vocabulary.load().rare
    words = rare.lines.split()
    assert [rare.find(word) for word in words] == list(accumulate(len(w) + 1 for w in words))
    known = Misspellings.load().words
    lines = known.lines.splitlines()
    for word, _, corrections in (line.partition("->") for line in lines):
        assert known.lines.startswith(f"{corrections}\n", known.find(word))


def test_words_are_found_at_both_ends_and_nowhere_else() -> None:
    words = SortedWords("ab->1\nAc->2\nb->3", "->")
    assert [words.find(word) for word in ("ab", "Ac", "b")] == [4, 10, 15]
    assert {words.find(word) for word in ("a", "abc", "ac", "ba", "c")} == {-1}
    assert SortedWords("").find("a") < 0


def test_loading_takes_no_step_per_word() -> None:
    speller.cache_clear()
    assert steps(speller) < 50_000  # it has more than 100,000 words


def test_misspelled_names_are_known_in_lower_case() -> None:
    assert speller().known("berkley") == ("Berkeley",)
    assert speller().known("bleutooth") == ("Bluetooth",)
