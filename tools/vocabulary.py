"""Make `src/listlint/language/data/vocabulary.txt`: `python tools/vocabulary.py SCOWL SUMMARIES…`.

SCOWL is the `final` directory of the Spell Checker Oriented Word Lists (in Debian's package
`scowl`: /usr/share/dict/scowl), SUMMARIES are tab-separated files whose last column is the
one-line summary of a software package. Only words and their frequencies are taken from them.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from listlint.language.spelling import DATA, Misspellings

# How many summaries must use a word: to be suggested for another word, or to be right.
COMMON, TECHNICAL, USED, COMPOUND = 60, 250, 15, 30
# A word that codespell calls misspelled is right if it is this often used, for each use of the
# word that codespell corrects it to: a variant that SCOWL knows, and any other word.
VARIANT, RIVAL = 0.1, 0.5
_SIZES = ("10", "20", "35", "40", "50", "55", "60", "70")
_KNOWN_PARTS = ("words", "upper", "proper-names", "abbreviations", "contractions")
_WORD = re.compile(r"[A-Za-z][A-Za-z']*(?:-[A-Za-z]+)*")


def dictionary(directory: Path) -> Iterator[str]:
    """Yield SCOWL's words up to size 70, every variety of English, in lower case."""
    for path in sorted(directory.iterdir()):
        part, _, size = path.name.rpartition(".")
        if size in _SIZES and part.endswith(_KNOWN_PARTS):
            for word in path.read_text("latin-1").split():
                if word.isascii() and not word.endswith("'s"):
                    yield word.lower()


def counts(files: Iterable[Path]) -> tuple[Counter[str], Counter[str]]:
    """Return the numbers of summaries with each word, and with each hyphenated compound."""
    words: Counter[str] = Counter()
    compounds: Counter[str] = Counter()
    seen: set[str] = set()
    for file in files:
        for line in file.open(encoding="utf-8", errors="replace"):
            summary = line.rstrip("\n").rpartition("\t")[2].replace("’", "'")
            if len(summary) < 12 or summary[:60].lower() in seen:
                continue
            seen.add(summary[:60].lower())
            for word in set(_WORD.findall(summary)):
                if word.islower():
                    words.update(word.split("-"))
                    compounds[word] += "-" in word
    return words, compounds


def main() -> None:
    """Write the vocabulary: common words, others that are used, the rest of the dictionary."""
    known = frozenset(dictionary(Path(sys.argv[1])))
    words, compounds = counts(map(Path, sys.argv[2:]))
    misspellings = Misspellings.load()

    def is_right(word: str) -> bool:
        wanted = misspellings.get(word)
        share = VARIANT if word in known else RIVAL
        return not wanted or words[word] >= share * max(words[w] for w in wanted)

    plain = {w for w in words if w.isalpha() and len(w) > 1}
    common = {w for w in plain if words[w] >= (COMMON if w in known else TECHNICAL) and is_right(w)}
    used = {w for w in plain if words[w] >= USED and is_right(w)} - common
    joined = {w for w, count in compounds.items() if count >= COMPOUND and is_right(w)}
    common |= {w for w in joined if all(part in common | used for part in w.split("-"))}
    rare = {w for w in known if w.isalpha() and is_right(w)} - common - used
    sections = ("\n".join(sorted(section)) for section in (common, used, rare))
    (DATA / "vocabulary.txt").write_text("\n\n".join(sections) + "\n", "utf-8")


if __name__ == "__main__":
    main()
