"""Where private keys come from: an argument, because making one is chance and takes long."""

from __future__ import annotations

import asyncio
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

PrivateKey = RSAPrivateKey | ec.EllipticCurvePrivateKey


class Keys(Protocol):
    """Makes RSA keys, and keys on the curve P-256, which take no time to make."""

    async def rsa(self, bits: int) -> RSAPrivateKey: ...

    def ec(self) -> ec.EllipticCurvePrivateKey: ...


class GeneratedKeys:
    """New keys, made off the event loop (OpenSSL lets go of the interpreter meanwhile)."""

    async def rsa(self, bits: int) -> RSAPrivateKey:
        return await asyncio.to_thread(generate_private_key, 65537, bits)

    def ec(self) -> ec.EllipticCurvePrivateKey:
        return ec.generate_private_key(ec.SECP256R1())


def private_pem(key: PrivateKey) -> str:
    """PEM text: PKCS#1 for RSA, SEC 1 for a curve."""
    return key.private_bytes(
        Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
    ).decode()
