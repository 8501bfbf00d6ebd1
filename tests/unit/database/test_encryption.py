"""Sealing: the published algorithm, any damage noticed, keys that can change."""

from __future__ import annotations

import base64
import hmac

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher as Aes
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from hypothesis import given
from hypothesis import strategies as st

from aro_rp.database.encryption import AesCbcHmac, CannotUnseal, Cipher

KEY = bytes(range(64))
CIPHER = Cipher.from_keys([KEY])

# RFC 7518 appendix B.3
CLEAR = (
    b"A cipher system must not be required to be secret, and it must be able to fall into "
    b"the hands of the enemy without inconvenience"
)
ASSOCIATED = b"The second principle of Auguste Kerckhoffs"
IV = bytes.fromhex("1af38c2dc2b96ffdd86694092341bc04")
CIPHERTEXT = bytes.fromhex(
    "4affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7bd822c301dd67c373bccb584ad3e92"
    "79c2e6d12a1374b77f077553df829410446b36ebd97066296ae6427ea75c2e0846a11a09ccf5370dc80bfecbad28"
    "c73f09b3a3b75e662a2594410ae496b2e2e6609e31e6e02cc837f053d21f37ff4f51950bbe2638d09dd7a4930930"
    "806d0703b1f6"
)
MAC = bytes.fromhex("4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5")


def test_the_published_example_seals_and_opens() -> None:
    block = Aes(AES(KEY[32:]), ECB()).decryptor().update(IV)
    key = AesCbcHmac(KEY, random_bytes=lambda length: block[:length])
    assert key.seal(CLEAR, ASSOCIATED) == IV + CIPHERTEXT + MAC
    assert key.open(IV + CIPHERTEXT + MAC, ASSOCIATED) == CLEAR


@given(st.lists(st.binary(max_size=50), max_size=4))
def test_what_was_sealed_before_does_not_matter(texts: list[bytes]) -> None:
    key, other = AesCbcHmac(KEY), AesCbcHmac(KEY)
    sealed = [key.seal(text) for text in texts]
    assert [other.open(one) for one in reversed(sealed)] == texts[::-1]
    assert [key.open(one) for one in sealed] == texts


@given(st.binary(max_size=300), st.binary(max_size=20))
def test_the_mac_is_that_of_the_standard_library(clear: bytes, associated: bytes) -> None:
    sealed = AesCbcHmac(KEY).seal(clear, associated)
    signed = associated + sealed[:-32] + (len(associated) * 8).to_bytes(8, "big")
    assert sealed[-32:] == hmac.digest(KEY[:32], signed, "sha512")[:32]


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    assert CIPHER.unseal(CIPHER.seal(text)) == text
    assert CIPHER.open_token(CIPHER.seal_token(text)) == text


@given(st.binary(max_size=40), st.data())
def test_any_changed_bit_is_noticed(clear: bytes, data: st.DataObject) -> None:
    key = AesCbcHmac(KEY)
    sealed = bytearray(key.seal(clear))
    place = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[place // 8] ^= 1 << place % 8
    with pytest.raises(CannotUnseal):
        key.open(bytes(sealed))


def test_sealing_twice_gives_different_text() -> None:
    assert CIPHER.seal("same") != CIPHER.seal("same")


@pytest.mark.parametrize("length", [0, 1, 31, 32, 47, 48, 63])
def test_bytes_too_short_to_be_sealed_do_not_open(length: int) -> None:
    with pytest.raises(CannotUnseal):
        AesCbcHmac(KEY).open(bytes(length))


@pytest.mark.parametrize("text", ["", "clear text", "é", "====", "AAAA"])
def test_text_that_was_never_sealed_does_not_open(text: str) -> None:
    with pytest.raises(CannotUnseal):
        CIPHER.unseal(text)


def test_the_newest_key_seals_and_every_key_opens() -> None:
    old, new = bytes(64), bytes([1]) * 64
    before, after = Cipher.from_keys([old]), Cipher.from_keys([old, new])
    assert after.unseal(before.seal("kept")) == "kept"
    assert Cipher.from_keys([new]).unseal(after.seal("fresh")) == "fresh"
    with pytest.raises(CannotUnseal):
        before.unseal(after.seal("fresh"))


def test_page_tokens_and_secrets_do_not_open_as_each_other() -> None:
    with pytest.raises(CannotUnseal):
        CIPHER.open_token(CIPHER.seal("secret"))
    with pytest.raises(CannotUnseal):
        CIPHER.unseal(CIPHER.seal_token("token"))


def test_errors_tell_nothing_of_what_was_sealed() -> None:
    sealed = Cipher.from_keys([bytes(64)]).seal("hunter2")
    with pytest.raises(CannotUnseal) as refused:
        CIPHER.unseal(sealed)
    assert "hunter2" not in str(refused.value)
    assert sealed not in str(refused.value)


@pytest.mark.parametrize("more", ["\n", " ", "=", "!"])
def test_text_with_anything_else_in_it_is_no_sealed_text(more: str) -> None:
    sealed = CIPHER.seal("x")
    with pytest.raises(CannotUnseal):
        CIPHER.unseal(sealed[:8] + more + sealed[8:])


def test_sealed_text_is_standard_base64() -> None:
    sealed = CIPHER.seal("x")
    assert len(base64.b64decode(sealed, validate=True)) == 16 + 16 + 32


@pytest.mark.parametrize("length", [0, 32, 63, 65])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match=str(length)):
        AesCbcHmac(bytes(length))


def test_a_cipher_without_keys_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one key"):
        Cipher.from_keys([])
