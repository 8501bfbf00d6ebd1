"""Credentials: tokens for an application in a tenant, by the configured authority."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential

    from aro_rp.azure.endpoints import AzureEndpoints, Transport


def client_secret(
    endpoints: AzureEndpoints, transport: Transport, tenant: str, client_id: str, secret: str
) -> AsyncTokenCredential:
    """Tokens of ``client_id`` in ``tenant``; cached by the credential until they run out."""
    from azure.identity.aio import ClientSecretCredential

    return ClientSecretCredential(
        tenant,
        client_id,
        secret,
        authority=endpoints.authority_host.removeprefix("https://"),
        disable_instance_discovery=not endpoints.discover_authority,
        additionally_allowed_tenants=["*"],
        transport=transport,
        retry_total=endpoints.retry.total,
        retry_backoff_factor=endpoints.retry.backoff_seconds,
        retry_backoff_max=endpoints.retry.longest_seconds,
    )


async def object_id(credential: AsyncTokenCredential, scope: str) -> str:
    """The directory object that the credential's tokens speak for (claim ``oid``).

    Raises ``ValueError`` when the token is not a JWT with that claim.
    """
    token = await credential.get_token(scope)
    return object_id_of(token.token)


def object_id_of(token: str) -> str:
    """The claim ``oid`` of a JWT. Raises ``ValueError``."""
    found = claims_of(token).get("oid")
    if not isinstance(found, str) or not found:
        raise ValueError("the access token has no claim 'oid'")
    return found


def claims_of(token: str) -> Mapping[str, object]:
    """The claims of a JWT, read without checking the signature: it was issued to us.

    Raises ``ValueError`` when it is none.
    """
    parts = token.split(".")
    if len(parts) != 3:
        raise ValueError("the access token is not a JWT, so its object id cannot be read")
    try:
        claims = orjson.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, orjson.JSONDecodeError) as error:
        raise ValueError("the claims of the access token are not base64 JSON") from error
    if not isinstance(claims, dict):
        raise ValueError("the claims of the access token are not a JSON object")
    return claims
