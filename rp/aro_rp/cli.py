"""`aro`: the one command, a sub-command per process."""

from __future__ import annotations

import os
import sys
import warnings
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from aro_rp.database.commands import db_app
from aro_rp.local.commands import PORTS, Data, local_app
from aro_rp.local.options import API_VERSION, DEFAULT_DATA, HELP_NAMES, OptionRefused
from aro_rp.local.terminal import fail, run

if TYPE_CHECKING:
    from aro_rp.env import Access, Settings

app = typer.Typer(
    name="aro",
    help="The Azure Red Hat OpenShift resource provider. Start with `aro local`.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    add_completion=False,
    context_settings=HELP_NAMES,
)
app.add_typer(local_app, name="local")
app.add_typer(db_app, name="db")


METHODS = ("GET", "PUT", "PATCH", "POST", "DELETE")


def _method(text: str) -> str:
    if text.upper() not in METHODS:
        raise typer.BadParameter(f"'{text}' is none of {', '.join(METHODS)}")
    return text.upper()


@app.command()
def rest(
    method: Annotated[
        str, typer.Argument(help="GET, PUT, PATCH, POST or DELETE.", callback=_method)
    ],
    path: Annotated[
        str, typer.Argument(help=f"Path of the call; without api-version it is {API_VERSION}'s.")
    ],
    body: Annotated[
        str | None, typer.Option(help="JSON text, @FILE, or - for standard input.")
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Follow the operation to its end.")] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Make one call to the running local stack, with a token, and show the reply."""
    from aro_rp.clock import SystemClock
    from aro_rp.local import rest as calls
    from aro_rp.local.arm_client import LocalEndpoint

    try:
        endpoint = LocalEndpoint.load(data)
        content = calls.read_body(body)
    except FileNotFoundError as missing:
        stack = f"aro local --data {quote(str(data))}"
        fail(f"'{missing.filename}' does not exist; is `{stack}` running?")
    except (OptionRefused, ValueError) as wrong:
        fail(str(wrong))
    call = calls.call(
        endpoint,
        SystemClock(),
        Console(),
        method=method,
        path=path,
        body=content,
        wait=wait,
    )
    raise typer.Exit(run(call))


@app.command()
def frontend(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=PORTS, help="Port to listen on; 0 is any.")
    ] = 8080,
    processes: Annotated[
        int, typer.Option(min=1, help="How many processes share the port; one uses one core.")
    ] = 1,
    share_port: Annotated[
        bool, typer.Option("--share-port", help="Let other processes listen on the port, too.")
    ] = False,
) -> None:
    """Answer ARM's requests over TLS. The environment has the settings: docs/settings.md.

    With RP_MODE=development it speaks plain HTTP and lets everybody in. On SIGTERM it says that it
    is not ready, and ends once load balancers have had the time to notice.
    """
    settings = _settings()
    access = _access(settings)
    if processes > 1:
        from aro_rp.processes.several import run_several

        one = (sys.executable, "-m", "aro_rp", "frontend", "--share-port", "--host", host)
        raise typer.Exit(
            run(run_several(processes, lambda port: (*one, "--port", str(port)), host, port))
        )
    from aro_rp.processes.frontend import run_frontend

    run(run_frontend(settings, access, host, port, shares_port=share_port))


@app.command()
def backend() -> None:
    """Bring accepted operations to their end. The environment has the settings: docs/settings.md.

    On SIGTERM it takes no more work, and ends when what is under way has ended.
    """
    from aro_rp.processes.backend import run_backend

    run(run_backend(_settings()))


def _settings() -> Settings:
    from aro_rp.env import Settings, SettingsError

    try:
        return Settings.from_environment(os.environ)
    except SettingsError as error:
        fail(str(error))


def _access(settings: Settings) -> Access | None:
    from aro_rp.env import Access, SettingsError

    if settings.is_local:
        return None
    try:
        return Access.from_environment(os.environ, settings)
    except SettingsError as error:
        fail(str(error))


def main() -> None:
    # connexion imports what its own dependencies are about to drop; no business of a user's.
    warnings.filterwarnings("ignore", module="connexion")
    app()
