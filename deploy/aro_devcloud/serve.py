"""Serves a cloud over TLS on loopback."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from aro_devcloud.app import ABORT
from aro_devcloud.cloud import Cloud
from aro_devcloud.errors import CloudError
from aro_devcloud.http import AsgiApp, error_response
from aro_devcloud.proxy import proxying
from aro_devcloud.tls import ensure_tls

HOST = "127.0.0.1"
_STOP_S = 3
_NO_REQUEST = "The request was invalid: it does not follow the grammar of HTTP/1.1."


@dataclass(frozen=True, slots=True)
class Served:
    """A cloud that answers at ``url`` to clients that trust ``ca_file``, and through ``proxy_url``
    for Azure's public hosts.
    """

    cloud: Cloud
    url: str
    ca_file: Path
    proxy_url: str


@asynccontextmanager
async def serve(cloud: Cloud, folder: Path, port: int = 0) -> AsyncIterator[Served]:
    """Answers on a loopback port (0: any free one) until the end of the block."""
    files = ensure_tls(folder)
    listener = _listen(port)
    config = uvicorn.Config(
        cloud.app,
        http=_BreakableProtocol,
        loop="none",
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=_STOP_S,
        ssl_certfile=str(files.certificate),
        ssl_keyfile=str(files.key),
    )
    server = _Server(config)
    await cloud.start()
    running = asyncio.create_task(server.serve(sockets=[listener]), name="cloud server")
    try:
        await _until_started(server, running)
        chosen = listener.getsockname()[1]
        async with proxying(chosen) as proxy_url:
            yield Served(cloud, f"https://{HOST}:{chosen}", files.ca, proxy_url)
    finally:
        server.should_exit = True
        await running
        await cloud.close()


def _listen(port: int) -> socket.socket:
    # asyncio sets TCP_NODELAY only on sockets that say they are TCP. Without it every reply of two
    # writes waits 40 ms for the client's delayed acknowledgement.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, port))
    return listener


async def _until_started(server: uvicorn.Server, running: asyncio.Task[None]) -> None:
    while not server.started:
        if running.done():
            running.result()
            raise RuntimeError("the local cloud's server ended before it answered")
        await asyncio.sleep(0.005)


class _Server(uvicorn.Server):
    """A server inside somebody else's process: signals are not its business."""

    def capture_signals(self) -> Any:
        return nullcontext()


class _BreakableProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """uvicorn's HTTP protocol, with a way to break the connection for fault rules."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.app: AsgiApp = _with_abort(self.app, transport)

    def send_400_response(self, msg: str) -> None:
        """What never becomes a request is refused in ARM's form, too."""
        refusal = error_response(CloudError(400, "InvalidRequestContent", _NO_REQUEST))
        headers = {**refusal.headers, "content-length": len(refusal.body), "connection": "close"}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.transport.write(f"HTTP/1.1 400 Bad Request\r\n{lines}\r\n".encode() + refusal.body)
        self.transport.close()


def _with_abort(app: AsgiApp, transport: Any) -> AsgiApp:
    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        extensions = {**scope.get("extensions", {}), ABORT: transport.abort}
        await app({**scope, "extensions": extensions}, receive, send)

    return wrapped
