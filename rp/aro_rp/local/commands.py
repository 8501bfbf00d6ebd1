"""`aro local`: the whole service on this machine, and a shell that speaks to it."""

from __future__ import annotations

import os
import sys
import uuid
from pathlib import Path
from typing import Annotated

import typer

from aro_rp.local.options import DEFAULT_DATA
from aro_rp.local.terminal import fail, run

DEFAULT_SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"


def folder(text: str) -> Path:
    """Nothing is no folder: a shell's variable without a value would mean the working directory."""
    if not text:
        raise typer.BadParameter("a folder has a name")
    return Path(text)


Data = Annotated[
    Path,
    typer.Option(
        "--data", metavar="FOLDER", parser=folder, help="Folder that keeps the stack's state."
    ),
]
Instant = Annotated[
    bool, typer.Option("--instant", help="Leave out simulated waiting; steps stay.")
]

PORTS = 65535


def guid(text: str) -> str:
    """The id in lower case, as ARM knows it."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise typer.BadParameter(f"'{text}' is not a GUID") from None


local_app = typer.Typer(rich_markup_mode="markdown")


@local_app.callback(invoke_without_command=True)
def local(
    context: typer.Context,
    data: Data = DEFAULT_DATA,
    port: Annotated[
        int, typer.Option(max=PORTS, min=0, help="TLS port of the ARM front door; 0 is any.")
    ] = 8443,
    rp_port: Annotated[
        int, typer.Option(max=PORTS, min=0, help="Port of the RP itself; 0 is any.")
    ] = 0,
    subscription: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="A subscription that exists; may be given again.",
            callback=lambda given: [guid(one) for one in given or ()],
        ),
    ] = None,
    demo: Annotated[bool, typer.Option(help="Create a demo cluster and show it.")] = True,
    instant: Instant = False,
    cloud: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="JSON that says where the local cloud falls short."),
    ] = None,
) -> None:
    """Run the whole service on this machine: a local Azure, the frontend and a backend.

    Everything listens on loopback. Unless told otherwise there is one subscription,
    00000000-0000-0000-0000-000000000001. State lives in the data folder; the next start goes on
    where this one stops, also when it is killed. With --no-demo one line is printed when it
    answers: ready ARM-URL CA-FILE RP-URL.
    """
    if context.invoked_subcommand is not None:
        return
    from aro_rp.local.console import run_local
    from aro_rp.local.options import LocalOptions

    subscriptions = tuple(subscription or [DEFAULT_SUBSCRIPTION])
    options = LocalOptions(data, port, rp_port, subscriptions, instant, cloud)
    run(run_local(options, demo=demo))


@local_app.command("env")
def env(data: Data = DEFAULT_DATA) -> None:
    """Print the exports after which `az` speaks to the running stack: eval "$(aro local env)".

    az gets a configuration folder of its own in the data folder, signed in to the local cloud;
    yours stays as it is.
    """
    from aro_rp.local import shell

    try:
        variables = shell.variables_of(data, os.environ)
    except shell.TROUBLES as trouble:
        fail(str(trouble))
    sys.stdout.write(shell.exports(variables))


@local_app.command(
    "shell", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False}
)
def enter(
    command: Annotated[
        list[str] | None, typer.Argument(help="What to run instead of a shell.")
    ] = None,
    data: Data = DEFAULT_DATA,
    instant: Instant = False,
) -> None:
    """Open a shell in which `az` speaks to the local cloud; or run one COMMAND in it.

    It joins the stack that runs on the data folder. Where none does, it starts one, without the
    demo cluster, that ends with the shell.
    """
    from aro_rp.local import shell

    try:
        code = shell.enter(data, command or [], os.environ, instant=instant)
    except shell.TROUBLES as trouble:
        fail(str(trouble))
    raise typer.Exit(code)
