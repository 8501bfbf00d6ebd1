"""Begin and end of an ASGI application that has nothing to do beside its requests."""

from __future__ import annotations

from typing import Any


async def live(receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})
