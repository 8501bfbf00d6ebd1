"""Where private keys come from."""

from __future__ import annotations

from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key


class KeySource(Protocol):
    """Hands out RSA keys of 2048 bits, and keys on the curve P-256."""

    def rsa(self) -> RSAPrivateKey: ...

    def ec(self) -> ec.EllipticCurvePrivateKey: ...


class FreshKeys:
    """A new key every time."""

    def rsa(self) -> RSAPrivateKey:
        return generate_private_key(65537, 2048)

    def ec(self) -> ec.EllipticCurvePrivateKey:
        return ec.generate_private_key(ec.SECP256R1())
