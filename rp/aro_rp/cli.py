"""`aro`: the one command, a sub-command per process."""

from __future__ import annotations

import asyncio
import os
import sys
import warnings
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console

from aro_rp.database.commands import db_app

if TYPE_CHECKING:
    from aro_rp.env import Access, Settings

DEFAULT_SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"

app = typer.Typer(
    name="aro",
    help="The Azure Red Hat OpenShift resource provider. Start with `aro local`.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    add_completion=False,
)
app.add_typer(db_app, name="db")

Data = Annotated[Path, typer.Option("--data", help="Folder that keeps the stack's state.")]


@app.command()
def local(
    data: Data = Path(".aro"),
    port: Annotated[int, typer.Option(help="TLS port of the ARM front door; 0 is any.")] = 8443,
    rp_port: Annotated[int, typer.Option(help="Port of the RP itself; 0 is any.")] = 0,
    subscription: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="A subscription that exists; may be given again."),
    ] = None,
    demo: Annotated[bool, typer.Option(help="Create a demo cluster and show it.")] = True,
    instant: Annotated[
        bool, typer.Option("--instant", help="Leave out simulated waiting; steps stay.")
    ] = False,
) -> None:
    """Run the whole service on this machine: a local Azure, the frontend and a backend.

    Everything listens on loopback. State lives in the data folder; the next start goes on where
    this one stops, also when it is killed. With --no-demo one line is printed when it answers:
    ready ARM-URL CA-FILE RP-URL.
    """
    from aro_rp.local.command import run_local
    from aro_rp.local.stack import LocalOptions

    subscriptions = tuple(subscription or [DEFAULT_SUBSCRIPTION])
    options = LocalOptions(data, port, rp_port, subscriptions, instant)
    _run(run_local(options, demo=demo))


@app.command()
def rest(
    method: Annotated[str, typer.Argument(help="GET, PUT, PATCH, POST or DELETE.")],
    path: Annotated[str, typer.Argument(help="Path of the call; api-version may be left out.")],
    body: Annotated[
        str | None, typer.Option(help="JSON text, @FILE, or - for standard input.")
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Follow the operation to its end.")] = False,
    data: Data = Path(".aro"),
) -> None:
    """Make one call to the running local stack, with a token, and show the reply."""
    from aro_rp.clock import SystemClock
    from aro_rp.local import rest as calls
    from aro_rp.local.arm_client import LocalEndpoint

    try:
        endpoint = LocalEndpoint.load(data)
        content = calls.read_body(body)
    except FileNotFoundError as missing:
        _fail(f"'{missing.filename}' does not exist; is `aro local --data {data}` running?")
    except ValueError as wrong:
        _fail(f"--body is not a JSON object: {wrong}")
    call = calls.call(
        endpoint,
        SystemClock(),
        Console(),
        method=method,
        path=path,
        body=content,
        wait=wait,
    )
    raise typer.Exit(_run(call))


@app.command()
def frontend(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8080,
) -> None:
    """Answer ARM's requests over TLS. Settings come from the environment.

    With RP_MODE=development it speaks plain HTTP and lets everybody in. SIGTERM says not ready,
    and ends when load balancers had the time to notice.
    """
    from aro_rp.processes.frontend import run_frontend

    settings = _settings()
    _run(run_frontend(settings, _access(settings), host, port))


@app.command()
def backend() -> None:
    """Bring accepted operations to their end. Settings come from the environment.

    SIGTERM takes no more work and ends when what is under way has ended.
    """
    from aro_rp.processes.backend import run_backend

    _run(run_backend(_settings()))


def _settings() -> Settings:
    from aro_rp.env import Settings, SettingsError

    try:
        return Settings.from_environment(os.environ)
    except SettingsError as error:
        _fail("\n".join(error.problems))


def _access(settings: Settings) -> Access | None:
    from aro_rp.env import Access, SettingsError

    if settings.is_local:
        return None
    try:
        return Access.from_environment(os.environ, settings)
    except SettingsError as error:
        _fail("\n".join(error.problems))


def _run(main: Coroutine[Any, Any, int | None]) -> int:
    """Runs to the end on uvloop; trouble a user can mend is a sentence, not a traceback."""
    if sys.platform == "win32":
        runner = asyncio.Runner()
    else:
        import uvloop

        runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
    try:
        with runner:
            return runner.run(main) or 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        from aro_rp.local.troubles import explained

        sentence = explained(error)
        if sentence is None:
            raise
        _fail(sentence)


def _fail(sentence: str) -> NoReturn:
    typer.echo(f"aro: {sentence}", err=True)
    raise typer.Exit(1)


def main() -> None:
    # connexion imports what its own dependencies are about to drop; no business of a user's.
    warnings.filterwarnings("ignore", module="connexion")
    app()
