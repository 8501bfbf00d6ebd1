"""A shell whose programs speak to the local cloud, `az` first of all."""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import NoReturn

from aro_rp.local.arm_client import LocalEndpoint
from aro_rp.local.azure_cli import AzMissing, AzRefused, AzureCli, find
from aro_rp.local.folder import is_in_use
from aro_rp.local.process import NotStarted, started

START_S = 30.0
LOOK_S = 0.05


class NoStack(Exception):
    """No stack runs on the folder; the message says how to start one."""


TROUBLES = (AzMissing, AzRefused, NoStack, NotStarted)


def variables_of(
    data: Path, inherited: Mapping[str, str], patience_s: float = START_S
) -> dict[str, str]:
    """What to set so that `az` speaks to the stack that runs on the folder; signs it in.

    A stack that is still starting gets some seconds to do so.

    Raises one of ``TROUBLES``.
    """
    program = find(inherited)
    if not is_in_use(data):
        option = f"--data {shlex.quote(str(data))}"
        raise NoStack(
            f"no stack runs on '{data}'. Start one with `aro local {option}` in another "
            f"terminal; or use `aro local shell {option}`, which starts its own"
        )
    azure = AzureCli(program, data.resolve() / "az", _endpoint(data, patience_s))
    azure.sign_in(inherited)
    return azure.environment(inherited)


def _endpoint(data: Path, patience_s: float) -> LocalEndpoint:
    deadline = time.monotonic() + patience_s
    while True:
        try:
            return LocalEndpoint.load(data)
        except FileNotFoundError:
            if time.monotonic() >= deadline:
                sentence = f"the stack on '{data}' is still starting; try again"
                raise NoStack(sentence) from None
        except ValueError as problem:
            raise NoStack(str(problem)) from problem
        time.sleep(LOOK_S)


def exports(variables: Mapping[str, str]) -> str:
    """Lines for a POSIX shell to evaluate."""
    return "".join(
        f"export {name}={shlex.quote(value)}\n" for name, value in sorted(variables.items())
    )


def enter(
    data: Path, command: Sequence[str], inherited: Mapping[str, str], *, instant: bool
) -> int:
    """Runs the command, or else the user's shell; the result is its exit code.

    Raises one of ``TROUBLES``.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    with ExitStack() as opened:
        find(inherited)
        if not is_in_use(data):
            sys.stderr.write(f"No stack runs on '{data}': starting one for this shell.\n")
            opened.enter_context(started(data, *(["--instant"] if instant else [])))
        variables = variables_of(data, inherited)
        words = list(command) or [inherited.get("SHELL") or "/bin/sh"]
        if not command:
            _greet(data)
        return run_in(words, {**inherited, **variables})


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    """Ends in order, so that a closed terminal takes its stack along."""
    raise SystemExit(128 + number)


def _greet(data: Path) -> None:
    sys.stderr.write(
        f"In this shell `az` is signed in to the local cloud; its settings are in '{data}/az'.\n"
        "Azure's public hosts lead to it as well; HTTPS_PROXY refuses every other host.\n"
        "Leave with `exit`.\n"
    )


def run_in(words: Sequence[str], variables: Mapping[str, str]) -> int:
    """The exit code as a shell would tell it; Ctrl-C is the command's business."""
    try:
        process = subprocess.Popen(words, env=dict(variables))
    except OSError as problem:
        sys.stderr.write(f"aro: {words[0]}: {problem.strerror}\n")
        return 127
    try:
        while True:
            try:
                code = process.wait()
            except KeyboardInterrupt:
                continue
            return code if code >= 0 else 128 - code
    finally:
        if process.poll() is None:
            process.terminate()
