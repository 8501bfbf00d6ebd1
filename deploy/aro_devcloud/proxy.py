"""A proxy for clients that call Azure's public hosts whatever they are told.

It leads CONNECT requests for those hosts to the local cloud, whose certificate names them, and
refuses every other host, so that nothing meant for the local cloud ever leaves the machine.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress

from aro_devcloud.addresses import PUBLIC_HOSTS

_HOST = "127.0.0.1"
_HEAD_S = 10
_CHUNK = 65536


@asynccontextmanager
async def proxying(target_port: int, port: int = 0) -> AsyncIterator[str]:
    """Relays from a loopback port (0: any free one) until the end of the block; gives its URL."""
    relays: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        relays.add(task)
        task.add_done_callback(relays.discard)
        try:
            with suppress(ConnectionError, TimeoutError, asyncio.IncompleteReadError):
                await _serve(reader, writer, target_port)
        finally:
            writer.close()

    server = await asyncio.start_server(accept, _HOST, port)
    try:
        yield f"http://{_HOST}:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in list(relays):
            task.cancel()
        await asyncio.gather(*relays, return_exceptions=True)


async def _serve(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target_port: int
) -> None:
    try:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _HEAD_S)
    except asyncio.LimitOverrunError:
        return await _refuse(writer, "431 Request Header Fields Too Large")
    refusal = refusal_of(head.split(b"\r\n", 1)[0].decode("latin-1"), PUBLIC_HOSTS)
    if refusal:
        return await _refuse(writer, refusal)
    cloud_reader, cloud_writer = await asyncio.open_connection(_HOST, target_port)
    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_copy(reader, cloud_writer))
            group.create_task(_copy(cloud_reader, writer))
    finally:
        cloud_writer.close()


def refusal_of(line: str, hosts: Collection[str]) -> str:
    """The status a request line is refused with, "" when it is a CONNECT to one of the hosts.

    Clients show the reason phrase and little else, so it says what to do.
    """
    method, _, rest = line.partition(" ")
    authority = rest.partition(" ")[0]
    if method != "CONNECT":
        return f"405 the local cloud's proxy takes CONNECT only, not {method[:20] or 'this'}"
    host, _, port = authority.rpartition(":")
    if host.lower() in hosts and port == "443":
        return ""
    return (
        f"403 {authority[:100]} is not in the local cloud; unset HTTPS_PROXY to reach it "
        f"(served here: {' '.join(sorted(hosts))})"
    )


async def _refuse(writer: asyncio.StreamWriter, status: str) -> None:
    body = status.partition(" ")[2].encode() + b"\n"
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode("latin-1") + body)
    await writer.drain()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copies until the end, and passes the end on while the other direction goes on."""
    with suppress(ConnectionError):
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
