"""The certificate at the other end of a connection, and what is decided from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from aro_rp.frontend.call import Call


@dataclass(frozen=True, slots=True)
class Peer:
    """Certificates in DER; ``chain`` is what was presented beside the leaf."""

    leaf: bytes
    chain: tuple[bytes, ...] = ()


class Authorizer(Protocol):
    """Decides over one request; never raises for what a caller sent."""

    @property
    def ready(self) -> bool:
        """Whether there is something to decide by."""

    async def permits(self, call: Call) -> bool: ...


class Everybody:
    """Lets everybody in: the local stack, where only loopback can call."""

    ready = True

    async def permits(self, call: Call) -> bool:
        return True


EVERYBODY = Everybody()
