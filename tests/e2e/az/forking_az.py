"""Runs commands of the Azure CLI, each in a fork of a process that has the CLI imported already.

Usage: ``python forking_az.py FD`` with the interpreter of the CLI and one end of a pair of
SOCK_SEQPACKET sockets. A message is JSON of `words`, `variables` and `folder`, with three files:
standard input, output and error. The answer is the exit code, in digits. It ends when the other
end is closed.

A fork runs the CLI's own `__main__`, so nothing but the start of an interpreter is left out. What
a command had to import, the process imports too, for those that follow; extensions stay out.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import runpy
import socket
import sys
import traceback
from contextlib import suppress
from typing import Any, NoReturn

import azure.cli.core

KEPT = ("azure.", "knack.", "msal", "msrest", "requests", "urllib3", "oauthlib", "cryptography")
MESSAGE_BYTES = 1 << 18


def serve(tests: socket.socket) -> None:
    while True:
        message, files, _, _ = socket.recv_fds(tests, MESSAGE_BYTES, 3)
        if not message:
            return
        code, imported = forked(json.loads(message), files)
        for file in files:
            os.close(file)
        tests.send(str(code).encode())
        for name in imported:
            with suppress(ImportError):
                importlib.import_module(name)


def forked(asked: dict[str, Any], files: list[int]) -> tuple[int, list[str]]:
    """The command's exit code, and what it imported beyond what is here."""
    there, here = os.pipe()
    gc.freeze()
    child = os.fork()
    if child == 0:
        os.close(there)
        run(asked, files, here)
    os.close(here)
    with os.fdopen(there) as told:
        imported = told.read().split()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), imported


def run(asked: dict[str, Any], files: list[int], told: int) -> NoReturn:
    """The command from its first line to the end of its process."""
    for number, file in enumerate(files):
        os.dup2(file, number)
    os.environ.clear()
    os.environ.update(asked["variables"])
    os.chdir(asked["folder"])
    sys.argv = ["az", *asked["words"]]
    before = set(sys.modules)
    code = main()
    names = [name for name in sys.modules.keys() - before if name.startswith(KEPT)]
    os.write(told, "\n".join(sorted(names)).encode())
    os._exit(code)


def main() -> int:
    """What the interpreter does but for taking itself apart, which takes longer than a command."""
    code: object = 0
    try:
        runpy.run_module("azure.cli", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - as an interpreter does
        traceback.print_exc()
        code = 1
    if not isinstance(code, int | None):
        sys.stderr.write(f"{code}\n")
        code = 1
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    return code or 0


if __name__ == "__main__":
    assert azure.cli.core
    serve(socket.socket(fileno=int(sys.argv[1])))
