"""The metrics agent's wire format and socket (monitor.md 5, fleet.md 9)."""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Protocol

import orjson
import structlog

from aro_rp.clock import Clock

QUEUE_LENGTH = 1024
OLDEST = timedelta(seconds=60)
WRITE_DEADLINE_S = 10.0
SAY_AGAIN = timedelta(seconds=1)
GATHER_S = 0.01
"""How long figures wait for others to go out with: a write of its own costs more than a request."""

KEPT_HEADS = 10_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)

_Measured = tuple[str, float, Mapping[str, str], datetime]
_log = structlog.get_logger(component="metrics")


@dataclass(frozen=True, slots=True)
class Agent:
    """Where the agent listens: ``unix`` and a path, or ``udp`` and host:port."""

    network: str
    address: str

    @classmethod
    def parse(cls, text: str) -> Agent:
        """Raises ``ValueError`` for anything but ``unix:PATH`` and ``udp:HOST:PORT``."""
        network, colon, address = text.partition(":")
        network = network.lower()
        if not colon or network not in ("unix", "udp"):
            raise ValueError("not unix:PATH or udp:HOST:PORT")
        if network == "udp" and not address.rpartition(":")[2].isdecimal():
            raise ValueError("udp needs HOST:PORT")
        return cls(network, address)


@dataclass(frozen=True, slots=True)
class Account:
    """Whose figures these are; ``dimensions`` override those of the caller."""

    account: str = ""
    namespace: str = ""
    dimensions: Mapping[str, str] = field(default_factory=dict)


def head_of(account: Account, name: str, dimensions: Mapping[str, str]) -> bytes:
    """The packets of one figure up to their time, which alone changes."""
    head = {
        "Metric": name,
        "Account": account.account or "*",
        "Namespace": account.namespace or "*",
        "Dims": dict(sorted({**dimensions, **account.dimensions}.items())),
    }
    return orjson.dumps(head)[:-1] + b',"TS":"'


def packet(head: bytes, stamp: bytes, value: float) -> bytes:
    """One datagram: whole numbers are gauges, others floats with six decimals."""
    whole = int(value)
    if value == whole:
        return b'%b%b"}:%d|g\n' % (head, stamp, whole)
    return b'%b%b"}:%.6f|f\n' % (head, stamp, value)


def stamp_of(at: datetime) -> bytes:
    """A time as packets have it."""
    return _stamp((at - EPOCH) // MILLISECOND)


@lru_cache(maxsize=16)
def _stamp(milliseconds: int) -> bytes:
    """Many figures are of one millisecond, whose text takes as long as the rest of a packet."""
    at = EPOCH + milliseconds * MILLISECOND
    return at.isoformat(timespec="milliseconds")[:23].encode()


class Connection(Protocol):
    """An open way to the agent."""

    async def send(self, packets: Sequence[bytes]) -> None: ...

    def close(self) -> None: ...


class StatsdMetrics:
    """Queues in memory and sends from one task; what nobody takes within a minute is dropped.

    A full queue drops its oldest figure: requests never wait for the agent.
    """

    def __init__(self, agent: Agent, account: Account, clock: Clock, *, quiet: bool) -> None:
        self._agent = agent
        self._account = account
        self._clock = clock
        self._quiet = quiet
        self._queue: deque[_Measured] = deque(maxlen=QUEUE_LENGTH)
        self._heads: dict[tuple[object, ...], bytes] = {}
        self._filled = asyncio.Event()
        self._said: datetime | None = None

    def gauge(
        self,
        name: str,
        value: float,
        dimensions: Mapping[str, str],
        at: datetime | None = None,
    ) -> None:
        if not self._queue:
            self._filled.set()
        self._queue.append((name, value, dimensions, at or self._clock.now()))

    async def run(self) -> None:
        """Sends until cancelled; the connection is opened anew after every failure."""
        connection: Connection | None = None
        try:
            while True:
                await self._filled.wait()
                await self._clock.sleep(GATHER_S)
                self._filled.clear()
                connection = await self._send(connection, self._taken())
        finally:
            if connection is not None:
                connection.close()

    def _taken(self) -> list[bytes]:
        """Everything that waits and is not too old, as packets."""
        since, last, stamp = self._clock.now() - OLDEST, None, b""
        heads: dict[tuple[str, int], bytes] = {}
        packets = []
        for name, value, dimensions, at in self._queue:
            if at < since:
                continue
            if at is not last:
                last, stamp = at, stamp_of(at)
            told = (name, id(dimensions))  # nobody else has the id: the queue holds them all
            head = heads.get(told)
            if head is None:
                head = heads[told] = self._head(name, dimensions)
            packets.append(packet(head, stamp, value))
        self._queue.clear()
        return packets

    def _head(self, name: str, dimensions: Mapping[str, str]) -> bytes:
        key = (name, *dimensions.items())
        head = self._heads.get(key)
        if head is None:
            if len(self._heads) >= KEPT_HEADS:
                self._heads.clear()
            head = self._heads[key] = head_of(self._account, name, dimensions)
        return head

    async def _send(self, connection: Connection | None, packets: list[bytes]) -> Connection | None:
        try:
            async with asyncio.timeout(WRITE_DEADLINE_S):
                connection = connection or await _connected(self._agent)
                await connection.send(packets)
        except OSError as error:
            self._say(error)
            if connection is not None:
                connection.close()
            return None
        return connection

    def _say(self, error: OSError) -> None:
        """At most once a second, and never on a laptop, where no agent is expected."""
        now = self._clock.now()
        if self._quiet or (self._said is not None and now - self._said < SAY_AGAIN):
            return
        self._said = now
        _log.warning("a figure did not reach the metrics agent", error=type(error).__name__)


class _Stream:
    """Packets end with a newline, so many go out in one write."""

    def __init__(self, open_socket: socket.socket) -> None:
        self._socket = open_socket

    async def send(self, packets: Sequence[bytes]) -> None:
        await asyncio.get_running_loop().sock_sendall(self._socket, b"".join(packets))

    def close(self) -> None:
        self._socket.close()


class _Datagrams:
    def __init__(self, open_socket: socket.socket) -> None:
        self._socket = open_socket

    async def send(self, packets: Sequence[bytes]) -> None:
        loop = asyncio.get_running_loop()
        for one in packets:
            await loop.sock_sendall(self._socket, one)

    def close(self) -> None:
        self._socket.close()


async def _connected(agent: Agent) -> Connection:
    """Raises OSError when nobody listens."""
    loop = asyncio.get_running_loop()
    if agent.network == "udp":
        host, _, port = agent.address.rpartition(":")
        family, kind, _, _, address = (
            await loop.getaddrinfo(host, int(port), type=socket.SOCK_DGRAM)
        )[0]
        return _Datagrams(await _opened(family, kind, address))
    return _Stream(await _opened(socket.AF_UNIX, socket.SOCK_STREAM, agent.address))


async def _opened(family: int, kind: int, address: object) -> socket.socket:
    open_socket = socket.socket(family, kind)
    open_socket.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(open_socket, address)  # type: ignore[arg-type]
    except BaseException:
        open_socket.close()
        raise
    return open_socket
