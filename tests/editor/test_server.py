"""The language server, driven by a real client."""

import asyncio
import itertools
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities
from pytest_lsp.client import make_test_lsp_client

import listlint
from listlint.links.cache import open_store
from listlint.links.keys import keys_of
from listlint.links.policy import Hosts
from listlint.links.settings import LinkCheckOptions, StoreSettings
from listlint.server.positions import PositionMap
from listlint.urls.verdict import Evidence, Verdict, VerdictKind

pytestmark = pytest.mark.asyncio(loop_scope="module")
LIST = "# 工具 😀\n\n- [😀 Tool](htps://tool.example/) - Does the the things.\n"


def make_client() -> LanguageClient:
    """Return a client that applies edits, as editors do."""
    client = make_test_lsp_client()
    client.edits = []  # type: ignore[attr-defined]

    @client.feature(types.WORKSPACE_APPLY_EDIT)
    def apply(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        client.edits.append(params.edit)  # type: ignore[attr-defined]
        return types.ApplyWorkspaceEditResult(applied=True)

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(params: types.RegistrationParams) -> None:
        return None

    return client


@pytest_lsp.fixture(
    scope="module",
    config=ClientServerConfig(
        [sys.executable, str(Path(__file__).with_name("fake_network.py"))], make_client
    ),
)
async def client(lsp_client: LanguageClient) -> AsyncIterator[None]:
    capabilities = client_capabilities("visual-studio-code")
    await lsp_client.initialize_session(
        types.InitializeParams(capabilities, initialization_options={"trusted": True})
    )
    yield
    await lsp_client.shutdown_session()


class Editor:
    """A document in an editor."""

    versions = itertools.count(1)

    def __init__(self, client: LanguageClient, uri: str) -> None:
        self.client = client
        self.uri = uri
        self.text = ""
        self.diagnostics: list[types.Diagnostic] = []

    async def open(self, text: str, language: str = "markdown") -> list[str]:
        self.text = text
        item = types.TextDocumentItem(self.uri, language, next(self.versions), text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.findings()

    async def type(self, text: str) -> list[str]:
        self.text = text
        place = types.VersionedTextDocumentIdentifier(next(self.versions), self.uri)
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(place, [change]))
        return await self.findings()

    async def findings(self) -> list[str]:
        """Wait for the next findings of this document."""
        async with asyncio.timeout(60):
            while self.uri not in self.client.diagnostics:  # noqa: ASYNC110 - the client has no event
                await asyncio.sleep(0.005)
        found = self.client.diagnostics.pop(self.uri)
        self.diagnostics = list(found)
        return [f"{d.range.start} {d.code} {d.message}" for d in found]

    async def until(self, expected: list[str]) -> None:
        """Wait for these findings."""
        while await self.findings() != expected:
            pass

    def close(self) -> None:
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(self.id))

    @property
    def id(self) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri)

    async def actions(self, line: int, only: Sequence[str] | None = None) -> dict[str, Any]:
        span = types.Range(types.Position(line, 0), types.Position(line, 1_000))
        context = types.CodeActionContext([], only)
        found = await self.client.text_document_code_action_async(
            types.CodeActionParams(self.id, span, context)
        )
        return {action.title: action for action in found or ()}

    async def run(self, command: str, *arguments: Any) -> None:
        params = types.ExecuteCommandParams(command, arguments=[self.uri, *arguments])
        await self.client.workspace_execute_command_async(params)

    async def hover(self, line: int, character: int) -> str:
        params = types.HoverParams(self.id, types.Position(line, character))
        found = await self.client.text_document_hover_async(params)
        return found.contents.value if found else ""

    def applied(self, edit: types.WorkspaceEdit) -> str:
        """Return the text with an edit applied."""
        positions = PositionMap(self.text)
        (change,) = edit.document_changes
        assert change.text_document.uri == self.uri
        text = self.text
        for one in sorted(change.edits, key=lambda e: -positions.offset(e.range.start)):
            start, end = positions.offset(one.range.start), positions.offset(one.range.end)
            text = text[:start] + one.new_text + text[end:]
        return text

    def save(self) -> None:
        reason = types.TextDocumentSaveReason.Manual
        self.client.text_document_will_save(types.WillSaveTextDocumentParams(self.id, reason))
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(self.id))


@pytest.fixture
def editor(client: LanguageClient, tmp_path: Path) -> Iterator[Editor]:
    (tmp_path / "listlint.toml").write_text("[links.cache]\npath = 'links.db'\n")
    client.edits.clear()  # type: ignore[attr-defined]
    client.progress_reports.clear()
    editor = Editor(client, (tmp_path / "README.md").as_uri())
    yield editor
    editor.close()


async def test_findings_while_typing(editor: Editor) -> None:
    found = await editor.open(LIST)
    assert found == [
        "2:2 malformed-url misspelled URL scheme; expected `https://`",
        "2:41 repeated-word repeated word `the`",
    ]
    first, second = editor.diagnostics
    assert first.code_description.href == "https://listlint.github.io/listlint/rules/malformed-url/"
    assert (first.source, first.severity) == ("listlint", types.DiagnosticSeverity.Error)
    assert second.range.end == types.Position(2, 48)
    assert await editor.type(LIST.replace("the the", "the")) == found[:1]
    assert await editor.type(LIST.replace("htps", "https").replace("the the", "the")) == []


async def test_closed_documents_have_no_findings(editor: Editor) -> None:
    assert await editor.open(LIST)
    editor.close()
    assert await editor.findings() == []


async def test_other_languages_are_left_alone(editor: Editor, tmp_path: Path) -> None:
    other = types.TextDocumentItem((tmp_path / "a.toml").as_uri(), "toml", 1, LIST)
    editor.client.text_document_did_open(types.DidOpenTextDocumentParams(other))
    assert await editor.open(LIST)
    assert other.uri not in editor.client.diagnostics


async def test_untitled_documents(editor: Editor) -> None:
    untitled = Editor(editor.client, "untitled:Untitled-1")
    assert len(await untitled.open(LIST)) == 2


@pytest.mark.parametrize("mark", ["", "\ufeff"])
async def test_windows_line_ends_and_byte_order_mark(editor: Editor, mark: str) -> None:
    found = await editor.open(mark + LIST.replace("\n", "\r\n"))
    assert [line.split()[0] for line in found] == ["2:2", "2:41"]
    action = (await editor.actions(2))["Remove the second `the`"]
    fixed = LIST.replace("the the", "the").replace("\n", "\r\n")
    assert editor.applied(action.edit) == mark + fixed


async def test_fixes(editor: Editor) -> None:
    await editor.open(LIST + "\nlodash and Lodash\n")
    actions = await editor.actions(2)
    fix = actions["Write `https://tool.example/`"]
    assert fix.is_preferred
    assert editor.applied(fix.edit) == editor.text.replace("htps", "https")
    assert await editor.actions(0) == {"Fix all safe findings of listlint": actions.popitem()[1]}


async def test_unsafe_fixes_are_marked(editor: Editor) -> None:
    text = "<!-- listlint-disable-file repeated-word -->\n\n# List\n\nText.\n"
    await editor.open(text)
    action = (await editor.actions(0))["Remove the comment (unsafe)"]
    assert not action.is_preferred
    [finding] = editor.diagnostics
    assert list(finding.tags) == [types.DiagnosticTag.Unnecessary]


async def test_fix_all_does_what_the_command_line_does(editor: Editor) -> None:
    await editor.open(LIST)
    [action] = (await editor.actions(0, ["source.fixAll"])).values()
    fixed = listlint.fix(text=LIST).text
    assert action.kind == "source.fixAll.listlint"
    assert editor.applied(action.edit) == fixed != LIST
    await editor.run("listlint.fixAll")
    [edit] = editor.client.edits  # type: ignore[attr-defined]
    assert editor.applied(edit) == fixed


COMMENT = "<!-- listlint-disable-line malformed-url -- TODO: reason -->"
LINK = "[X](htps://x.example/)"
TABLE = "| a | b |\n| --- | --- |\n"


@pytest.mark.parametrize(
    ("text", "ignored"),
    [
        (f"- {LINK} - Is x.\n- B\n", f"- {LINK} - Is x. {COMMENT}\n- B\n"),
        (f"{TABLE}| {LINK} | y |\n", f"{TABLE}| {LINK} | y {COMMENT} |\n"),
        (f"# {LINK}\r\n\r\nText\r\n", f"# {LINK} {COMMENT}\r\n\r\nText\r\n"),
        (f"Text\n{LINK}  \nmore\n", f"Text\n{LINK} {COMMENT}  \nmore\n"),
    ],
)
async def test_ignore_with_a_reason(editor: Editor, text: str, ignored: str) -> None:
    await editor.open(text)
    [finding] = editor.diagnostics
    start = finding.range.start
    assert "Ignore malformed-url here, with a reason" in await editor.actions(start.line)
    await editor.run("listlint.ignore", "malformed-url", start.line, start.character)
    [edit] = editor.client.edits  # type: ignore[attr-defined]
    assert editor.applied(edit) == ignored
    assert await editor.type(ignored) == []
    selected = editor.client.shown_documents.pop().selection
    line = ignored.splitlines()[selected.start.line]
    assert line[selected.start.character : selected.end.character] == "TODO: reason"


async def test_what_cannot_be_ignored(editor: Editor) -> None:
    await editor.open(f"{LINK}\n")
    await editor.run("listlint.ignore", "dead-link", 0, 0)
    assert editor.client.edits == []  # type: ignore[attr-defined]
    assert "cannot be ignored" in editor.client.messages.pop().message


async def test_verdicts_come_from_the_cache(editor: Editor, tmp_path: Path) -> None:
    url = "https://gone.example/"
    dead = Verdict(url, VerdictKind.DEAD, Evidence.NOT_FOUND, "404 Not Found", 404)
    settings = LinkCheckOptions()
    with open_store(
        StoreSettings(), tmp_path / "links.db", key=keys_of(settings, Hosts(settings))
    ) as store:
        store.remember({url: dead}, time.time())
    assert await editor.open(f"- [Gone]({url}) - Was here.\n") == [
        f"0:2 dead-link dead link `{url}`: 404 Not Found"
    ]
    assert "Failing since 20" in await editor.hover(0, 4)
    await editor.type("- [New](https://new.example/) - Is new.\n")
    assert await editor.hover(0, 4) == "Not checked yet"
    assert editor.client.progress_reports == {}


async def test_links_are_requested_when_saved(editor: Editor) -> None:
    text = "- [Gone](https://gone.example/) - Was here.\n"
    assert await editor.open(text) == []
    assert await editor.type(f"{text}- [Ok](https://ok.example/) - Is here.\n") == []
    assert editor.client.progress_reports == {}
    editor.save()
    await editor.until(["0:2 dead-link dead link `https://gone.example/`: 404 Not Found"])
    [(begin, *reports, end)] = editor.client.progress_reports.values()
    assert begin.title == "Checking links of README.md"
    assert [report.message for report in reports] == ["1 of 2", "2 of 2"]
    assert end.kind == "end"
    assert (await editor.hover(0, 4)).startswith("**dead**: 404 Not Found")
    assert (await editor.hover(1, 4)).startswith("**alive**: 200 OK")
    assert await editor.hover(0, 40) == ""


async def test_requests_can_be_canceled(editor: Editor) -> None:
    text = "- [Slow](https://slow.example/) - Is slow.\n"
    await editor.open(text)
    editor.save()
    begin = await editor.client.wait_for_notification(types.PROGRESS)
    cancel = types.WorkDoneProgressCancelParams(begin.token)
    editor.client.window_work_done_progress_cancel(cancel)
    end = await editor.client.wait_for_notification(types.PROGRESS)
    assert (end.token, end.value["kind"]) == (begin.token, "end")
    assert await editor.type(text) == []


async def test_hover_on_ignore_comments(editor: Editor) -> None:
    comment = "<!-- listlint-disable-line repeated-word -- it is so -->"
    text = f"- [Tool](https://tool.example) - Does the the things. {comment}\n"
    assert await editor.open(text) == []
    page = "https://listlint.github.io/listlint/rules/repeated-word/"
    assert await editor.hover(0, 70) == (
        f"Ignores [repeated-word]({page}): Same word twice in a row  \nIn use"
    )
    await editor.type(text.replace("the the", "the"))
    assert (await editor.hover(0, 70)).endswith(
        "Unused ignore comment: no `repeated-word` finding here"
    )


async def test_symbols(editor: Editor) -> None:
    await editor.open("# List\n\n## 😀 One\n\n- [Tool](https://tool.example)\n\n## Two\n")
    params = types.DocumentSymbolParams(editor.id)
    [top] = await editor.client.text_document_document_symbol_async(params)
    one, two = top.children
    assert (top.name, one.name, two.name) == ("List", "😀 One", "Two")
    [entry] = one.children
    assert (entry.name, entry.detail) == ("Tool", "https://tool.example")
    assert one.selection_range.end == types.Position(2, 9)


async def test_config_changes_take_effect(editor: Editor, tmp_path: Path) -> None:
    config = tmp_path / "listlint.toml"

    def changed() -> None:
        event = types.FileEvent(config.as_uri(), types.FileChangeType.Changed)
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))

    assert len(await editor.open(LIST)) == 2
    config.write_text('ignore = ["repeated-word"]\n')
    changed()
    assert len(await editor.findings()) == 1
    config.write_text("ignore = 3\n")
    changed()
    [problem] = await editor.findings()
    assert problem == f"0:0 None {config}:1: ignore: should be a list, not `3`"
    config.write_text('exclude = ["README.md"]\n')
    changed()
    assert await editor.findings() == []


async def test_huge_documents_are_not_checked(editor: Editor) -> None:
    assert await editor.open("x" * (2**21 + 1)) == [
        "0:0 None not checked: longer than 2,097,152 characters"
    ]


async def test_each_folder_has_its_config(editor: Editor, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "listlint.toml").write_text('ignore = ["repeated-word"]\n')
    folder = types.WorkspaceFolder(other.as_uri(), "other")
    event = types.WorkspaceFoldersChangeEvent(added=[folder], removed=[])
    editor.client.workspace_did_change_workspace_folders(
        types.DidChangeWorkspaceFoldersParams(event)
    )
    assert len(await editor.open(LIST)) == 2
    assert len(await Editor(editor.client, (other / "tools.md").as_uri()).open(LIST)) == 1
