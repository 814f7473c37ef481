"""Paths to sources: each refusal is one clear line, whatever the file system holds."""

import os
import sys
from pathlib import Path

import pytest

from listlint.sources.files import LIMIT, SourceError, anchors_beside, exists_beside, find, read

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX file system")
not_root = pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read anything"
)


def refused(path: Path) -> str:
    with pytest.raises(SourceError) as error:
        read(path, "-")
    message = str(error.value)
    assert "\n" not in message
    assert path.name in message
    return message


def test_text_comes_as_it_is(tmp_path: Path) -> None:
    raw = b"\xef\xbb\xbf# A\r\n\xff\n"
    path = tmp_path / "README.md"
    path.write_bytes(raw)
    source = read(path, "-")
    assert source.raw == raw
    assert source.bom
    assert source.text == "# A\r\n\udcff\n"
    assert source.encode(source.text) == raw


def test_missing(tmp_path: Path) -> None:
    assert "does not exist" in refused(tmp_path / "nothing.md")


def test_folder(tmp_path: Path) -> None:
    assert "not a regular file" in refused(tmp_path)


@posix
@not_root
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "secret.md"
    path.write_text("# A\n")
    path.chmod(0)
    assert "permission denied" in refused(path)


@posix
def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe.md"
    os.mkfifo(path)
    assert "not a regular file" in refused(path)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("# Title\n".encode("utf-16"), "UTF-16"),
        (bytes(range(256)) * 9 + bytes(99), "binary"),
        (b"\0" * 100, "binary"),
    ],
)
def test_no_text(tmp_path: Path, raw: bytes, words: str) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(raw)
    assert words in refused(path)


def test_fifty_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "large.md"
    with path.open("wb") as stream:
        stream.truncate(50 * 2**20)
    assert f"larger than {LIMIT // 2**20} MB" in refused(path)


@posix
def test_link_to_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n")
    link = tmp_path / "README.md"
    link.symlink_to("a.md")
    assert read(link, "-").text == "# A\n"


@posix
def test_broken_and_circular_links(tmp_path: Path) -> None:
    (tmp_path / "broken.md").symlink_to("nothing.md")
    (tmp_path / "circle.md").symlink_to("circle.md")
    refused(tmp_path / "broken.md")
    refused(tmp_path / "circle.md")


def test_name_with_a_nul(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        read(tmp_path / "a\0b.md", "-")


@pytest.mark.parametrize("name", ["README.md", "readme.md", "Readme.markdown", ".github/README.md"])
def test_folder_means_its_readme(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("# A\n")
    assert list(find([str(tmp_path)])) == [path]
    monkeypatch.chdir(tmp_path)
    assert [p.resolve() for p in find([]) if p] == [path.resolve()]


def test_folder_without_a_readme(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no README\.md"):
        list(find([str(tmp_path)]))


def test_globs_and_doubles(tmp_path: Path) -> None:
    for name in ("b.md", "a.md", "c.txt"):
        (tmp_path / name).write_text("x")
    found = list(find([str(tmp_path / "*.md"), str(tmp_path / "a.md"), "-"]))
    assert found == [tmp_path / "a.md", tmp_path / "b.md", None]
    with pytest.raises(SourceError, match="no file matches"):
        list(find([str(tmp_path / "*.rst")]))


def test_what_lies_beside(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a b.md").write_text("x")
    exists = exists_beside(tmp_path / "README.md")
    assert exists("docs/a b.md")
    assert exists("/docs")
    assert exists("docs/../docs/./a b.md")
    assert exists("docs/c.md") is False
    assert exists("../../issues") is None
    assert exists("a\0b") is False
    assert exists("x" * 5000) is False


@pytest.mark.parametrize("name", ["README.rst", "README.adoc", "readme.ORG"])
def test_other_markup_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("Awesome\n=======\n")
    assert refused(path).endswith("; listlint reads Markdown only")


def test_anchors_of_other_pages(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text(
        '[remote "origin"]\n\turl = git@github.com:Ann/Ants.git\n'
    )
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a b.md").write_text("## Red Ants\n")
    (tmp_path / "docs" / "page.html").write_text('<p id="There">Ant</p>')
    (tmp_path / "docs" / "ant.py").write_text("## Red Ants\n")
    readme = tmp_path / "README.md"
    readme.write_text("# Ants\n")
    anchors = anchors_beside(readme)
    assert anchors("docs/a%20b.md#x") == {"red-ants"}
    assert anchors("/docs/page.html#gone") == {"there"}
    assert anchors("https://github.com/ann/ants#x") == {"ants"}
    assert anchors("https://github.com/ann/ants/blob/main/README.md#x") == {"ants"}
    for unknown in (
        "docs/ant.py#x",
        "docs#x",
        "gone.md#x",
        "../other.md#x",
        "?a#x",
        "mailto:a@b.c",
    ):
        assert anchors(unknown) is None
    for other in ("ann/bees", "ann/ants/issues", "ann/ants/blob/v1/README.md"):
        assert anchors(f"https://github.com/{other}#x") is None
