from __future__ import annotations

import io
from collections.abc import AsyncIterator

from rich.console import Console

from aro_rp.clock import FixedClock
from aro_rp.local.arm_client import OperationStatus
from aro_rp.local.progress import show, tell_error


async def statuses(clock: FixedClock) -> AsyncIterator[OperationStatus]:
    for status, percent, step in (
        ("Creating", 10, "ensureResourceGroup"),
        ("Creating", 10, "ensureResourceGroup"),
        ("Creating", 50, "runInstaller"),
        ("Succeeded", 100, ""),
    ):
        clock.advance(2)
        yield OperationStatus(status, percent, step, None)


async def test_a_pipe_gets_one_plain_line_for_each_new_step() -> None:
    clock, written = FixedClock(), io.StringIO()
    last = await show("Cluster demo", statuses(clock), Console(file=written), clock)
    assert written.getvalue().splitlines() == [
        "Cluster demo: 10% ensureResourceGroup (2.0 s)",
        "Cluster demo: 50% runInstaller (6.0 s)",
        "Cluster demo: 100% Succeeded (8.0 s)",
    ]
    assert last.ended


async def failing() -> AsyncIterator[OperationStatus]:
    yield OperationStatus("Creating", 68, "runInstaller", None)
    yield OperationStatus("Failed", 0, "", None)


async def test_what_ended_badly_stays_where_it_had_come_to() -> None:
    """A failed operation tells no percentage."""
    clock, written = FixedClock(), io.StringIO()
    await show("Cluster demo", failing(), Console(file=written), clock)
    assert written.getvalue().splitlines()[-1] == "Cluster demo: 68% Failed (0.0 s)"
    live = io.StringIO()
    console = Console(file=live, force_terminal=True, width=120)
    await show("Cluster demo", failing(), console, clock)
    assert live.getvalue().rpartition("%")[0].endswith(" 68")


def test_what_ended_badly_says_why() -> None:
    written = io.StringIO()
    error = {"code": "QuotaExceeded", "message": "No cores [left]."}
    last = OperationStatus("Failed", 30, "", error)
    tell_error("Cluster demo", last, Console(file=written, width=20))
    assert written.getvalue() == "Cluster demo: Failed: QuotaExceeded: No cores [left].\n"


def test_what_ended_well_says_no_more() -> None:
    written = io.StringIO()
    tell_error("Cluster demo", OperationStatus("Succeeded", 100, "", None), Console(file=written))
    assert written.getvalue() == ""


async def test_a_terminal_gets_a_bar_with_step_and_percent() -> None:
    clock, written = FixedClock(), io.StringIO()
    console = Console(file=written, force_terminal=True, width=120)
    last = await show("Cluster demo", statuses(clock), console, clock)
    assert "100%" in written.getvalue()
    assert "Succeeded" in written.getvalue()
    assert last.status == "Succeeded"


async def test_a_terminal_of_ascii_gets_a_bar_of_ascii() -> None:
    clock, written = FixedClock(), io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    console = Console(file=written, force_terminal=True, width=100, legacy_windows=False)
    last = await show("Cluster demo", statuses(clock), console, clock)
    assert last.status == "Succeeded"
