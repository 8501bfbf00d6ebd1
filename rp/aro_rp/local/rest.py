"""`aro rest`: one call to the running local stack, like `az rest` but without Azure's tools."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from rich.console import Console

from aro_rp.clock import Clock
from aro_rp.local import progress
from aro_rp.local.arm_client import ArmClient, CallRefused, LocalEndpoint


def read_body(text: str | None) -> object | None:
    """JSON given as text, as ``@file`` or as ``-`` for standard input; ``ValueError`` otherwise."""
    if text is None:
        return None
    if text == "-":
        text = sys.stdin.read()
    elif text.startswith("@"):
        text = Path(text[1:]).read_text()
    return dict(json.loads(text))


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
            console.out(refused.reply.text, highlight=False)
            return 1
        if reply.content:
            console.out(json.dumps(reply.json(), indent=2), highlight=False)
        operation = reply.headers.get("Azure-AsyncOperation")
        if not wait or operation is None:
            return 0
        last = await progress.show(method.upper(), arm.follow(operation), errors, clock)
        if last.error:
            console.out(json.dumps({"error": last.error}, indent=2), highlight=False)
        return 0 if last.status == "Succeeded" else 1
