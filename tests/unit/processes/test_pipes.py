"""Who writes to what nobody reads goes on; what is lost is counted."""

from __future__ import annotations

import json
import os
import pty
import socket
import tty
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from aro_rp.processes.pipes import MOST_WAITING, Pipe

LINE = "x" * 999 + "\n"
PATIENT, IMPATIENT = 60.0, 0.001


def a_pipe() -> tuple[int, int]:
    return os.pipe()


def a_socket() -> tuple[int, int]:
    reading, writing = socket.socketpair()
    return reading.detach(), writing.detach()


def a_terminal() -> tuple[int, int]:
    reading, writing = pty.openpty()
    tty.setraw(writing)
    return reading, writing


class Ends:
    """What is written at one end and read at the other one."""

    def __init__(self, reading: int, writing: int, *, by_thread: bool) -> None:
        self.reading, self.writing = reading, writing
        self.pipe = Pipe(writing, by_thread=by_thread)

    def read(self, most: int) -> str:
        data = b""
        while len(data) < most:
            data += os.read(self.reading, most - len(data))
        return data.decode()

    def read_to(self, last: str) -> str:
        data = b""
        while not data.endswith(last.encode()):
            data += os.read(self.reading, 1 << 16)
        return data.decode()


@pytest.fixture(params=[False, True], ids=["at once", "by thread"])
def by_thread(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(params=[a_pipe, a_socket, a_terminal])
def ends(request: pytest.FixtureRequest, by_thread: bool) -> Iterator[Ends]:
    make: Callable[[], tuple[int, int]] = request.param
    reading, writing = make()
    ends = Ends(reading, writing, by_thread=by_thread)
    yield ends
    os.close(reading)
    ends.pipe.end(PATIENT)
    os.close(writing)


def test_nobody_reads_for_a_while_so_what_is_too_much_is_lost_and_it_says_how_much(
    ends: Ends,
) -> None:
    written = 2 * MOST_WAITING // len(LINE)
    for _ in range(written):
        ends.pipe.write(LINE)
    begin = ends.read(400 * len(LINE))
    ends.pipe.write('{"after":1}\n')
    said = (begin + ends.read_to('{"after":1}\n')).splitlines()
    whole = said.count(LINE.strip())
    assert MOST_WAITING // len(LINE) <= whole < written
    # A terminal takes more some time after it was full, so lines may be lost more than once.
    *lost, after = [json.loads(line) for line in said if line not in ("", LINE.strip())]
    assert {line["level"] for line in lost} == {"error"}
    assert sum(line["lines"] for line in lost) == written - whole
    assert after == {"after": 1}


def test_nobody_reads_to_the_end_and_that_comes_soon(ends: Ends) -> None:
    for _ in range(400):
        ends.pipe.write(LINE)
    ends.pipe.end(IMPATIENT)
    ends.pipe.write(LINE)


def test_the_end_waits_for_a_reader_who_reads(ends: Ends) -> None:
    for _ in range(400):
        ends.pipe.write(LINE)
    with ThreadPoolExecutor() as threads:
        said = threads.submit(ends.read, 400 * len(LINE))
        ends.pipe.end(PATIENT)
    assert said.result() == LINE * 400


@pytest.mark.parametrize("waits", [True, False])
def test_what_others_made_of_it_stays_and_loses_nothing(ends: Ends, waits: bool) -> None:
    os.set_blocking(ends.writing, waits)
    for _ in range(400):
        ends.pipe.write(LINE)
    assert ends.read(400 * len(LINE)) == LINE * 400
    assert os.get_blocking(ends.writing) is waits


def test_a_reader_who_is_gone_fails_nobody(by_thread: bool) -> None:
    reading, writing = os.pipe()
    ends = Ends(reading, writing, by_thread=by_thread)
    os.close(reading)
    for _ in range(9):
        ends.pipe.write(LINE)
    ends.pipe.end(PATIENT)
    os.close(writing)


def test_what_it_is_made_of_is_closed_with_it(by_thread: bool) -> None:
    reading, writing = os.pipe()
    ends = Ends(reading, writing, by_thread=by_thread)
    ends.pipe.write(LINE)
    ends.pipe.end(PATIENT)
    os.close(writing)
    assert ends.read_to(LINE) == LINE
    assert os.read(reading, 1) == b""
    os.close(reading)
