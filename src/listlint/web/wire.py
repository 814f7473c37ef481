"""The only door to httptools: one request and its answer on one connection.

An answer counts from its headers on, whatever becomes of its body: a page whose body breaks off,
never ends, or is more than is wanted has answered.
"""

import asyncio
import errno

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from listlint.web.exchange import Answer, Request
from listlint.web.judge import REDIRECTS

LARGEST_HEAD = 307_200
"""Bytes of status and headers (as curl has it): some living pages send many."""
MOST_FIELDS = 512
DRAINED = 65_536
"""How much of a body is read to its end, only to use a connection again."""
BODY_SECONDS = 5.0
"""How long a body is waited for: its status is known, and a living page may be slow."""


class Broken(Exception):  # noqa: N818 - it says what happened
    """What came is no answer in HTTP."""


class Exchange:
    """What is asked for on a connection, and what has come of it; `done` when that is enough.

    `done` raises `Broken`, `OSError` or `TimeoutError` if it ends without an answer. Names with
    `on_` are called by the parser.
    """

    __slots__ = (
        "_alarm", "_cookies", "_ended", "_fields", "_head_size", "_headers", "_keep_alive",
        "_limit", "_loop", "_parser", "_parts", "_request", "_seconds", "_size", "_status",
        "_wanted", "done",
    )  # fmt: skip

    def __init__(self, request: Request, loop: asyncio.AbstractEventLoop, seconds: float) -> None:
        self.done: asyncio.Future[None] = loop.create_future()
        self._loop = loop
        self._request = request
        self._seconds = min(BODY_SECONDS, seconds)
        self._alarm: asyncio.TimerHandle | None = None
        self._status = 0
        self._headers: dict[str, str] = {}
        self._cookies: list[str] = []
        self._fields = self._head_size = 0
        self._parts: list[bytes] = []
        self._size = self._wanted = self._limit = 0
        self._ended = self._keep_alive = False
        self._parser: HttpResponseParser | None = HttpResponseParser(self)
        # As lenient as browsers: headers with odd characters, lines that end in LF alone.
        self._parser.set_dangerous_leniencies(
            lenient_headers=True,
            lenient_optional_cr_before_lf=True,
            lenient_spaces_after_chunk_size=True,
        )

    # --- From the connection -----------------------------------------------------------------

    def feed(self, data: bytes) -> None:
        """Take what came."""
        if self._parser is None:
            return
        if not self._status:
            self._head_size += len(data)
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade:
            self._ended = False
            self._finish()
        except HttpParserError as error:
            self._ended = False
            self.fail(Broken(str(error)))
        if self.done.done():
            return
        if self._status:
            if self._alarm is None:
                self._alarm = self._loop.call_later(self._seconds, self.expire)
        elif self._head_size > LARGEST_HEAD:
            self.fail(Broken("headers without end"))

    def lost(self, error: Exception | None) -> None:
        """Take note that the connection is closed."""
        headers = self._headers
        if not error and "content-length" not in headers and "transfer-encoding" not in headers:
            self._ended = bool(self._status)
        self._keep_alive = False
        self.fail(error or ConnectionResetError(errno.ECONNRESET, "closed without an answer"))

    def expire(self) -> None:
        """Take note that it takes too long."""
        self.fail(TimeoutError())

    def fail(self, error: Exception) -> None:
        """End it, without an answer if there is none yet."""
        if self._status:
            self._finish()
        elif not self.done.done():
            self.done.set_exception(error)

    # --- To whoever asked --------------------------------------------------------------------

    @property
    def reusable(self) -> bool:
        """Whether the connection owes nothing more, and the server keeps it open."""
        return self._ended and self._keep_alive

    def close(self) -> None:
        """Let go of the parser."""
        self._parser = None
        if self._alarm is not None:
            self._alarm.cancel()

    def answer(self) -> Answer:
        """Return what came."""
        body = b"".join(self._parts)[: self._wanted]
        whole = self._ended and self._size <= self._wanted
        cookies = self._cookies if self._status in REDIRECTS else ()
        return Answer(self._status, self._headers, body, whole, cookies)

    # --- From the parser ---------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """Take note of a message: one after the answer is not to be trusted."""
        if self._status:
            self._keep_alive = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header: the first of each name, but for cookies. Trailers are not wanted."""
        if self._status or self.done.done():
            return
        self._fields += 1
        if self._fields > MOST_FIELDS:
            self.fail(Broken(f"more than {MOST_FIELDS} headers"))
        key = name.decode("latin-1").lower()
        text = value.decode("utf-8", "surrogateescape").strip()
        if key == "set-cookie":
            self._cookies.append(text)
        else:
            self._headers.setdefault(key, text)

    def on_headers_complete(self) -> None:
        """See what is wanted of the body, unless more headers are to come (1xx)."""
        if self._status or self._parser is None or self.done.done():
            return
        status = self._parser.get_status_code()
        if 100 <= status < 200 and status != 101:
            self._headers.clear()
            self._cookies.clear()
            return
        self._status = status
        self._keep_alive = self._parser.should_keep_alive()
        request = self._request
        if request.method == "HEAD":
            self._ended = True
        else:
            self._wanted = request.wanted(status, self._headers)
            self._limit = max(self._wanted, DRAINED if request.keep else 0)
        if not self._limit:
            self._finish()

    def on_body(self, data: bytes) -> None:
        """Keep what is wanted of a body."""
        if self._request.method == "HEAD":
            self._keep_alive = False
            return
        if self._size < self._wanted:
            self._parts.append(data)
        self._size += len(data)
        if self._size >= self._limit:
            self._finish()

    def on_message_complete(self) -> None:
        """Take note of the end of the answer."""
        if self._status:
            self._ended = True
            self._finish()

    def _finish(self) -> None:
        if not self.done.done():
            self.done.set_result(None)


class Connection(asyncio.Protocol):
    """A connection, for one exchange after the other."""

    __slots__ = ("_exchange", "transport", "usable")

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.usable = False
        """Whether it is open, and nothing came that nobody asked for."""
        self._exchange: Exchange | None = None

    def ask(self, exchange: Exchange, wire: bytes) -> None:
        """Send the bytes of a request; what comes is the exchange's."""
        self._exchange = exchange
        if self.transport is None or not self.usable:
            exchange.lost(None)
            return
        self.transport.write(wire)

    def release(self) -> None:
        """End the exchange."""
        if self._exchange is not None:
            self._exchange.close()
            self._exchange = None

    def abort(self) -> None:
        """Close it at once."""
        self.usable = False
        if self.transport is not None:
            self.transport.abort()

    # --- See `asyncio.Protocol` --------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.usable = True

    def data_received(self, data: bytes) -> None:
        """Hand on what came; what nobody asked for spoils the connection."""
        if self._exchange is not None:
            self._exchange.feed(data)
        else:
            self.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Take note of the end."""
        self.usable = False
        if self._exchange is not None:
            self._exchange.lost(exc)


class Deadlines:
    """Ends exchanges that take longer than `seconds`.

    All have the same time, so they run out in the order in which they began, and one timer is
    enough for all.
    """

    def __init__(self, seconds: float, loop: asyncio.AbstractEventLoop) -> None:
        self._seconds = seconds
        self._loop = loop
        self._due: dict[Exchange, float] = {}
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, exchange: Exchange) -> None:
        """Start the clock of an exchange."""
        self._due[exchange] = due = self._loop.time() + self._seconds
        if self._timer is None:
            self._timer = self._loop.call_at(due, self._ring)

    def end(self, exchange: Exchange) -> None:
        """Stop it."""
        self._due.pop(exchange, None)

    def close(self) -> None:
        """Stop all."""
        self._due.clear()
        if self._timer is not None:
            self._timer.cancel()

    def _ring(self) -> None:
        self._timer = None
        now = self._loop.time()
        for exchange, due in list(self._due.items()):
            if due > now:
                self._timer = self._loop.call_at(due, self._ring)
                return
            del self._due[exchange]
            exchange.expire()
