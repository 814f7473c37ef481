"""How long findings take after a keystroke: `python benchmarks/editor.py [LIST.md …]`.

Minimum and median of KEYS keystrokes in a list that the language server has open, from the change
to the findings, and the least CPU time of the server for one. Needs Linux and the extra `lsp`.
"""

import asyncio
import os
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient

KEYS = 20
TICKS = os.sysconf("SC_CLK_TCK")


def cpu(pid: int) -> float:
    """Return the CPU time of a process in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


async def measure(name: str, uri: str, text: str) -> None:
    client = LanguageClient("benchmark", "1")
    found: asyncio.Queue[int] = asyncio.Queue()

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def publish(params: types.PublishDiagnosticsParams) -> None:
        found.put_nowait(len(params.diagnostics))

    await client.start_io(sys.executable, "-m", "listlint", "server")
    server = client._server  # nothing else has its process
    assert server is not None
    await client.initialize_async(types.InitializeParams(types.ClientCapabilities()))
    client.initialized(types.InitializedParams())
    item = types.TextDocumentItem(uri, "markdown", 0, text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    count = await found.get()
    walls, cpus = [], []
    for key in range(1, KEYS + 1):
        await asyncio.sleep(0.2)  # a fast typist
        text += "x"
        change = types.TextDocumentContentChangeWholeDocument(text)
        place = types.VersionedTextDocumentIdentifier(key, uri)
        began, used = time.perf_counter(), cpu(server.pid)
        client.text_document_did_change(types.DidChangeTextDocumentParams(place, [change]))
        count = await found.get()
        walls.append(time.perf_counter() - began)
        cpus.append(cpu(server.pid) - used)
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()
    print(
        f"{name}: {len(text):,} characters, {count:,} findings: "
        f"{min(walls) * 1000:.0f} ms (median {statistics.median(walls) * 1000:.0f} ms), "
        f"{min(cpus) * 1000:.0f} ms CPU",
        flush=True,
    )


def main(lists: Sequence[str]) -> None:
    for path in map(Path, lists):
        asyncio.run(measure(path.name, path.resolve().as_uri(), path.read_text("utf-8")))


if __name__ == "__main__":
    main(sys.argv[1:] or ["examples/awesome-teapots.md"])
