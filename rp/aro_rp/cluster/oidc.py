"""The cluster's token issuer: its key and the two documents that publish it (backend.md 19)."""

from __future__ import annotations

import base64
import hashlib

import orjson
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

CONTAINER = "$web"


def issuer_url(endpoint: str, tenant: str, document_id: str) -> str:
    return f"{endpoint.rstrip('/')}/{tenant}/{document_id}"


def discovery_blob(tenant: str, document_id: str) -> str:
    return f"{tenant}/{document_id}/.well-known/openid-configuration"


def keys_blob(tenant: str, document_id: str) -> str:
    return f"{tenant}/{document_id}/openid/v1/jwks"


def public_key_of(pem: str) -> RSAPublicKey:
    """Its numbers are not tested for being primes, which takes 30 ms: the key is our own."""
    key = load_pem_private_key(pem.encode(), password=None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("the token issuer's key is not an RSA key")
    return key.public_key()


def discovery_document(issuer: str) -> bytes:
    return orjson.dumps(
        {
            "issuer": issuer,
            "jwks_uri": f"{issuer}/openid/v1/jwks",
            "response_types_supported": ["id_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "claims_supported": ["aud", "exp", "sub", "iat", "iss", "sub"],
        }
    )


def keys_document(key: RSAPublicKey) -> bytes:
    """A JSON web key set with the one key."""
    numbers = key.public_numbers()
    return orjson.dumps(
        {
            "keys": [
                {
                    "use": "sig",
                    "kty": "RSA",
                    "kid": key_id(key),
                    "alg": "RS256",
                    "n": _number(numbers.n),
                    "e": _number(numbers.e),
                }
            ]
        }
    )


def key_id(key: RSAPublicKey) -> str:
    """Base64url of the SHA-256 of the DER public key, as Kubernetes computes it."""
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return _base64url(hashlib.sha256(der).digest())


def _number(value: int) -> str:
    return _base64url(value.to_bytes((value.bit_length() + 7) // 8))


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
