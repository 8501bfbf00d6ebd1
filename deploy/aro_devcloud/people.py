"""Signing in as a person: the device code flow, and refresh tokens.

The local directory has one person, and a device code is good as soon as it is given out: there is
nobody to keep out.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Protocol

import orjson

from aro_devcloud.clock import Ids, stable_uuid
from aro_devcloud.http import Json
from aro_devcloud.principals import Refusal

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
REFRESH = "refresh_token"
USER_NAME, DISPLAY_NAME = "you@local.onmicrosoft.com", "You"
_CODE_S, _REFRESH_S = 900, 90 * 24 * 3600
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"


class Signatures(Protocol):
    """Signs claims, and reads those that it has signed."""

    def sign(self, claims: Json) -> str: ...

    def claims(self, token: str) -> Json: ...


class People:
    """The grants that stand for a person."""

    def __init__(self, signatures: Signatures, ids: Ids, tenant: str) -> None:
        self._signatures = signatures
        self._ids = ids
        self._tenant = tenant
        self.object_id = stable_uuid("user", tenant, USER_NAME)

    def device_code(self, base: str, application: str, now: int) -> Json:
        """What a program tells its user to type, and what it asks for tokens with."""
        code = self._ids.token(9, _LETTERS)
        claims = {"use": DEVICE_CODE, "client": application, "exp": now + _CODE_S}
        page = f"{base}/devicelogin"
        return {
            "device_code": self._signatures.sign(claims),
            "user_code": code,
            "verification_uri": page,
            "expires_in": _CODE_S,
            "interval": 1,
            "message": f"The local directory lets you in as {USER_NAME}; there is nothing to type.",
        }

    def refusal(self, form: Mapping[str, str], now: int) -> Refusal | None:
        """Why a code or refresh token gets no token: (status, error, AADSTS number, sentence)."""
        field = "device_code" if form.get("grant_type") == DEVICE_CODE else REFRESH
        try:
            claims = self._signatures.claims(form.get(field, ""))
        except ValueError:
            return 400, "invalid_grant", 9002313, f"The {field} is not one of this directory."
        if claims.get("use") != form.get("grant_type") or (
            claims.get("client") != form.get("client_id")
        ):
            return 400, "invalid_grant", 9002313, f"The {field} was given to another application."
        if claims["exp"] <= now:
            return 400, "invalid_grant", 700082, f"The {field} has expired."
        return None

    def claims(self) -> Json:
        """What an access token of the person says besides what it says of the application."""
        return {
            "idtyp": "user",
            "oid": self.object_id,
            "sub": self.object_id,
            "name": DISPLAY_NAME,
            "upn": USER_NAME,
            "unique_name": USER_NAME,
            "scp": "user_impersonation",
        }

    def companions(self, base: str, application: str, lifetime_s: int, now: int) -> Json:
        """What a token answer has besides the access token."""
        identity = {
            "aud": application,
            "iss": f"{base}/{self._tenant}/v2.0",
            "iat": now,
            "nbf": now,
            "exp": now + lifetime_s,
            "name": DISPLAY_NAME,
            "oid": self.object_id,
            "preferred_username": USER_NAME,
            "sub": self.object_id,
            "tid": self._tenant,
            "ver": "2.0",
        }
        kept = {"use": REFRESH, "client": application, "exp": now + _REFRESH_S}
        client = orjson.dumps({"uid": self.object_id, "utid": self._tenant})
        return {
            "id_token": self._signatures.sign(identity),
            "refresh_token": self._signatures.sign(kept),
            "client_info": base64.urlsafe_b64encode(client).rstrip(b"=").decode(),
        }
