"""Account shared access signatures: made by ARM, or by a client that has the key; checked by the
blob service.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

_ENCRYPTION_SCOPE_SINCE = "2020-12-06"


@dataclass(frozen=True, slots=True)
class AccountSas:
    """The signed fields of an account SAS; times are ISO 8601 without fractions."""

    version: str
    services: str
    resource_types: str
    permissions: str
    expiry: str
    start: str = ""
    ip: str = ""
    protocol: str = ""
    encryption_scope: str = ""

    def token(self, account: str, key: str) -> str:
        """The query string a client appends."""
        fields = {
            "sv": self.version,
            "ss": self.services,
            "srt": self.resource_types,
            "sp": self.permissions,
            "st": self.start,
            "se": self.expiry,
            "sip": self.ip,
            "spr": self.protocol,
            "ses": self.encryption_scope,
            "sig": self.signature(account, key),
        }
        return urlencode({name: value for name, value in fields.items() if value})

    def signature(self, account: str, key: str) -> str:
        lines = [
            account,
            self.permissions,
            self.services,
            self.resource_types,
            self.start,
            self.expiry,
            self.ip,
            self.protocol,
            self.version,
        ]
        if self.version >= _ENCRYPTION_SCOPE_SINCE:
            lines.append(self.encryption_scope)
        return _sign(key, "\n".join(lines) + "\n")


def read(query: Mapping[str, str]) -> AccountSas | None:
    """The account SAS in a query, or None when there is no signature."""
    if "sig" not in query:
        return None
    return AccountSas(
        version=query.get("sv", ""),
        services=query.get("ss", ""),
        resource_types=query.get("srt", ""),
        permissions=query.get("sp", ""),
        expiry=query.get("se", ""),
        start=query.get("st", ""),
        ip=query.get("sip", ""),
        protocol=query.get("spr", ""),
        encryption_scope=query.get("ses", ""),
    )


def refusal(
    sas: AccountSas, signature: str, account: str, keys: Sequence[str], now: datetime
) -> str:
    """Why a SAS opens nothing, "" when it does."""
    if not any(hmac.compare_digest(sas.signature(account, key), signature) for key in keys):
        return "Signature did not match."
    start, end = _moment(sas.start), _moment(sas.expiry)
    if end is None or end <= now:
        return f"Signed expiry time [{sas.expiry}] must be after now."
    if start is not None and start > now:
        return f"Signed start time [{sas.start}] must be before now."
    return ""


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _sign(key: str, text: str) -> str:
    digest = hmac.new(base64.b64decode(key), text.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()
