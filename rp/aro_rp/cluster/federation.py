"""Federated credentials of platform identities: names and contents (backend.md 19)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aro_api.internal.models import PlatformWorkloadIdentityRole

AUDIENCE = "openshift"
_LONGEST = 120
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class FederatedCredential:
    """Lets one service account of a cluster act as one identity."""

    identity_id: str
    name: str
    issuer: str
    subject: str


def wanted_credentials(
    cluster: str,
    issuer: str,
    identities: Mapping[str, str],
    roles: Sequence[PlatformWorkloadIdentityRole],
) -> Iterator[FederatedCredential]:
    """Per identity and service account of the first role that its operator has.

    ``identities`` is operator name to resource id.
    """
    for operator, identity_id in identities.items():
        role = next((role for role in roles if role.operator_name == operator), None)
        for account in (role.service_accounts if role else None) or []:
            name = credential_name(cluster, account, identity_id.rsplit("/", 1)[-1])
            yield FederatedCredential(identity_id, name, issuer, account)


def credential_name(cluster: str, service_account: str, identity: str) -> str:
    """``<cluster>_<account>_<hash>``, at most 120 characters; the readable part gives way."""
    account = service_account.rsplit(":", 1)[-1]
    readable = f"{cluster}_{account}"
    digest = hashlib.sha224(f"{readable}-{account}-{identity}".encode()).digest()
    suffix = f"_{_base36(int.from_bytes(digest))}"
    return readable[: _LONGEST - len(suffix)] + suffix


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"


def is_ours(audiences: Sequence[str] | None, issuer: str | None, own_issuer: str) -> bool:
    """Only these may be deleted with the cluster."""
    return list(audiences or []) == [AUDIENCE] and issuer == own_issuer and bool(own_issuer)
