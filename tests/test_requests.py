"""The verdict on each of many pull requests to one repository, as the action gives it."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from listlint.action.__main__ import main
from repository import Repository, clone, plain_environment
from runner import command_of

EVENTS = Path(__file__).parent / "events"
ENTRIES = "".join(
    f"- [{name}](https://{name.lower()}.example/) - Boils water for {name} tea.\n"
    for name in ("Copper", "Iron", "Silver", "Whistler", "Gooseneck", "Samovar")
)
DEBT = "- [Old](https://old.example/) - Has this this fault for years.\n"
LIST = f"""# Teapots

See the [rules](docs/rules.md) and [kettles](#kettles).

## Contents

- [Kettles](#kettles)
- [Cups](#cups)

## Kettles

{ENTRIES}{DEBT}
## Cups

| Name | Color |
| --- | --- |
| [Mug](https://mug.example/) | blue |
| [Bowl](https://bowl.example/) | white |
| [Glass](https://glass.example/) | none |

```sh
brew install teapot
```

Read [the guide][guide].

[guide]: https://guide.example/
"""
GOOD = "- [Gong](https://gong.example/) - Rings when the tea is ready.\n"
BAD = "- [New](https://new.example/) - Came with the the request.\n"
LATER = "- [Later](https://later.example/) - Was was merged meanwhile.\n"


def after(entry: str, text: str = LIST) -> str:
    """Return the list with an entry more."""
    return text.replace(DEBT, DEBT + entry)


Change = Callable[[Repository], None]


def writes(text: str, name: str = "README.md") -> Change:
    return lambda repository: str(repository.write(text, name)) and None


def replaces(old: str, new: str) -> Change:
    assert LIST.count(old) == 1, old
    return writes(LIST.replace(old, new))


def both(*changes: Change) -> Change:
    def change(repository: Repository) -> None:
        for one in changes:
            one(repository)

    return change


def removes(name: str) -> Change:
    return lambda repository: (repository.folder / name).unlink()


def links_out(repository: Repository) -> None:
    secret = repository.folder.parent / "secret.md"
    secret.write_text("- [Secret](https://s.example) - Is the the token.\n")
    removes("README.md")(repository)
    (repository.folder / "README.md").symlink_to(secret)


def lays_trap(repository: Repository) -> None:
    for name in ("listlint/__init__.py", "sitecustomize.py", "json.py", "aiohttp.py"):
        repository.write("raise SystemExit('pwned')\n", name)
    repository.write(after(GOOD))


FORGED = '{"version": 1, "findings": {"README.md": {"' + "0" * 32 + '": "repeated-word: x"}}}'
HOSTILE = "- [::error::pwned](https//x.example/) - Came ##[error]pwned @everyone.\n"


@dataclass(frozen=True)
class Request:
    """A pull request: what it changes, how it is checked, and the rules that must report it.

    `base` is what is merged into the base after it was opened. Without `rules` it must pass; `None`
    for what must be refused.
    """

    change: Change
    rules: frozenset[str] | None = frozenset()
    how: str = "merge"
    base: Change | None = None


def fails(change: Change, *rules: str, how: str = "merge", base: Change | None = None) -> Request:
    return Request(change, frozenset(rules), how, base)


STALE = writes(after(LATER))
REQUESTS = {
    # Good: they pass, although the list has an old finding.
    "adds an entry": Request(writes(after(GOOD))),
    "adds a row": Request(
        replaces("| none |\n", "| none |\n| [Vat](https://vat.example/) | red |\n")
    ),
    "removes an entry": Request(replaces(ENTRIES.splitlines(keepends=True)[1], "")),
    "fixes the old finding": Request(replaces("this this", "this")),
    "moves the old finding": Request(
        writes(LIST.replace(DEBT, "").replace(ENTRIES, DEBT + ENTRIES))
    ),
    "renames a section and its links": Request(
        writes(LIST.replace("Kettles", "Boilers").replace("kettles", "boilers"))
    ),
    "changes another file": Request(writes("Be kind.\n", "docs/rules.md")),
    "changes nothing": Request(lambda _: None),
    # Bad.
    "adds a repeated word": fails(writes(after(BAD)), "repeated-word"),
    "adds a duplicate": fails(
        writes(after("- [Tin](https://iron.example) - Is iron, too.\n")), "duplicate-entry"
    ),
    "adds a URL with a typo": fails(
        writes(after(GOOD.replace("https:", "htps:"))), "malformed-url"
    ),
    "adds a link that is none": fails(writes(after(GOOD.replace("](", "] ("))), "malformed-link"),
    "renames a heading": fails(replaces("## Cups\n", "## Mugs\n"), "toc-mismatch"),
    "removes the delimiter row": fails(replaces("| --- | --- |\n", ""), "malformed-table"),
    "adds a header cell": fails(
        replaces("| Name | Color |", "| Name | Color | Size |"), "malformed-table"
    ),
    "splits the table": fails(replaces("| white |\n", "| white |\n\n"), "malformed-table"),
    "opens a comment": fails(
        replaces("## Cups\n", "<!-- to do\n\n## Cups\n"),
        "toc-mismatch",
        "unclosed-block",
    ),
    "leaves a fence open": fails(replaces("teapot\n```\n", "teapot\n"), "unclosed-block"),
    "removes a definition": fails(
        replaces("[guide]: https://guide.example/\n", ""), "undefined-reference"
    ),
    "removes a linked file": fails(removes("docs/rules.md"), "broken-path"),
    # Hostile.
    "ignores all by its config": fails(
        both(writes(after(BAD)), writes('ignore = ["*"]\n', "listlint.toml")), "repeated-word"
    ),
    "accepts all by its baseline": fails(
        both(
            writes(after(BAD)),
            writes('baseline = "b.json"\n', "listlint.toml"),
            writes(FORGED, "b.json"),
        ),
        "repeated-word",
    ),
    "brings code of its own": Request(lays_trap),
    "is a link to a secret": Request(links_out, None),
    "writes workflow commands": fails(writes(after(HOSTILE)), "malformed-url"),
    "is not text": Request(
        lambda repository: (
            str((repository.folder / "README.md").write_bytes(b"\xff\xfea\0")) and None
        ),
        None,
    ),
    # The base moved on after the request was opened: what it got is not the request's.
    "is good on a stale base": Request(writes(GOOD, "docs/more.md"), base=STALE),
    "is bad on a stale base": fails(
        replaces("| blue |", "| the the blue |"), "repeated-word", base=STALE
    ),
    "is rebased": Request(writes(after(GOOD, after(LATER))), how="rebased", base=STALE),
    "is checked with two commits": fails(
        replaces("| blue |", "| the the blue |"), "repeated-word", how="depth 2", base=STALE
    ),
    "is checked with one commit": Request(writes(after(GOOD)), None, how="depth 1"),
    # Forks, whose token cannot write, and the merge queue.
    "is good, from a fork": Request(writes(after(GOOD)), how="fork"),
    "is bad, from a fork": fails(writes(after(BAD)), "repeated-word", how="fork"),
    "is good, in the merge queue": Request(writes(after(GOOD)), how="queue", base=None),
    "is bad, in the merge queue": fails(
        replaces("| blue |", "| the the blue |"), "repeated-word", how="queue", base=STALE
    ),
}


def checkout(request: Request, folder: Path) -> tuple[Path, str, str]:
    """Make the repository and the checkout; return its folder, the event's name and the event."""
    repository = Repository(folder / "list")
    repository.write("Be kind.\n", "docs/rules.md")
    opened = repository.commit(LIST)
    repository.git("switch", "-q", "-c", "topic")
    if request.how == "rebased" and request.base:
        repository.git("switch", "-q", "main")
        request.base(repository)
        repository.commit()
        repository.git("switch", "-q", "topic")
        repository.git("rebase", "-q", "main")
    request.change(repository)
    head = repository.commit()
    repository.git("switch", "-q", "main")
    if request.base and request.how != "rebased":
        request.base(repository)
        repository.commit()
    base = repository.git("rev-parse", "HEAD").strip()
    repository.git("switch", "-q", "-c", "merge")
    repository.git("merge", "-q", "--no-ff", "-m", "Merge", head)
    name = "merge_group" if request.how == "queue" else "pull_request"
    event = (EVENTS / f"{name}.json").read_text()
    event = event.replace("BASE_SHA", base if name == "merge_group" else opened)
    event = event.replace("HEAD_SHA", head)
    where = repository.folder
    if request.how.startswith("depth"):
        where = clone(repository, folder / "clone", "--depth", request.how[-1])
    return where, name, event


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_each_request_gets_its_verdict(
    request_: Request,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    workspace, name, event = checkout(request_, tmp_path)
    files = {
        "GITHUB_EVENT_PATH": tmp_path / "event.json",
        "GITHUB_OUTPUT": tmp_path / "output",
        "GITHUB_STEP_SUMMARY": tmp_path / "summary",
    }
    files["GITHUB_EVENT_PATH"].write_text(event)
    environ = {
        **plain_environment(),
        **{key: str(path) for key, path in files.items()},
        "GITHUB_EVENT_NAME": name,
        "GITHUB_WORKSPACE": str(workspace),
        "GITHUB_API_URL": "http://127.0.0.1:9",
        "INPUT_COMMENT": "artifact" if request_.how == "fork" else "false",
        "INPUT_LINKS": "false",
        "PYTHONPATH": "",
        "RUNNER_TEMP": str(tmp_path / "temp"),
    }
    monkeypatch.chdir(tmp_path)  # the check changes it
    for key in os.environ:
        monkeypatch.delenv(key)
    for key, value in environ.items():
        monkeypatch.setenv(key, value)
    monkeypatch.setattr("sys.argv", ["listlint.action", "check"])
    refused = False
    try:
        main()
    except SystemExit:
        refused = True
    lines = capsys.readouterr().out.splitlines()
    commands = [command for line in lines if (command := command_of(line))]
    output = files["GITHUB_OUTPUT"].read_text() if files["GITHUB_OUTPUT"].exists() else ""
    outputs = dict(line.split("=", 1) for line in output.splitlines())
    failed = refused or outputs["failed"] == "true"
    found = {c.properties["title"] for c in commands if "line" in c.properties}
    if request_.rules is None:
        assert failed
        assert [c.name for c in commands] == ["error"], lines
        assert "the the" not in "".join(lines)
        return
    assert (failed, found) == (bool(request_.rules), request_.rules), lines
    assert {c.properties["file"] for c in commands if "file" in c.properties} <= {"README.md"}
    assert bool(outputs["comment"]) is (request_.how == "fork")
    if outputs["comment"]:
        message = json.loads(Path(outputs["comment"], "listlint.json").read_text())
        assert message["errors"] + message["warnings"] == len(request_.rules)
