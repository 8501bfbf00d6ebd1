"""Seals the install graph with the key its reader gave: AEAD_AES_256_CBC_HMAC_SHA_512 (RFC 7518
5.2.5).

Sealed bytes are the IV (16), the AES-256-CBC ciphertext and the first 32 bytes of the HMAC, in
base64.
"""

from __future__ import annotations

import base64
import hmac
import os

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

KEY_BYTES = 64


def seal(clear: bytes, key: bytes) -> bytes:
    """Base64 of the sealed bytes; the first half of the 64-byte key authenticates, the second
    encrypts.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"a graph key has {KEY_BYTES} bytes, this one {len(key)}")
    initial = os.urandom(16)
    padder = padding.PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(key[32:]), modes.CBC(initial)).encryptor()
    padded = padder.update(clear) + padder.finalize()
    body = initial + encryptor.update(padded) + encryptor.finalize()
    no_associated_data = (0).to_bytes(8, "big")
    mac = hmac.digest(key[:32], body + no_associated_data, "sha512")[:32]
    return base64.b64encode(body + mac)
