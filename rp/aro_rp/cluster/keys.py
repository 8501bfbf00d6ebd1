"""Where private keys come from: an argument, because making one is chance and takes long."""

from __future__ import annotations

import asyncio
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)


class Keys(Protocol):
    """Makes RSA keys."""

    async def rsa(self, bits: int) -> RSAPrivateKey: ...


class GeneratedKeys:
    """New keys, made off the event loop (OpenSSL lets go of the interpreter meanwhile)."""

    async def rsa(self, bits: int) -> RSAPrivateKey:
        return await asyncio.to_thread(generate_private_key, 65537, bits)


def private_pem(key: RSAPrivateKey) -> str:
    """PKCS#1 PEM text."""
    return key.private_bytes(
        Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
    ).decode()
