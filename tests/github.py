"""A stand-in for GitHub's REST API, on loopback: comments, issues, pull requests, reviews, git.

Paths, fields and codes are those of https://docs.github.com/rest: a review comment must be on lines
of the diff (else 422), a reference must be new to be created, objects are named by their content.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

MISSING = (404, {"message": "Not Found"})
BOT = {"login": "github-actions[bot]", "type": "Bot"}


class GitHub:
    """What the repository teapots/awesome-teapots has. `writable` tells what the token may."""

    def __init__(self) -> None:
        self.comments: list[dict[str, Any]] = []
        self.issues: list[dict[str, Any]] = []
        self.pulls: dict[int, dict[str, Any]] = {}
        self.files: list[dict[str, Any]] = []
        self.reviews: list[dict[str, Any]] = []
        self.suggestions: list[dict[str, Any]] = []
        self.objects: dict[str, dict[str, Any]] = {}
        self.refs: dict[str, str] = {}
        self.writable = True
        self.refuse_reviews = False
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
        if path.startswith("/pulls"):
            return self._pulls(method, path, query, paged, body)
        if path.startswith("/git/"):
            return self._git(method, path.removeprefix("/git"), body)
        return MISSING

    def _pulls(
        self,
        method: str,
        path: str,
        query: dict[str, list[str]],
        paged: slice,
        body: dict[str, Any],
    ) -> tuple[int, Any]:
        if path == "/pulls":
            if method == "GET":
                head, base = query["head"][0].partition(":")[2], query["base"][0]
                have = [p for p in self.pulls.values() if p.get("base") == base]
                return 200, [p for p in have if p["head"] == head][paged]
            number = max(self.pulls, default=0) + 1
            self.pulls[number] = {"number": number, "state": "open", "user": BOT, **body}
            return 201, self.pulls[number]
        if found := re.fullmatch(r"/pulls/comments/(\d+)", path):
            self.suggestions[:] = [one for one in self.suggestions if one["id"] != int(found[1])]
            return 204, None
        found = re.fullmatch(r"/pulls/(\d+)(|/files|/comments|/reviews)", path)
        if not found or int(found[1]) not in self.pulls:
            return MISSING
        match found[2]:
            case "/files":
                return 200, self.files[paged]
            case "/comments":
                return 200, self.suggestions[paged]
            case "/reviews":
                if (
                    self.refuse_reviews
                    or not body["body"]
                    or not all(map(self._in_diff, body["comments"]))
                ):
                    return 422, {"message": "Unprocessable Entity"}
                self.reviews.append(body)
                for one in body["comments"]:
                    self.suggestions.append({"id": len(self.suggestions) + 1, "user": BOT, **one})
                return 200, body
        pull = self.pulls[int(found[1])]
        pull.update(body)
        return 200, pull

    def _in_diff(self, comment: dict[str, Any]) -> bool:
        (patch,) = [one["patch"] for one in self.files if one["filename"] == comment["path"]]
        (hunk,) = re.findall(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", patch, re.MULTILINE)[:1] or [(0, 0)]
        first, count = int(hunk[0]), int(hunk[1] or 1)
        lines = range(first, first + count)
        return comment["line"] in lines and comment.get("start_line", first) in lines

    def _git(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        kind, _, rest = path.removeprefix("/").partition("/")
        if method == "GET":
            if kind == "ref":
                name = self.refs.get(rest)
                return (200, {"object": {"type": "commit", "sha": name}}) if name else MISSING
            return (200, self.objects[rest]) if rest in self.objects else MISSING
        if kind == "refs":
            name = rest or body["ref"].removeprefix("refs/")
            if method == "POST" and name in self.refs:
                return 422, {"message": "Reference already exists"}
            assert method == "POST" or body["force"]
            self.refs[name] = body["sha"]
            return 201, {"ref": f"refs/{name}"}
        if kind == "commits":
            body = {**body, "tree": {"sha": body["tree"]}}
        if kind == "blobs":
            body = {**body, "text": base64.b64decode(body["content"]).decode()}
        name = hashlib.sha1(json.dumps(body, sort_keys=True).encode()).hexdigest()
        self.objects[name] = {**body, "sha": name}
        return 201, self.objects[name]

    def file_of(self, commit: str, path: str) -> str:
        """Return a file that a commit made here changed."""
        tree = self.objects[self.objects[commit]["tree"]["sha"]]
        (name,) = [entry["sha"] for entry in tree["tree"] if entry["path"] == path]
        text: str = self.objects[name]["text"]
        return text


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
            raw = b"" if answer is None else json.dumps(answer).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = do_PATCH = do_DELETE = do_any  # noqa: N815 - the names that http.server asks for

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
