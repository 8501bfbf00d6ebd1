"""The directory's token service: client credentials in, signed JWTs out."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from urllib.parse import parse_qsl

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from aro_devcloud.addresses import instance
from aro_devcloud.clock import Clock, Ids, timestamp
from aro_devcloud.errors import CloudError, nothing_at
from aro_devcloud.http import Json, Request, Response, json_response
from aro_devcloud.keys import KeySource
from aro_devcloud.people import DEVICE_CODE, REFRESH, People
from aro_devcloud.principals import Principals
from aro_devcloud.records import Records


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a token speaks for; ``user`` is the name of a person, "" of an application."""

    tenant: str
    application: str
    object_id: str
    audience: str
    expires: int
    user: str = ""


class Signer:
    """Signs and checks JWTs with one RSA key that outlives restarts."""

    def __init__(self, records: Records, keys: KeySource) -> None:
        table = records.table("token-keys")
        stored = table.get("current")
        if stored is None:
            pem = _pem(keys.rsa())
            table.put("current", {"pem": pem})
            records.commit()
        else:
            pem = str(stored["pem"])
        # Our own record: testing the numbers again for being primes would take 40 ms of each start.
        key = serialization.load_pem_private_key(
            pem.encode(), None, unsafe_skip_rsa_key_validation=True
        )
        assert isinstance(key, RSAPrivateKey)
        self._key = key
        public = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        digest = hashes.Hash(hashes.SHA256())
        digest.update(public)
        self.key_id = _encode(digest.finalize())
        self._header = _encode(
            orjson.dumps({"typ": "JWT", "alg": "RS256", "kid": self.key_id, "x5t": self.key_id})
        )

    def sign(self, claims: Json) -> str:
        content = f"{self._header}.{_encode(orjson.dumps(claims))}"
        signature = self._key.sign(content.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{content}.{_encode(signature)}"

    def claims(self, token: str) -> Json:
        """The claims of a token with our signature; anything else is a ValueError."""
        try:
            content, _, signature = token.rpartition(".")
            self._key.public_key().verify(
                _decode(signature), content.encode(), padding.PKCS1v15(), hashes.SHA256()
            )
            claims = orjson.loads(_decode(content.partition(".")[2]))
        except (ValueError, InvalidSignature) as problem:
            raise ValueError("not a token of this directory") from problem
        assert isinstance(claims, dict)
        return claims

    def jwks(self) -> Json:
        numbers = self._key.public_key().public_numbers()
        return {
            "keys": [
                {
                    "kty": "RSA",
                    "use": "sig",
                    "kid": self.key_id,
                    "x5t": self.key_id,
                    "n": _encode(numbers.n.to_bytes(256, "big")),
                    "e": _encode(numbers.e.to_bytes(3, "big")),
                }
            ]
        }


class Tokens:
    """The token plane, and the check of the tokens it issued."""

    def __init__(
        self, signer: Signer, principals: Principals, clock: Clock, ids: Ids, lifetime_s: int
    ) -> None:
        self._signer = signer
        self._principals = principals
        self._clock = clock
        self._ids = ids
        self.lifetime_s = lifetime_s
        self._people = People(signer, ids, principals.tenant)
        self._checked: dict[str, Caller] = {}

    async def handle(self, request: Request) -> Response:
        """``/{tenant}/oauth2[/v2.0]/token``, OIDC discovery and keys."""
        tenant, _, rest = request.path.strip("/").partition("/")
        rest = rest.lower()
        if rest in ("oauth2/v2.0/token", "oauth2/token"):
            return self._token(tenant, rest == "oauth2/token", request)
        if rest == "oauth2/v2.0/devicecode":
            return self._device_code(request)
        if rest.endswith(".well-known/openid-configuration"):
            return json_response(200, _discovery(request.base, tenant, rest.startswith("v2.0")))
        if rest == "discovery/instance":
            return self._instance(request)
        if rest in ("discovery/v2.0/keys", "discovery/keys"):
            return json_response(200, self._signer.jwks())
        raise nothing_at(request.path)

    def now(self) -> int:
        """The directory's time in seconds since 1970."""
        return int(self._clock.now().timestamp())

    def issue(
        self,
        tenant: str,
        application: str,
        audience: str,
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> str:
        """A token for an application with more claims, valid for the configured lifetime."""
        now = self.now()
        object_id = self._principals.object_id(tenant, application)
        issuer = f"https://sts.windows.net/{tenant}/"
        claims = {
            "aud": audience,
            "iss": issuer,
            "idp": issuer,
            "iat": now,
            "nbf": now,
            "exp": now + self.lifetime_s,
            "appid": application,
            "appidacr": "1",
            "idtyp": "app",
            "oid": object_id,
            "sub": object_id,
            "tid": tenant,
            "uti": self._ids.uuid(),
            "ver": "1.0",
            **more,
            **self._principals.claims(application),
        }
        return self._signer.sign({name: claims[name] for name in claims if claims[name] != ""})

    def check(self, request: Request, tenant: str = "") -> Caller:
        """The caller of a request, or a 401 that says what is wrong with its token."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            message = "Authentication failed. The 'Authorization' header is missing or invalid."
            raise _unauthorized(request, tenant, "AuthenticationFailed", message)
        caller = self._checked.get(token)
        if caller is None:
            try:
                claims = self._signer.claims(token)
                caller = self._remember(token, claims)
            except (ValueError, KeyError) as problem:
                message = "The access token is invalid."
                code = "InvalidAuthenticationToken"
                raise _unauthorized(request, tenant, code, message) from problem
        now = self._clock.now()
        if caller.expires <= now.timestamp():
            end = datetime.fromtimestamp(caller.expires, now.tzinfo)
            message = (
                f"The access token expiry UTC time '{timestamp(end)}' is earlier than current UTC "
                f"time '{timestamp(now)}'."
            )
            raise _unauthorized(request, tenant, "ExpiredAuthenticationToken", message)
        return caller

    def _remember(self, token: str, claims: Json) -> Caller:
        caller = Caller(
            claims["tid"],
            claims["appid"],
            claims.get("oid", ""),
            str(claims["aud"]),
            int(claims["exp"]),
            str(claims.get("upn", "")),
        )
        if len(self._checked) > 10_000:
            self._checked.clear()
        self._checked[token] = caller
        return caller

    def _token(self, tenant: str, first_version: bool, request: Request) -> Response:
        form = _form(request)
        application = form.get("client_id", "")
        tenant = self._principals.tenant if tenant.lower() in _ANY_TENANT else tenant
        is_person = form.get("grant_type") in (DEVICE_CODE, REFRESH)
        if is_person:
            refusal = self._people.refusal(form, self.now())
        else:
            refusal = self._principals.refusal(tenant, form)
        if refusal is not None:
            return self._refused(*refusal)
        scope = form.get("resource") or form.get("scope", "")
        audience = _audience(scope)
        person = self._people.claims() if is_person else {}
        token = self.issue(tenant, application, audience, person)
        if not first_version:
            seconds = self.lifetime_s
            answer = {"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds}
            if is_person:
                answer["scope"] = scope
                answer |= self._people.companions(request.base, application, seconds, self.now())
            return json_response(200, {**answer, "access_token": token}, _NO_STORE)
        end = self.now() + self.lifetime_s
        answer = {
            "token_type": "Bearer",
            "expires_in": str(self.lifetime_s),
            "ext_expires_in": str(self.lifetime_s),
            "expires_on": str(end),
            "not_before": str(end - self.lifetime_s),
            "resource": audience,
            "access_token": token,
        }
        return json_response(200, answer, _NO_STORE)

    def _device_code(self, request: Request) -> Response:
        application = _form(request).get("client_id", "")
        code = self._people.device_code(request.base, application, self.now())
        return json_response(200, code, _NO_STORE)

    def _instance(self, request: Request) -> Response:
        found = instance(request.base, request.query.get("authorization_endpoint", ""))
        if found is None:
            return self._refused(400, "invalid_instance", 50049, "Unknown or invalid instance.")
        return json_response(200, found)

    def _refused(self, status: int, error: str, number: int, sentence: str) -> Response:
        trace, correlation = self._ids.uuid(), self._ids.uuid()
        now = self._clock.now().strftime("%Y-%m-%d %H:%M:%SZ")
        description = (
            f"AADSTS{number}: {sentence} Trace ID: {trace} Correlation ID: {correlation} "
            f"Timestamp: {now}"
        )
        body = {
            "error": error,
            "error_description": description,
            "error_codes": [number],
            "timestamp": now,
            "trace_id": trace,
            "correlation_id": correlation,
        }
        return json_response(status, body, _NO_STORE)


_NO_STORE = {"cache-control": "no-store, no-cache", "pragma": "no-cache"}


_ANY_TENANT = ("common", "organizations")
_OF_SIGN_IN = ("openid", "profile", "offline_access", "email")


def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))


def _audience(wanted: str) -> str:
    """The resource a scope like ``https://management.azure.com/.default`` belongs to."""
    first = next((one for one in wanted.split() if one not in _OF_SIGN_IN), "")
    return first.removesuffix("/.default") if first.endswith("/.default") else first


def _unauthorized(request: Request, tenant: str, code: str, message: str) -> CloudError:
    challenge = (
        f'Bearer authorization_uri="{request.base}/{tenant or "common"}", '
        f'error="invalid_token", error_description="{message}"'
    )
    return CloudError(401, code, message, headers={"www-authenticate": challenge})


def _discovery(base: str, tenant: str, second_version: bool) -> Json:
    root = f"{base}/{tenant}"
    version = "/v2.0" if second_version else ""
    return {
        "token_endpoint": f"{root}/oauth2{version}/token",
        "authorization_endpoint": f"{root}/oauth2{version}/authorize",
        "device_authorization_endpoint": f"{root}/oauth2/v2.0/devicecode",
        "jwks_uri": f"{root}/discovery/v2.0/keys",
        "issuer": f"{root}/v2.0" if second_version else f"https://sts.windows.net/{tenant}/",
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "response_types_supported": ["code", "id_token", "token"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "subject_types_supported": ["pairwise"],
        "tenant_region_scope": None,
    }


def _pem(key: RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def _encode(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
