"""Many questions in one GraphQL request, within the limits of the one who answers.

The limits are GitHub's: "Rate limits and query limits for the GraphQL API" and "Best practices
for using the REST API" in its documentation.
"""

import asyncio
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import Enum
from typing import Any

from listlint.diagnostics.records import dataclass
from listlint.links.classify import limit_reset, retry_after, status_line
from listlint.links.provider import ApiClient, RequestError, Response

Data = Mapping[str, Any]

MAX_WAITS = 3
MAX_SETBACKS = 6
MAX_FIRST_SETBACKS = 3
"""The same for an API that has not answered yet: web pages must not wait for it."""
SECONDARY_WAIT = 60.0
"""Seconds to wait where a secondary limit names no time: GitHub's "at least one minute"."""


class Missing(Enum):
    """The API has no such object, or does not show it to us."""

    MISSING = "missing"


MISSING = Missing.MISSING


@dataclass(frozen=True, slots=True)
class Query:
    """One root field. `text` has `%s` for each of `values`, which go as variables.

    `fragment` is the definition that `text` spreads, or empty.
    """

    text: str
    values: tuple[str | int, ...]
    fragment: str = ""


Answers = Mapping[Query, Data | Missing]
"""What is known of the fields that were settled."""


class _Overloaded(Exception):  # noqa: N818 - never leaves this module
    """Too much for one request: 5xx, a time-out, no whole JSON."""


class _Limited(Exception):  # noqa: N818
    """Not now, but in `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class _Closed(Exception):  # noqa: N818
    """Not at all; the message is for people."""


class GraphQL:
    """One API: sends fields in batches, some at a time, until all are answered or it gives up.

    `name` is the API's, for people. `prelude` is selected in every query (GitHub's `rateLimit`).
    `notices` collects why it gave up. `sleep` and `clock` (seconds since the epoch) are seams.
    """

    def __init__(
        self,
        name: str,
        url: str,
        token: str,
        *,
        prelude: str = "",
        batch: int = 100,
        workers: int = 4,
        patience: float = 60.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._name = name
        self._url = url
        self._headers = {
            "authorization": f"Bearer {token}",
            "content-type": "application/json",
            "accept": "application/json",
        }
        self._prelude = prelude
        self._batch = batch
        self._workers = workers
        self._patience = patience
        self._sleep = sleep
        self._clock = clock
        self._gate = asyncio.Lock()
        self._waits = 0
        self._setbacks = 0
        self._closed = False
        self._answered = False
        self.notices: list[str] = []

    async def fetch(
        self, fields: Sequence[Query], client: ApiClient
    ) -> dict[Query, Data | Missing]:
        """Return the answers to `fields`; those that were not settled are left out.

        Never raises for what the API answers; once it has given up, it sends nothing more.
        """
        distinct = list(dict.fromkeys(fields))
        queue = deque(
            distinct[at : at + self._batch] for at in range(0, len(distinct), self._batch)
        )
        answers: dict[Query, Data | Missing] = {}
        async with asyncio.TaskGroup() as group:
            for _ in range(min(self._workers, len(queue))):
                group.create_task(self._work(queue, answers, client))
        return answers

    async def _work(
        self,
        queue: deque[list[Query]],
        answers: dict[Query, Data | Missing],
        client: ApiClient,
    ) -> None:
        while queue and not self._closed:
            batch = queue.popleft()
            async with self._gate:  # somebody may be waiting for a limit to pass
                wave = self._waits
            try:
                answers.update(await self._send(batch, client))
                self._setbacks = 0
                self._answered = True
            except _Overloaded:
                await self._setback(batch, queue)
            except _Limited as limited:
                queue.appendleft(batch)
                if wave == self._waits:  # else another worker has waited for it already
                    await self._wait(limited.seconds)
            except _Closed as reason:
                self._close(str(reason))

    async def _setback(self, batch: list[Query], queue: deque[list[Query]]) -> None:
        """Halve the batch; give up if the API fails however small the batches are."""
        self._setbacks += 1
        if self._setbacks >= (MAX_SETBACKS if self._answered else MAX_FIRST_SETBACKS):
            self._close(f"{self._setbacks} failures in a row")
        elif len(batch) > 1:
            middle = len(batch) // 2
            queue.extend((batch[:middle], batch[middle:]))
            await self._sleep(2.0 ** (self._setbacks - 1))

    async def _wait(self, seconds: float) -> None:
        """Hold all workers up, for a limit is everybody's; or give up."""
        self._waits += 1
        if self._waits > MAX_WAITS or seconds > self._patience:
            self._close("rate limit reached")
            return
        async with self._gate:
            await self._sleep(seconds)

    def _close(self, reason: str) -> None:
        if not self._closed:
            self._closed = True
            self.notices.append(f"{self._name}: {reason}; other links are checked as web pages")

    async def _send(self, batch: list[Query], client: ApiClient) -> dict[Query, Data | Missing]:
        if self._closed:
            return {}
        body = json.dumps(query(batch, self._prelude)).encode()
        try:
            response = await client.request("POST", self._url, headers=self._headers, body=body)
        except RequestError as failure:
            raise _Overloaded from failure
        _judge_status(response, self._clock())
        answer = _parse(response.body)
        self._heed_limit(answer)
        return dict(_settled(batch, answer))

    def _heed_limit(self, answer: Data) -> None:
        """Stop before the last point is spent: others may use the same token."""
        types = {error.get("type") for error in _errors(answer)}
        if "RATE_LIMITED" in types:
            raise _Closed("rate limit reached")
        if "RESOURCE_LIMITS_EXCEEDED" in types:
            line = f"{self._name}: resource limits exceeded; smaller queries are sent"
            self.notices += [line] if line not in self.notices else []
            raise _Overloaded
        data = answer.get("data")
        if not isinstance(data, Mapping):
            raise _Overloaded
        limit = data.get("rateLimit")
        if isinstance(limit, Mapping):
            remaining, cost = limit.get("remaining"), limit.get("cost")
            if isinstance(remaining, int) and isinstance(cost, int) and remaining < max(cost, 1):
                self._close(f"rate limit reached until {str(limit.get('resetAt'))[:25]!r}")


def query(fields: Sequence[Query], prelude: str = "") -> dict[str, Any]:
    """Return the request's body: `query`, and `variables` with every string of a list in them."""
    declared: list[str] = []
    selected = [prelude] if prelude else []
    variables: dict[str, str | int] = {}
    for i, field in enumerate(fields):
        names = [f"v{i}_{j}" for j in range(len(field.values))]
        for name, value in zip(names, field.values, strict=True):
            declared.append(f"${name}: {'Int' if isinstance(value, int) else 'String'}!")
            variables[name] = value
        selected.append(f"f{i}: " + field.text % tuple(f"${name}" for name in names))
    fragments = dict.fromkeys(field.fragment for field in fields if field.fragment)
    head = f"query ({', '.join(declared)}) {{"
    return {"query": "\n".join((head, *selected, "}", *fragments)), "variables": variables}


def _judge_status(response: Response, now: float) -> None:
    """Return for 200; raise what any other status means."""
    status = response.status
    if status == 200:
        return
    if status >= 500 or status == 408:
        raise _Overloaded
    if status in (403, 429):
        seconds = _seconds(response, now)
        if seconds is not None:
            raise _Limited(seconds)
    if status == 401:
        raise _Closed("token rejected (401 Unauthorized)")
    raise _Closed(status_line(status))


def _seconds(response: Response, now: float) -> float | None:
    """Return how long a 403 or 429 asks us to wait; None if it is not about a limit."""
    headers = response.headers
    after = retry_after(headers, now)
    if after is not None:
        return after
    reset = limit_reset(headers, now)
    if reset is not None:
        return reset + 1
    if response.status == 429 or b"secondary rate limit" in response.body:
        return SECONDARY_WAIT
    return None


def _parse(body: bytes) -> Data:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _Overloaded from error
    if not isinstance(answer, Mapping):
        raise _Overloaded
    return answer


def _errors(answer: Data) -> list[Data]:
    errors = answer.get("errors")
    return [e for e in errors if isinstance(e, Mapping)] if isinstance(errors, list) else []


def _settled(batch: Sequence[Query], answer: Data) -> "list[tuple[Query, Data | Missing]]":
    """Pair the fields with their answers; one with any error but `NOT_FOUND` has none."""
    data = answer["data"]
    unsettled: set[object] = set()
    for error in _errors(answer):
        path = error.get("path")
        if not (isinstance(path, list) and path):
            return []  # an error of the whole query: none of its data can be trusted
        if error.get("type") != "NOT_FOUND":
            unsettled.add(str(path[0]))
    settled: list[tuple[Query, Data | Missing]] = []
    for i, field in enumerate(batch):
        alias = f"f{i}"
        if alias in data and alias not in unsettled:
            value = data[alias]
            if value is None:
                settled.append((field, MISSING))
            elif isinstance(value, Mapping):
                settled.append((field, value))
    return settled
