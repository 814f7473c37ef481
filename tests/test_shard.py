"""Lists are divided among jobs: each is in exactly one, whatever else there is."""

from pathlib import Path

import pytest

from command import listlint
from listlint.sources.shard import Shard

NAMES = [f"lists/{number}.md" for number in range(400)]


def test_every_list_is_in_one_shard() -> None:
    parts = [[name for name in NAMES if Shard(number, 8).has(name)] for number in range(1, 9)]
    assert sorted(name for part in parts for name in part) == sorted(NAMES)
    assert all(30 <= len(part) <= 70 for part in parts)


def test_the_division_never_changes() -> None:
    assert [name for name in NAMES[:20] if Shard(3, 8).has(name)] == DIVIDED


DIVIDED = ["lists/6.md", "lists/12.md", "lists/13.md"]


@pytest.mark.parametrize("text", ["", "3", "0/8", "9/8", "3/0", "-1/2", "1/2/3", "a/b", "1/1001"])
def test_no_part_of_a_whole(text: str) -> None:
    done = listlint("check", "--shard", text)
    assert done.code == 2
    assert "--shard" in done.err


def test_shards_find_together_what_one_run_finds(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"{number}.md").write_text("# List\n\n- [A](htps://a.example) - Is is.\n")
    paths = sorted(path.name for path in tmp_path.iterdir())
    options = ("--offline", "--format", "concise", "--quiet")
    whole = listlint(*options, *paths, cwd=tmp_path)
    parts = [listlint(*options, "--shard", f"{n}/3", *paths, cwd=tmp_path) for n in (1, 2, 3)]
    assert whole.code == 1
    lines = sorted(line for done in parts for line in done.out.splitlines())
    assert lines == sorted(whole.out.splitlines())


def test_an_empty_shard_is_clean(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# List\n\n- [A](htps://a.example) - Is is.\n")
    done = [listlint("check", "--offline", "--shard", f"{n}/2", cwd=tmp_path) for n in (1, 2)]
    assert sorted(one.code for one in done) == [0, 1]
    assert any("has none of 1 list" in one.err for one in done)
