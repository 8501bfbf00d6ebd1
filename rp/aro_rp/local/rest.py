"""`aro rest`: one call to the running local stack, like `az rest` but without Azure's tools."""

from __future__ import annotations

import json
import reprlib
import sys
from pathlib import Path

import httpx
from rich.console import Console

from aro_rp.clock import Clock
from aro_rp.local import progress
from aro_rp.local.arm_client import ArmClient, CallRefused, LocalEndpoint
from aro_rp.local.options import OptionRefused


def read_body(text: str | None) -> object | None:
    """A JSON object given as text, as ``@file`` or as ``-`` for standard input.

    Raises ``OptionRefused``.
    """
    if text is None:
        return None
    try:
        body = json.loads(_body_text(text))
    except ValueError as problem:
        raise OptionRefused(f"--body is not a JSON object: {problem}") from problem
    if not isinstance(body, dict):
        raise OptionRefused(f"--body is not a JSON object, but {reprlib.repr(body)}")
    return body


def _body_text(text: str) -> str:
    if text == "-":
        return sys.stdin.read()
    if not text.startswith("@"):
        return text
    file = Path(text[1:])
    try:
        return file.read_text()
    except OSError as problem:
        raise OptionRefused(
            f"the file '{file}' of --body cannot be read: {problem.strerror}"
        ) from problem


async def call(
    endpoint: LocalEndpoint,
    clock: Clock,
    console: Console,
    *,
    method: str,
    path: str,
    body: object | None,
    wait: bool,
) -> int:
    """Makes the call and shows its reply; the result is the process's exit code."""
    errors = Console(stderr=True)
    async with ArmClient(endpoint, clock) as arm:
        try:
            reply = await arm.call(method.upper(), path, body)
        except CallRefused as refused:
            errors.print(f"HTTP {refused.reply.status_code}", style="red", highlight=False)
            show(refused.reply, console)
            return 1
        show(reply, console)
        operation = reply.headers.get("Azure-AsyncOperation")
        if not wait or operation is None:
            return 0
        last = await progress.show(method.upper(), arm.follow(operation), errors, clock)
        if last.error:
            console.out(json.dumps({"error": last.error}, indent=2), highlight=False)
        return 0 if last.status == "Succeeded" else 1


def show(reply: httpx.Response, console: Console) -> None:
    """The body as a person reads it; nothing when there is none."""
    try:
        text = json.dumps(reply.json(), indent=2, ensure_ascii=False)
    except ValueError:
        text = reply.text.rstrip("\n")
    if text:
        console.out(text, highlight=False)
