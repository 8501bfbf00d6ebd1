"""What ARM does for a resource provider: adds who and where, forwards over plain HTTP, passes the
answer on.
"""

from __future__ import annotations

import asyncio
import re

import orjson

from aro_devcloud.arm.scopes import Scopes
from aro_devcloud.catalog import World
from aro_devcloud.clock import timestamp
from aro_devcloud.errors import CloudError
from aro_devcloud.http import MUTATING, Json, Request, Response, error_response
from aro_devcloud.resource_id import ArmPath
from aro_devcloud.tokens import Caller
from aro_devcloud.transport import HttpTransport, Transport, Unreachable

OPENSHIFT = "Microsoft.RedHatOpenShift"
_HOP = frozenset(
    {"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer",
     "transfer-encoding", "upgrade", "host", "content-length", "authorization", "referer",
     "accept-encoding", "expect"}
)  # fmt: skip
_RESERVED = ("x-ms-arm-", "x-ms-home-tenant", "x-ms-client-", "x-ms-identity-")
_TIMEOUT_S = 60.0
_NAME = re.compile(r"(?:^|(?<=&))api-version(?==)", re.IGNORECASE)


class ResourceProviderLink:
    """The way to the resource provider, and the subscriptions it has still to hear of."""

    def __init__(self, world: World, scopes: Scopes, url: str) -> None:
        self._world = world
        self._scopes = scopes
        self._url = url.rstrip("/")
        self._transport: Transport = HttpTransport(_TIMEOUT_S)
        self._unheard: dict[str, Json] = {}
        self._connected = asyncio.Event()
        if self._url:
            self._connected.set()

    @property
    def is_connected(self) -> bool:
        """True when it is known where the provider answers."""
        return bool(self._url)

    def connect(self, url: str, transport: Transport | None = None) -> None:
        """Sets where the provider answers; ``transport`` reaches one in this process."""
        self._url = url.rstrip("/")
        self._transport = transport or self._transport
        self._connected.set()

    async def close(self) -> None:
        await self._transport.close()

    async def forward(self, path: ArmPath, request: Request, caller: Caller) -> Response:
        """Sends a request on and returns the provider's answer, or 503 when there is none."""
        if path.subscription:
            self._check_registered(path.subscription, request)
            if path.subscription.lower() in self._unheard:
                await self.announce(self._unheard[path.subscription.lower()])
        is_new = request.method == "PUT" and await self._is_absent(request)
        headers = self._headers(path, request, caller, is_new)
        answer = await self._send(request.method, self._place(request), headers, request.body)
        return _with_reason(answer, request)

    def announce_later(self, subscription: str) -> None:
        """Remembers that the provider has to hear of a subscription."""
        self._unheard[subscription.lower()] = self._scopes.subscription(subscription)

    async def announce(self, record: Json) -> bool:
        """Tells the provider the state of a subscription; false when it did not take it yet."""
        state = "Registered" if record["openshift"] == "Registered" else "Unregistered"
        body = {
            "state": state,
            "registrationDate": record["since"],
            "properties": {
                "tenantId": record["tenant"],
                "locationPlacementId": "Public_2014-09-01",
                "quotaId": "EnterpriseAgreement_2014-09-01",
                "registeredFeatures": [
                    {"name": name, "state": "Registered"} for name in record["features"]
                ],
            },
        }
        self._unheard[record["id"]] = record
        url = f"{self._url}/subscriptions/{record['id']}?api-version=2.0"
        if not self._url:
            return False
        try:
            headers = {"content-type": "application/json"}
            answer = await self._send("PUT", url, headers, orjson.dumps(body))
        except CloudError:
            return False
        if answer.status < 300:
            self._unheard.pop(record["id"], None)
        return answer.status < 300

    async def announce_until_heard(self) -> None:
        """Repeats every announcement that the provider has not taken, for as long as it lasts."""
        await self._connected.wait()
        wait_s = 0.02
        while True:
            for record in list(self._unheard.values()):
                await self.announce(record)
            if not self._unheard:
                return
            await self._world.clock.sleep(wait_s)
            wait_s = min(wait_s * 1.5, 2.0)

    def _check_registered(self, subscription: str, request: Request) -> None:
        record = self._scopes.subscription(subscription)
        if record["openshift"] != "Registered" and request.method in ("PUT", "PATCH", "POST"):
            raise CloudError(
                409,
                "MissingSubscriptionRegistration",
                f"The subscription is not registered to use namespace '{OPENSHIFT}'. See "
                "https://aka.ms/rps-not-found for how to register subscriptions.",
            )

    async def _is_absent(self, request: Request) -> bool:
        # The front door keeps no list of clusters, so it asks whether this PUT creates one.
        correlation = request.headers["x-ms-correlation-request-id"]
        headers = {"x-ms-correlation-request-id": correlation, "referer": request.url}
        answer = await self._send("GET", self._place(request), headers, b"")
        return answer.status == 404

    def _place(self, request: Request) -> str:
        """Where the provider has it; to ARM the case of ``api-version`` does not matter."""
        return f"{self._url}{request.raw_path}?{_NAME.sub(_lower, request.raw_query)}"

    def _headers(
        self, path: ArmPath, request: Request, caller: Caller, is_new: bool
    ) -> dict[str, str]:
        headers = {
            name: value
            for name, value in request.headers.items()
            if name not in _HOP
            and (not name.startswith(_RESERVED) or name == "x-ms-client-request-id")
        }
        headers["referer"] = request.url
        headers.update(
            {
                "x-ms-client-tenant-id": caller.tenant,
                "x-ms-client-object-id": caller.object_id,
                "x-ms-client-app-id": caller.application,
                "x-ms-client-principal-id": caller.object_id,
                "x-ms-client-principal-name": caller.user or caller.application,
                "x-ms-client-audience": caller.audience,
                "x-ms-client-issuer": f"https://sts.windows.net/{caller.tenant}/",
                "x-ms-client-authorization-source": "RoleBased",
                "x-ms-client-ip-address": "127.0.0.1",
                "x-ms-arm-request-id": self._world.ids.uuid(),
            }
        )
        if path.subscription:
            headers["x-ms-home-tenant-id"] = self._scopes.subscription(path.subscription)["tenant"]
        if request.method in MUTATING:
            headers["x-ms-arm-resource-system-data"] = self._system_data(caller, is_new)
        headers.update(self._identity_headers(path, request))
        return headers

    def _system_data(self, caller: Caller, is_new: bool) -> str:
        now = timestamp(self._world.clock.now())
        who = caller.user or caller.application
        kind = "User" if caller.user else "Application"
        data = {
            "lastModifiedBy": who,
            "lastModifiedByType": kind,
            "lastModifiedAt": now,
        }
        if is_new:
            data = {
                "createdBy": who,
                "createdByType": kind,
                "createdAt": now,
            } | data
        return orjson.dumps(data).decode()

    def _identity_headers(self, path: ArmPath, request: Request) -> dict[str, str]:
        if request.method not in ("PUT", "PATCH") or b'"identity"' not in request.body:
            return {}
        try:
            identity = orjson.loads(request.body).get("identity") or {}
            wanted = list(identity.get("userAssignedIdentities") or {})
        except (ValueError, AttributeError, TypeError):
            return {}
        if not wanted:
            return {}
        found = self._world.store.find(str(wanted[0]))
        principal = found.properties["principalId"] if found is not None else ""
        tenant = self._scopes.subscription(path.subscription)["tenant"]
        url = f"{request.base}/identity{path}/credentials?tid={tenant}&oid={principal}"
        headers = {"x-ms-identity-url": url}
        if principal:
            headers["x-ms-identity-principal-id"] = str(principal)
        return headers

    async def _send(self, method: str, url: str, headers: dict[str, str], body: bytes) -> Response:
        try:
            answer = await self._transport.send(method, url, headers, body)
        except Unreachable as problem:
            raise CloudError(
                503,
                "ServiceUnavailable",
                f"The resource provider '{OPENSHIFT}' cannot be reached: {problem}.",
            ) from problem
        kept = {
            name: value
            for name, value in answer.headers.items()
            if name not in _HOP and name not in ("date", "server", "content-encoding")
        }
        return Response(answer.status, answer.body, kept)


def _lower(found: re.Match[str]) -> str:
    return found[0].lower()


def _with_reason(answer: Response, request: Request) -> Response:
    """Providers say nothing with a 405; ARM's callers read ARM's errors."""
    if answer.status != 405 or answer.body or request.method == "HEAD":
        return answer
    message = f"{request.method} is not allowed on '{request.path}'."
    said = error_response(CloudError(405, "MethodNotAllowed", message))
    return Response(405, said.body, {**answer.headers, **said.headers})
