"""Seals secrets at rest: AEAD_AES_256_CBC_HMAC_SHA_512, encrypt then MAC.

The algorithm of draft-mcgrew-aead-aes-cbc-hmac-sha2 and RFC 7518 5.2.5; sealed bytes are
IV (16), AES-256-CBC ciphertext, MAC (32); reference backend.md 6.
"""

from __future__ import annotations

import binascii
import hmac
import os
from collections.abc import Callable, Sequence

from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers import algorithms, modes
from cryptography.hazmat.primitives.hmac import HMAC

KEY_BYTES = 64
IV_BYTES = 16
MAC_BYTES = 32
BLOCK_BYTES = 16

RandomBytes = Callable[[int], bytes]


class CannotUnseal(Exception):
    """No key opens the text, or it is damaged; never says what was in it."""


class AesCbcHmac:
    """One 64-byte key: the first half makes the MAC, the second encrypts.

    Both are set up once, which takes ten times as long as sealing a secret: the encryptor runs on
    from one text to the next, and its block in between is the IV. For that a random block is
    encrypted, so the IV is as random as if it had been drawn itself.
    """

    def __init__(self, key: bytes, random_bytes: RandomBytes = os.urandom) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"an encryption key has {KEY_BYTES} bytes, this one {len(key)}")
        self._keyed_mac = HMAC(key[:32], hashes.SHA512())
        block_cipher = BlockCipher(algorithms.AES(key[32:]), modes.CBC(bytes(IV_BYTES)))
        self._encryptor, self._decryptor = block_cipher.encryptor(), block_cipher.decryptor()
        self._random_bytes = random_bytes

    def seal(self, clear: bytes, associated: bytes = b"") -> bytes:
        """Never the same bytes twice; ``associated`` is needed again to open them."""
        sealed = self._encryptor.update(self._random_bytes(IV_BYTES) + _padded(clear))
        return sealed + self._mac(sealed, associated)

    def open(self, sealed: bytes, associated: bytes = b"") -> bytes:
        """Raises CannotUnseal unless this key sealed exactly these bytes."""
        body, mac = sealed[:-MAC_BYTES], sealed[-MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(body, associated)):
            raise CannotUnseal("the sealed bytes are damaged or another key sealed them")
        unpadder = padding.PKCS7(BLOCK_BYTES * 8).unpadder()
        padded = self._decryptor.update(body)[IV_BYTES:]
        return unpadder.update(padded) + unpadder.finalize()

    def _mac(self, body: bytes, associated: bytes) -> bytes:
        mac = self._keyed_mac.copy()
        mac.update(associated + body + (len(associated) * 8).to_bytes(8, "big"))
        return mac.finalize()[:MAC_BYTES]


def _padded(clear: bytes) -> bytes:
    """PKCS7; removing it is left to the library, which does so in constant time."""
    missing = BLOCK_BYTES - len(clear) % BLOCK_BYTES
    return clear + bytes((missing,)) * missing


class Cipher:
    """Seals text with the newest key and opens what any key sealed; sealed text is base64."""

    def __init__(self, newest_first: Sequence[AesCbcHmac]) -> None:
        if not newest_first:
            raise ValueError("a cipher needs at least one key")
        self._keys = tuple(newest_first)

    @classmethod
    def from_keys(cls, keys: Sequence[bytes], random_bytes: RandomBytes = os.urandom) -> Cipher:
        """64-byte keys in the order they were made: the last one seals."""
        return cls([AesCbcHmac(key, random_bytes) for key in reversed(keys)])

    def seal(self, text: str) -> str:
        """A secret as documents hold it."""
        return self._seal(text, b"")

    def unseal(self, sealed: str) -> str:
        """Raises CannotUnseal."""
        return self._open(sealed, b"")

    def seal_token(self, text: str) -> str:
        """A page token for clients; it does not open as a secret, nor a secret as a token."""
        return self._seal(text, b"page-token")

    def open_token(self, sealed: str) -> str:
        """Raises CannotUnseal."""
        return self._open(sealed, b"page-token")

    def _seal(self, text: str, associated: bytes) -> str:
        return binascii.b2a_base64(
            self._keys[0].seal(text.encode(), associated), newline=False
        ).decode()

    def _open(self, sealed: str, associated: bytes) -> str:
        try:
            data = binascii.a2b_base64(sealed, strict_mode=True)
        except ValueError as error:
            raise CannotUnseal("the sealed text is not base64") from error
        for key in self._keys:
            try:
                return key.open(data, associated).decode()
            except CannotUnseal:
                continue
        raise CannotUnseal(f"none of {len(self._keys)} keys opens the sealed text")
