"""The data folder of a local stack belongs to one process at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from aro_rp.local.options import OptionRefused


class FolderInUse(Exception):
    """Another stack runs on the folder; the message says which process."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Holds the folder while the block runs; the system lets go when the process dies.

    Raises ``FolderInUse``, and ``OptionRefused`` for what cannot be a folder of ours.
    """
    with _opened_lock(folder) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            owner = file.read().strip() or "unknown"
            raise FolderInUse(
                f"'{folder}' is in use by process {owner}; stop it or choose another --data folder"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _opened_lock(folder: Path) -> TextIO:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return (folder / "lock").open("a+")
    except OSError as problem:
        reason = "it is no folder" if isinstance(problem, FileExistsError) else problem.strerror
        raise OptionRefused(
            f"--data '{folder}' cannot be used: {reason}; choose another folder"
        ) from problem


def is_in_use(folder: Path) -> bool:
    """True while a stack runs on the folder."""
    try:
        with (folder / "lock").open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except BlockingIOError:
        return True
    return False
