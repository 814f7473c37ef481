"""What is made of the bytes of an answer, however they come, and when a connection is done with."""

import asyncio

import pytest

from listlint.web.exchange import Answer, Request
from listlint.web.target import target
from listlint.web.wire import Broken, Connection, Deadlines, Exchange

PAGE = target("http://a.example/")
OK = b"HTTP/1.1 200 OK\r\n"
WHOLE = OK + b"content-length: 4\r\n\r\npage"


def exchange(method: str = "GET", *, wanted: int = 64, keep: bool = True) -> Exchange:
    request = Request(PAGE, lambda *_: wanted, method, keep=keep)
    return Exchange(request, asyncio.get_running_loop(), 1.0)


async def answer(made: Exchange) -> Answer:
    await made.done
    return made.answer()


@pytest.mark.parametrize("size", [1, 3, 7, 1_000])
async def test_bytes_may_come_in_any_pieces(size: int) -> None:
    data = (
        b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\nset-cookie: no=1\r\n\r\n"
        b"HTTP/1.1 301 Moved\r\nLocation:  /\xc3\xa9 \r\nlocation: /second\r\n"
        b"Set-Cookie: a=1\r\nset-cookie: b=2\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3\r\npag\r\n1\r\ne\r\n0\r\ntrailer: x\r\n\r\n"
    )
    made = exchange()
    for start in range(0, len(data), size):
        made.feed(data[start : start + size])
    found = await answer(made)
    assert (found.status, found.body, found.whole) == (301, b"page", True)
    assert found.headers == {"location": "/é", "transfer-encoding": "chunked"}
    assert found.cookies == ["a=1", "b=2"]
    assert made.reusable


@pytest.mark.parametrize(
    ("data", "reusable"),
    [
        (WHOLE, True),
        (OK + b"connection: close\r\ncontent-length: 4\r\n\r\npage", False),
        (b"HTTP/1.0 200 OK\r\ncontent-length: 4\r\n\r\npage", False),
        (OK + b"content-length: 9\r\n\r\npage", False),
        (WHOLE + WHOLE, False),
        (WHOLE + b"H", False),
        (WHOLE + b"\x00", False),
        (b"HTTP/1.1 204 No Content\r\n\r\n", True),
        (b"HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n\x00", False),
    ],
)
async def test_only_what_is_read_to_its_end_is_used_again(data: bytes, reusable: bool) -> None:
    made = exchange(wanted=4)
    made.feed(data)
    if not made.done.done():
        made.expire()
    await answer(made)
    assert made.reusable is reusable


@pytest.mark.parametrize(("more", "reusable"), [(b"", True), (b"page", False)])
async def test_head_has_no_body(more: bytes, reusable: bool) -> None:
    made = exchange("HEAD")
    made.feed(OK + b"content-length: 4\r\n\r\n" + more)
    found = await answer(made)
    assert (found.status, found.body) == (200, b"")
    assert made.reusable is reusable


async def test_a_body_is_read_as_far_as_it_is_wanted() -> None:
    made = exchange(wanted=6, keep=False)
    made.feed(OK + b"\r\nabcd")
    assert not made.done.done()
    made.feed(b"efgh")
    found = await answer(made)
    assert (found.body, found.whole) == (b"abcdef", False)
    made.feed(b"x" * 100)  # nobody keeps what comes now
    assert made.answer().body == b"abcdef"


@pytest.mark.parametrize(
    ("data", "whole"),
    [(OK + b"\r\npage", True), (OK + b"content-length: 9\r\n\r\npage", False)],
)
async def test_a_closed_connection_ends_a_body_without_a_length(data: bytes, whole: bool) -> None:
    made = exchange()
    made.feed(data)
    made.lost(None)
    found = await answer(made)
    assert (found.body, found.whole) == (b"page", whole)
    assert not made.reusable


async def test_an_answer_survives_its_broken_body() -> None:
    made = exchange()
    made.feed(OK + b"transfer-encoding: chunked\r\n\r\nzz\r\n")
    assert (await answer(made)).status == 200
    assert not made.reusable


@pytest.mark.parametrize(
    "data",
    [b"SSH-2.0-x\r\n", OK + b"x: y\r\n" * 600, OK + b"x: " + b"y" * 400_000],
)
async def test_what_is_no_answer(data: bytes) -> None:
    made = exchange()
    made.feed(data)
    with pytest.raises(Broken):
        await made.done


async def test_what_nobody_asked_for_spoils_a_connection() -> None:
    made = Connection()
    made.usable = True
    made.data_received(b"HTTP/1.1 408 Request Timeout\r\n\r\n")
    assert not made.usable
    late = exchange()
    made.ask(late, b"")
    with pytest.raises(ConnectionResetError):
        await late.done


async def test_deadlines_run_out_each_in_its_time() -> None:
    deadlines = Deadlines(0.05, asyncio.get_running_loop())
    first, settled, second = exchange(), exchange(), exchange()
    deadlines.begin(first)
    deadlines.begin(settled)
    deadlines.end(settled)
    await asyncio.sleep(0.03)
    deadlines.begin(second)
    with pytest.raises(TimeoutError):
        await first.done
    assert not second.done.done()
    with pytest.raises(TimeoutError):
        await second.done
    assert not settled.done.done()
    deadlines.close()
