"""`aro db`: moves documents between a database and a file."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer

from aro_rp.clock import SystemClock
from aro_rp.database.databases import SCHEME, open_store
from aro_rp.database.sqlite_file import MEMORY
from aro_rp.database.store import Store, StoreError
from aro_rp.database.transfer import ImportRefused, export_documents, import_documents

T = TypeVar("T")

STANDARD = "-"
MOST_PROBLEMS = 20

Data = Annotated[
    Path,
    typer.Option(
        "--data", metavar="FOLDER", help="Folder of the local stack; its database is aro.db."
    ),
]
Database = Annotated[
    str, typer.Option("--database", metavar="URL", help="sqlite:///PATH instead of --data.")
]
File = Annotated[str, typer.Argument(metavar="FILE", help="JSON lines; - for the standard stream.")]
Replace = Annotated[
    bool, typer.Option("--replace", help="Replace documents that exist instead of refusing them.")
]

db_app = typer.Typer(
    help="Move documents between a database and a file, one JSON object a line.",
    no_args_is_help=True,
)


@db_app.command("export")
def export_command(file: File, data: Data = Path(".aro"), database: Database = "") -> None:
    """Write every document to FILE. Secrets stay sealed; the service may be running."""
    url = _existing(data, database)
    count = _export_to_output(url) if file == STANDARD else _export_to(url, Path(file))
    typer.echo(f"exported {_documents(count)}", err=True)


@db_app.command("import")
def import_command(
    file: File, data: Data = Path(".aro"), database: Database = "", replace: Replace = False
) -> None:
    """Write every document of FILE to the database; nothing is written if a line is wrong.

    A document that exists refuses the import unless --replace is given.
    """
    url = database or f"{SCHEME}{data / 'aro.db'}"
    try:
        if file == STANDARD:
            count = _run(
                url, lambda store: import_documents(store, sys.stdin.buffer, replace=replace)
            )
        else:
            with Path(file).open("rb") as stream:
                count = _run(url, lambda store: import_documents(store, stream, replace=replace))
    except OSError as error:
        said = "standard input" if file == STANDARD else f"'{file}'"
        _fail(f"{said} cannot be read: {error.strerror}")
    except ImportRefused as refused:
        shown = "\n".join(map(str, refused.problems[:MOST_PROBLEMS]))
        more = len(refused.problems) - MOST_PROBLEMS
        rest = f"\nand {more} more" if more > 0 else ""
        said = "standard input" if file == STANDARD else f"'{file}'"
        _fail(f"{said}:\n{shown}{rest}\n{_documents(refused.written)} imported")
    typer.echo(f"imported {_documents(count)}", err=True)


def _export_to_output(url: str) -> int:
    try:
        count = _run(url, lambda store: export_documents(store, sys.stdout.buffer))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _fail(f"standard output cannot be written: {error.strerror}")
    return count


def _export_to(url: str, path: Path) -> int:
    """A file is there whole or as it was; a pipe or a device is written to as it is."""
    is_special = path.exists() and not path.is_file()
    part = path if is_special else path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            count = _run(url, lambda store: export_documents(store, stream))
        if not is_special:
            part.replace(path)
    except OSError as error:
        _fail(f"'{path}' cannot be written: {error.strerror}")
    finally:
        if not is_special:
            part.unlink(missing_ok=True)
    return count


def _existing(data: Path, database: str) -> str:
    url = database or f"{SCHEME}{data / 'aro.db'}"
    path = url.removeprefix(SCHEME)
    if path != MEMORY and "://" not in path and not Path(path).exists():
        _fail(f"there is no database '{path}'")
    return url


def _run(url: str, work: Callable[[Store], Awaitable[T]]) -> T:
    async def session() -> T:
        store = open_store(url, SystemClock())
        try:
            return await work(store)
        finally:
            await store.close()

    try:
        return asyncio.run(session())
    except (StoreError, ValueError) as error:
        _fail(str(error))


def _documents(count: int) -> str:
    return f"{count} document{'' if count == 1 else 's'}"


def _fail(message: str) -> NoReturn:
    typer.echo(f"aro: {message}", err=True)
    raise typer.Exit(1)
