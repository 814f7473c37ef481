"""A stand-in for GitHub's REST API, on loopback: comments, issues, pull requests."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

BOT = {"login": "github-actions[bot]", "type": "Bot"}


class GitHub:
    """What the repository teapots/awesome-teapots has. `writable` tells what the token may."""

    def __init__(self) -> None:
        self.comments: list[dict[str, Any]] = []
        self.issues: list[dict[str, Any]] = []
        self.pulls: dict[int, dict[str, Any]] = {}
        self.writable = True
        self.redirect = ""
        self.asked: list[str] = []
        self.tokens: set[str] = set()
        self.url = ""

    def answer(self, method: str, target: str, body: dict[str, Any]) -> tuple[int, Any]:
        url = urlsplit(target)
        query = parse_qs(url.query)
        path = url.path.removeprefix("/repos/teapots/awesome-teapots")
        self.asked.append(f"{method} {path}")
        if method != "GET" and not self.writable:
            return 403, {"message": "Resource not accessible by integration"}
        page = int(query.get("page", ["1"])[0])
        paged = slice((page - 1) * 100, page * 100)
        if found := re.fullmatch(r"/issues/(\d+)/comments", path):
            if method == "GET":
                return 200, self.comments[paged]
            new = {"id": len(self.comments) + 1, "user": BOT, "on": int(found[1]), **body}
            self.comments.append(new)
            return 201, new
        if found := re.fullmatch(r"/issues/comments/(\d+)", path):
            one = next(c for c in self.comments if c["id"] == int(found[1]))
            one.update(body)
            return 200, one
        if path == "/issues":
            if method == "GET":
                label = query["labels"][0]
                have = [i for i in self.issues if label in i["labels"]]
                return 200, have[::-1][paged]
            number = len(self.issues) + 1
            new = {"number": number, "user": BOT, "state": "open", **body}
            self.issues.append(new)
            return 201, new
        if found := re.fullmatch(r"/issues/(\d+)", path):
            one = next(i for i in self.issues if i["number"] == int(found[1]))
            one.update(body)
            return 200, one
        if found := re.fullmatch(r"/pulls/(\d+)", path):
            pull = self.pulls.get(int(found[1]))
            return (200, pull) if pull else (404, {"message": "Not Found"})
        return 404, {"message": "Not Found"}


@contextmanager
def serving() -> Iterator[GitHub]:
    """Serve a GitHub until the end of the block."""
    github = GitHub()

    class Handler(BaseHTTPRequestHandler):
        def do_any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else {}
            github.tokens.add(self.headers.get("Authorization", ""))
            if github.redirect:
                self.send_response(302)
                self.send_header("Location", github.redirect)
                self.end_headers()
                return
            code, answer = github.answer(self.command, self.path, body)
            raw = json.dumps(answer).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = do_PATCH = do_any  # noqa: N815 - the names that http.server asks for

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        github.url = f"http://127.0.0.1:{server.server_port}"
        yield github
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
