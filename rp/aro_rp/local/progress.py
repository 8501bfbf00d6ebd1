"""Shows long work: a live line on a terminal, one plain line per step in a pipe."""

from __future__ import annotations

from collections.abc import AsyncIterator

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from aro_rp.clock import Clock
from aro_rp.local.arm_client import OperationStatus


async def show(
    title: str, statuses: AsyncIterator[OperationStatus], console: Console, clock: Clock
) -> OperationStatus:
    """Shows every status and returns the last one. What failed stays where it had come to."""
    if console.is_terminal:
        return await _live(title, statuses, console)
    return await _plain(title, statuses, console, clock)


def tell_error(title: str, last: OperationStatus, console: Console) -> None:
    """Why an operation did not succeed, on one line; nothing when it did."""
    if last.error is not None:
        sentence = f"{title}: {last.status}: {last.error.get('code')}: {last.error.get('message')}"
        console.print(sentence, style="red", markup=False, highlight=False, soft_wrap=True)


async def _live(
    title: str, statuses: AsyncIterator[OperationStatus], console: Console
) -> OperationStatus:
    columns = (
        SpinnerColumn("line" if console.options.ascii_only else "dots"),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[step]}"),
    )
    last = OperationStatus("", 0, "", None)
    with Progress(*columns, console=console, transient=False) as progress:
        task = progress.add_task(title, total=100, step="")
        reached = 0
        async for last in statuses:
            reached = max(reached, last.percent)
            progress.update(task, completed=reached, step=last.step or last.status)
    return last


async def _plain(
    title: str, statuses: AsyncIterator[OperationStatus], console: Console, clock: Clock
) -> OperationStatus:
    began = clock.now()
    last = OperationStatus("", -1, "", None)
    shown, reached = "", 0
    async for last in statuses:
        text = last.step or last.status
        reached = max(reached, last.percent)
        if text != shown:
            elapsed = (clock.now() - began).total_seconds()
            console.print(f"{title}: {reached}% {text} ({elapsed:.1f} s)", highlight=False)
            shown = text
    return last
