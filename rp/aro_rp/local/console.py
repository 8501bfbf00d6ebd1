"""What a user of `aro local` sees."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from shlex import quote

from rich.console import Console

from aro_rp.clock import Clock, SystemClock
from aro_rp.local import demo as demonstration
from aro_rp.local.arm_client import ArmClient, CallRefused, LocalEndpoint, PatientClient
from aro_rp.local.log_file import LOG
from aro_rp.local.options import DEFAULT_DATA, LocalOptions
from aro_rp.local.stack import running
from aro_rp.processes.lifetime import Line, asked_to_stop

UNFOLDED = 200
"""Columns where nobody looks, so that addresses can be copied from what was written."""
STUMBLES = ("backend stumbled", "work broke off")
"""Of the log's lines, those that tell of trouble with the machine and not with a cluster."""
CLUSTERS = "Microsoft.RedHatOpenShift/openShiftClusters"


async def run_local(options: LocalOptions, *, demo: bool) -> int:
    """Runs until SIGINT or SIGTERM; says when it answers."""
    stop = asked_to_stop()
    console = Console()
    if not console.is_terminal:
        console.width = UNFOLDED
    troubles = Troubles(console, options.data)
    async with running(options, troubles if demo else None) as endpoint:
        if not demo:
            sys.stdout.write(f"ready {endpoint.arm_url} {endpoint.ca_file} {endpoint.rp_url}\n")
            sys.stdout.flush()
        else:
            await _demonstrate(endpoint, options.data, console, troubles, stop)
        await stop.wait()
        if demo:
            console.print("Stopping; the next start goes on from here.")
    return 0


class Troubles:
    """Hears the log, and tells once of each trouble that the user can mend."""

    def __init__(self, console: Console, data: Path) -> None:
        self._console, self._data = console, data
        self._told: set[str] = set()

    def __call__(self, line: Line) -> None:
        if line.get("event") in STUMBLES and "reason" in line:
            self.tell(str(line["reason"]))

    def tell(self, reason: str) -> None:
        if reason not in self._told:
            self._told.add(reason)
            sentence = f"The service has trouble: {reason}; it goes on when that is mended."
            told = f"{sentence} See {self._data / LOG}."
            self._console.print(told, style="red", markup=False, highlight=False, soft_wrap=True)


async def _demonstrate(
    endpoint: LocalEndpoint,
    data: Path,
    console: Console,
    troubles: Troubles,
    stop: asyncio.Event,
) -> None:
    """Shows the demo cluster; a stop ends the watching, not the work."""
    clock = SystemClock()
    console.print(f"The local Azure answers at {endpoint.arm_url}", highlight=False)
    showing = asyncio.create_task(
        _show_cluster(PatientClient(endpoint, clock, troubles.tell), data, console, clock),
        name="demo",
    )
    stopped = asyncio.create_task(stop.wait(), name="stop")
    await asyncio.wait({showing, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not showing.done():
        showing.cancel()
        await asyncio.wait({showing})
        return
    showing.result()


async def _show_cluster(client: ArmClient, data: Path, console: Console, clock: Clock) -> None:
    async with client as arm:
        try:
            found = await demonstration.ensure(arm, data, console, clock)
        except CallRefused as refused:
            for line in ("The demo cluster was refused:", *refused.problems):
                console.print(line, style="red", markup=False, highlight=False, soft_wrap=True)
        else:
            if found:
                console.print(demonstration.table(found))
    say_what_next(client.endpoint, data, console)


def say_what_next(endpoint: LocalEndpoint, data: Path, console: Console) -> None:
    """Where the stack answers, and commands that a user can copy."""
    cluster = demonstration.cluster_id(endpoint.subscription)
    collection = f"/subscriptions/{endpoint.subscription}/providers/{CLUSTERS}"
    folder = "" if data == DEFAULT_DATA else f" --data {quote(str(data))}"
    program, here = Path(sys.argv[0]), Path.cwd()
    aro = quote(str(program.relative_to(here) if program.is_relative_to(here) else program))
    lines = (
        f"ARM front door   {endpoint.arm_url}",
        f"CA file          {endpoint.ca_file}",
        f"RP itself        {endpoint.rp_url}",
        "",
        "Try next, in another terminal:",
        f"  {aro} rest GET {collection}{folder}",
        f"  {aro} rest POST {cluster}/listCredentials{folder}",
        f"  {aro} rest DELETE {cluster} --wait{folder}",
        "",
        "Ctrl-C stops; the next start goes on from here.",
    )
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
