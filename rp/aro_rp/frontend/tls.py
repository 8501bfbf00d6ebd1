"""The frontend's own TLS: it asks callers for a certificate and leaves the verdict to authorizers.

Python's TLS cannot let an unknown certificate through, so a caller whose certificate is neither one
that ARM publishes nor under a root of ours is turned away in the handshake already.
"""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path
from typing import Any

from aro_rp.frontend.authentication.peer import Peer
from aro_rp.frontend.call import PEER
from aro_rp.frontend.patience import PatientProtocol


class ServerTls:
    """One context for the process; trust can be added while it serves."""

    def __init__(self, certificate: Path, key: Path) -> None:
        """Raises OSError or ``ssl.SSLError`` when certificate and key cannot be used."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.options |= ssl.OP_NO_TICKET
        context.num_tickets = 0
        context.set_alpn_protocols(["http/1.1"])
        context.verify_mode = ssl.CERT_OPTIONAL
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        context.load_cert_chain(certificate, key)
        self.context = context

    def trust(self, der: bytes) -> None:
        """Lets callers through the handshake that hold this certificate or one under it."""
        self.context.load_verify_locations(cadata=der)


class PeerProtocol(PatientProtocol):
    """Puts the caller's certificate where every request of the connection finds it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        peer = presented(transport.get_extra_info("ssl_object"))
        if peer is not None:
            self.app_state = {**self.app_state, PEER: peer}


def presented(connection: Any) -> Peer | None:
    """What the other end of a TLS connection showed of itself."""
    leaf = connection.getpeercert(binary_form=True)
    if leaf is None:
        return None
    return Peer(leaf, tuple(der for der in _chain(connection) if der != leaf))


def _chain(connection: Any) -> list[bytes]:
    """Public since Python 3.13; the same call lies one level lower before."""
    if hasattr(connection, "get_unverified_chain"):
        return list(connection.get_unverified_chain())
    certificates = connection._sslobj.get_unverified_chain()
    return [ssl.PEM_cert_to_DER_cert(one.public_bytes()) for one in certificates]
