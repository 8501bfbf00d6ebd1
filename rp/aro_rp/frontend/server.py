"""Serves an ASGI application with uvicorn, started and stopped from code.

The event loop is the caller's: run it under uvloop for speed.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Set
from contextlib import asynccontextmanager
from typing import Any, Protocol

import uvicorn

from aro_rp.frontend.patience import PatientProtocol
from aro_rp.frontend.tls import PeerProtocol, ServerTls

_BACKLOG = 2048
_KEEP_ALIVE_S = 120
_CLOSING_S = 0.1
_GRACE_S = 60
"""As long as ARM waits for an answer, so that a request which is in work is not cut off."""


class _Server(uvicorn.Server):
    """Tells when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        closing = asyncio.create_task(close_all(self.server_state.connections), name="closing")
        try:
            await super().shutdown(sockets)
        finally:
            closing.cancel()


class Connection(Protocol):
    """A connection of uvicorn's, which ``shutdown`` closes as soon as no reply is due on it."""

    def shutdown(self) -> None: ...


async def close_all(connections: Set[Connection]) -> None:
    """Asks again and again, until cancelled.

    uvicorn asks once, and what it accepted at that very moment would be served on and on.
    """
    while True:
        for connection in tuple(connections):
            connection.shutdown()
        await asyncio.sleep(_CLOSING_S)


@asynccontextmanager
async def serving(
    app: Any,
    host: str = "127.0.0.1",
    port: int = 0,
    tls: ServerTls | None = None,
    *,
    shares_port: bool = False,
) -> AsyncIterator[str]:
    """Serves while the block runs; gives the base URL. Port 0 takes any free one.

    Processes that share a port each get a part of its connections. Signals stay with the process.
    Raises OSError when the address is taken.
    """
    listener = socket.create_server((host, port), backlog=_BACKLOG, reuse_port=shares_port)
    server = _Server(_config(app, tls))
    running = asyncio.create_task(server._serve([listener]), name=f"serve {host}:{port}")
    try:
        await server.up.wait()
        yield f"{'https' if tls else 'http'}://{host}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running
        listener.close()


def _config(app: Any, tls: ServerTls | None) -> uvicorn.Config:
    config = uvicorn.Config(
        app,
        http=PeerProtocol if tls else PatientProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_GRACE_S,
        backlog=_BACKLOG,
    )
    config.load()
    if tls:
        config.ssl = tls.context
    return config
