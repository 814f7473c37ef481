"""The language server: the documents of an editor, and what it requests of them."""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from listlint import __version__
from listlint.diagnostics.edits import Edit
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import Span
from listlint.server import messages
from listlint.server.actions import FIX_ALL, code_actions, in_range
from listlint.server.configs import configs_of
from listlint.server.hover import hover
from listlint.server.links import LinkProgress, is_permanent, request_links
from listlint.server.lint import (
    REASON,
    LintRequest,
    LintResult,
    fix_all,
    ignore_comment,
    lint_text,
)
from listlint.server.positions import PositionMap
from listlint.server.settings import ServerSettings
from listlint.sources.files import repository_root
from listlint.urls.verdict import Verdict

if TYPE_CHECKING:
    from listlint.linter.targets import Configs

T = TypeVar("T")

PAUSE = 0.01
"""Seconds between a change and its check, so that changes that come together are checked once."""
FAST = 0.2
"""Seconds of a check after which the pause is as long as the check took."""
LONGEST_PAUSE = 1.0
LANGUAGES = frozenset({"markdown", "gfm"})
EXTENSIONS = (".md", ".markdown", ".mdown", ".mkdn")
WARM_UP = "# List\n\n- [Tool](https://tool.example/) - A tool.\n"
"""A text that is linted first: rules and words are loaded before someone types."""
WATCHED = "**/*.toml"
"""Configs, and what they extend."""


@dataclass(eq=False)
class OpenDocument:
    """A document as the editor has it.

    `revision` counts changes of what its findings depend on; `checked` is the revision that
    `result` is of, and `seconds` how long that took. `verdicts` are those of its links, None for
    links that the cache does not have.
    """

    uri: str
    version: int
    text: str
    revision: int = 0
    checked: int = -1
    seconds: float = 0.0
    result: LintResult = field(default_factory=LintResult)
    positions: PositionMap = field(default_factory=lambda: PositionMap(""))
    verdicts: dict[str, Verdict | None] = field(default_factory=dict)
    lint_task: asyncio.Task[None] | None = None
    link_task: asyncio.Task[None] | None = None
    saved_by_hand: bool = True

    @property
    def path(self) -> Path | None:
        """Its path; None for one that is in no file."""
        name = to_fs_path(self.uri)
        return Path(name) if name else None


class ListlintServer(LanguageServer):
    """The server; its documents are checked one after the other, in a thread of their own."""

    def __init__(self) -> None:
        super().__init__(
            "listlint", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full
        )
        self.settings = ServerSettings()
        self.documents: dict[str, OpenDocument] = {}
        self._configs: dict[Path, Configs] = {}
        self._thread = ThreadPoolExecutor(1, "listlint-lint")

    def can(self, capability: str) -> bool:
        """Return whether the client has a capability."""
        return bool(get_capability(self.client_capabilities, capability, False))

    def log(self, message: str) -> None:
        """Write a line into the log of the editor."""
        self.window_log_message(types.LogMessageParams(types.MessageType.Warning, message))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log an error instead of showing it while someone types."""
        self.log(f"listlint: {error}")

    async def in_thread(self, work: Callable[..., T], *arguments: Any) -> T:
        """Return the result of work that takes time."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Start a task; an error in it is logged."""
        task = asyncio.create_task(work)
        task.add_done_callback(self._log_error)
        return task

    def _log_error(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            self.log(f"listlint: {error!r}")

    # --- Checking ----------------------------------------------------------------------------

    def refresh(self, document: OpenDocument) -> None:
        """Check a document after a change; changes that come together are checked once."""
        document.revision += 1
        if document.lint_task is None or document.lint_task.done():
            document.lint_task = self._start(self._lint(document))

    def refresh_all(self) -> None:
        """Check all documents again, with their configs read again."""
        self._configs.clear()
        for document in self.documents.values():
            document.verdicts = {}
            self.refresh(document)

    def forget_verdicts(self, document: OpenDocument) -> None:
        """Look up the links of a document again: the cache may have changed."""
        self._configs.clear()
        document.verdicts = {u: v for u, v in document.verdicts.items() if is_permanent(v)}

    async def current(self, uri: str) -> OpenDocument | None:
        """Return a document when its text has been checked."""
        document = self.documents.get(uri)
        while document and document.lint_task and not document.lint_task.done():
            await asyncio.wait({document.lint_task})
        return document if document and document.checked == document.revision else None

    async def _lint(self, document: OpenDocument) -> None:
        while document.checked != document.revision:
            long = document.seconds > FAST
            await asyncio.sleep(min(document.seconds, LONGEST_PAUSE) if long else PAUSE)
            revision = document.revision
            checked = await self.in_thread(
                _check, self._request(document), document.uri, self._encoding
            )
            document.seconds = checked[-1]
            if revision == document.revision:
                document.result, document.positions, diagnostics, _ = checked
                document.verdicts, document.checked = dict(document.result.verdicts), revision
                self.publish(document, diagnostics)

    def publish(self, document: OpenDocument, diagnostics: list[types.Diagnostic]) -> None:
        """Show findings in the editor."""
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(document.uri, diagnostics, document.version)
        )

    @property
    def _encoding(self) -> str:
        return self.workspace.position_encoding or types.PositionEncodingKind.Utf16

    def _request(self, document: OpenDocument) -> LintRequest:
        path, trusted = document.path, bool(self.settings.trusted)
        folder = self._folder(path)
        if folder not in self._configs:
            self._configs[folder] = configs_of(folder.resolve(), trusted)
        name = path.relative_to(folder).as_posix() if path else "untitled.md"
        return LintRequest(
            document.text,
            name,
            folder,
            path,
            self._configs[folder],
            trusted,
            dict(document.verdicts),
            use_cache=self.settings.links != "off",
        )

    def _folder(self, path: Path | None) -> Path:
        """Return the folder that a document belongs to."""
        uris = [folder.uri for folder in self.workspace.folders.values()]
        uris = uris or [self.workspace.root_uri or ""]
        folders = [Path(name) for uri in uris if (name := to_fs_path(uri))]
        if path is None:
            return next(iter(folders), Path.cwd())
        around = [folder for folder in folders if path.is_relative_to(folder)]
        root = repository_root(path)
        around += [root] if root and path.is_relative_to(root) and not around else []
        return max(around, key=lambda folder: len(folder.parts), default=path.parent)

    # --- Changing ----------------------------------------------------------------------------

    def workspace_edit(self, document: OpenDocument, edits: list[Edit]) -> types.WorkspaceEdit:
        """Return edits of a document as the client understands them."""
        changes = messages.text_edits(edits, document.positions)
        if not self.can("workspace.workspace_edit.document_changes"):
            return types.WorkspaceEdit(changes={document.uri: changes})
        place = types.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
        return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(place, changes)])

    async def fixed(self, document: OpenDocument) -> types.WorkspaceEdit | None:
        """Return the edit that applies all safe fixes, if there are any."""
        target = document.result.target
        if target is None:
            return None
        text = await self.in_thread(fix_all, target)
        changes = messages.changed_lines(target.context.text, text)
        edits: list[Edit] = await self.in_thread(list, changes)
        return self.workspace_edit(document, edits) if edits else None

    # --- Links -------------------------------------------------------------------------------

    def check_links(self, document: OpenDocument) -> None:
        """Request the links of a document; a check that is under way goes on."""
        if document.link_task is None or document.link_task.done():
            document.link_task = self._start(self._check_links(document))

    async def _check_links(self, document: OpenDocument) -> None:
        current = await self.current(document.uri)
        target = current.result.target if current else None
        urls = target.urls_to_check if target else ()
        if target is None or all(document.verdicts.get(url) for url in urls):
            return
        options = replace(target.link_options, trusted=bool(self.settings.trusted))
        async with LinkProgress(self, f"Checking links of {target.source.name}") as progress:
            found, lines = await request_links(urls, options, progress)
        for line in lines:
            self.log(f"listlint: {line}")
        document.verdicts |= found
        self.refresh(document)


def _check(
    request: LintRequest, uri: str, encoding: str
) -> tuple[LintResult, PositionMap, list[types.Diagnostic], float]:
    """Return the result of a check, what is shown of it, and the seconds that it took."""
    began = time.thread_time()
    result, positions = lint_text(request), PositionMap(request.text, encoding)
    found = messages.diagnostics(result.findings, positions, uri)
    if result.problem:
        found = [messages.problem(result.problem)]
    return result, positions, found, time.thread_time() - began


SERVER = ListlintServer()


def serve() -> None:
    """Serve one client on standard input and output."""
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints must not get into the protocol
    SERVER.start_io(stdin, stdout)
    os._exit(0)  # a check that is under way is not waited for


# --- Settings ------------------------------------------------------------------------------


@SERVER.feature(types.INITIALIZE)
def _initialize(ls: ListlintServer, params: types.InitializeParams) -> None:
    ls.settings = ls.settings.started(params.initialization_options)


@SERVER.feature(types.INITIALIZED)
async def _initialized(ls: ListlintServer, _params: types.InitializedParams) -> None:
    warm_up = LintRequest(
        WARM_UP,
        "README.md",
        Path.cwd(),
        None,
        configs_of(Path.cwd(), False),
        False,
        use_cache=False,
    )
    await ls.in_thread(lint_text, warm_up)
    if ls.can("workspace.did_change_watched_files.dynamic_registration"):
        watchers = [types.FileSystemWatcher(WATCHED)]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        registration = types.Registration("listlint-configs", method, options)
        await ls.client_register_capability_async(types.RegistrationParams([registration]))
    await _read_configuration(ls)


@SERVER.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
async def _configured(ls: ListlintServer, params: types.DidChangeConfigurationParams) -> None:
    ls.settings = ls.settings.updated(params.settings)
    await _read_configuration(ls)
    ls.refresh_all()


async def _read_configuration(ls: ListlintServer) -> None:
    if ls.can("workspace.configuration"):
        item = types.ConfigurationItem(section="listlint")
        params = types.ConfigurationParams([item])
        before = ls.settings
        for found in await ls.workspace_configuration_async(params):
            ls.settings = ls.settings.updated(found)
        if ls.settings != before:
            ls.refresh_all()


@SERVER.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
def _files_changed(ls: ListlintServer, _params: types.DidChangeWatchedFilesParams) -> None:
    ls.refresh_all()


@SERVER.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
def _folders_changed(ls: ListlintServer, _params: types.DidChangeWorkspaceFoldersParams) -> None:
    ls.refresh_all()


# --- Documents -----------------------------------------------------------------------------


@SERVER.feature(types.TEXT_DOCUMENT_DID_OPEN)
def _opened(ls: ListlintServer, params: types.DidOpenTextDocumentParams) -> None:
    one = params.text_document
    if one.language_id in LANGUAGES or one.uri.lower().endswith(EXTENSIONS):
        ls.documents[one.uri] = OpenDocument(one.uri, one.version, one.text)
        ls.refresh(ls.documents[one.uri])


@SERVER.feature(types.TEXT_DOCUMENT_DID_CHANGE)
def _changed(ls: ListlintServer, params: types.DidChangeTextDocumentParams) -> None:
    uri = params.text_document.uri
    if document := ls.documents.get(uri):
        document.text = ls.workspace.get_text_document(uri).source
        document.version = params.text_document.version
        ls.refresh(document)


@SERVER.feature(types.TEXT_DOCUMENT_WILL_SAVE)
def _will_save(ls: ListlintServer, params: types.WillSaveTextDocumentParams) -> None:
    if document := ls.documents.get(params.text_document.uri):
        document.saved_by_hand = params.reason is types.TextDocumentSaveReason.Manual


@SERVER.feature(types.TEXT_DOCUMENT_DID_SAVE)
def _saved(ls: ListlintServer, params: types.DidSaveTextDocumentParams) -> None:
    if document := ls.documents.get(params.text_document.uri):
        ls.forget_verdicts(document)
        ls.refresh(document)
        if ls.settings.network and document.saved_by_hand:
            ls.check_links(document)


@SERVER.feature(types.TEXT_DOCUMENT_DID_CLOSE)
def _closed(ls: ListlintServer, params: types.DidCloseTextDocumentParams) -> None:
    if document := ls.documents.pop(params.text_document.uri, None):
        for task in (document.lint_task, document.link_task):
            if task:
                task.cancel()
        ls.publish(document, [])


# --- Requests ------------------------------------------------------------------------------


@SERVER.feature(
    types.TEXT_DOCUMENT_CODE_ACTION,
    types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix, FIX_ALL]),
)
async def _code_actions(
    ls: ListlintServer, params: types.CodeActionParams
) -> list[types.CodeAction]:
    document = await ls.current(params.text_document.uri)
    if document is None:
        return []
    found, positions = document.result.findings, document.positions
    span = Span(positions.offset(params.range.start), positions.offset(params.range.end))
    actions = []
    for action, edits in code_actions(found, span, params.context.only, document.uri, positions):
        if edits:
            action.edit = ls.workspace_edit(document, edits)
        actions.append(action)
    fixes_all = next((action for action in actions if action.kind == FIX_ALL), None)
    if fixes_all and params.context.only:
        fixes_all.command, fixes_all.edit = None, await ls.fixed(document)
    return actions


@SERVER.command("listlint.fixAll")
async def _fix_all(ls: ListlintServer, uri: str) -> None:
    document = await ls.current(uri)
    edit = await ls.fixed(document) if document else None
    if edit:
        params = types.ApplyWorkspaceEditParams(edit, "Fix all with listlint")
        await ls.workspace_apply_edit_async(params)


@SERVER.command("listlint.ignore")
async def _ignore(ls: ListlintServer, uri: str, rule: str, line: int, character: int) -> None:
    document = await ls.current(uri)
    if document is None or document.result.target is None:
        return
    findings, positions = document.result.findings, document.positions
    offset = positions.offset(types.Position(line, character))
    found = in_range(findings, Span(offset, offset), rule)
    edit = None
    if found:
        edit = await ls.in_thread(ignore_comment, document.result.target, findings, found[0])
    if edit is None:
        message = f"`{rule}` cannot be ignored by a comment here; see [[exempt]] in the config"
        ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, message))
        return
    change = ls.workspace_edit(document, [edit])
    params = types.ApplyWorkspaceEditParams(change, f"Ignore {rule}")
    applied = await ls.workspace_apply_edit_async(params)
    if applied.applied and ls.can("window.show_document.support"):
        before, _, _ = edit.text.partition(REASON)
        start = positions.position(edit.span.start)
        start = types.Position(start.line, start.character + len(before))
        end = types.Position(start.line, start.character + len(REASON))
        await ls.window_show_document_async(
            types.ShowDocumentParams(uri, take_focus=True, selection=types.Range(start, end))
        )


@SERVER.feature(types.TEXT_DOCUMENT_HOVER)
async def _hover(ls: ListlintServer, params: types.HoverParams) -> types.Hover | None:
    document = await ls.current(params.text_document.uri)
    if document is None:
        return None
    offset = document.positions.offset(params.position)
    found = await ls.in_thread(hover, document.result, offset)
    if found is None:
        return None
    content = types.MarkupContent(types.MarkupKind.Markdown, found[1])
    return types.Hover(content, document.positions.range(found[0]))


@SERVER.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
async def _symbols(
    ls: ListlintServer, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol]:
    document = await ls.current(params.text_document.uri)
    if document is None or document.result.target is None:
        return []
    context = document.result.target.context
    return await ls.in_thread(messages.symbols, context, document.positions)
