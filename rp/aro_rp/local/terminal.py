"""How a command of `aro` runs and how it fails."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any, NoReturn

import typer


def run(main: Coroutine[Any, Any, int | None]) -> int:
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
        fail(sentence)


def fail(sentence: str) -> NoReturn:
    """Ends the command with one sentence on standard error."""
    typer.echo(f"aro: {sentence}", err=True)
    raise typer.Exit(1)
