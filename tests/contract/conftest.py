"""The whole frontend on a real store in memory, spoken to over ASGI."""

from __future__ import annotations

import copy
import inspect
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from aro_api.internal.models import (
    OpenShiftCluster,
    OpenShiftClusterDocument,
    OpenShiftVersion,
    OpenShiftVersionDocument,
    OpenShiftVersionProperties,
    PlatformWorkloadIdentityRole,
    PlatformWorkloadIdentityRoleSet,
    PlatformWorkloadIdentityRoleSetDocument,
    PlatformWorkloadIdentityRoleSetProperties,
)
from aro_api.versions import VERSIONS
from aro_rp.arm.errors import JsonObject, Problem
from aro_rp.clock import FixedClock, SeededIds
from aro_rp.database.databases import Databases, open_store
from aro_rp.database.encryption import Cipher
from aro_rp.frontend.app import build_app
from aro_rp.frontend.authentication import Authentication
from aro_rp.frontend.azure_side import WithoutAzure
from aro_rp.frontend.config import FrontendConfig
from aro_rp.frontend.dispatch import Frontend

SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
NEWEST = "2025-07-25"
PROVIDER = "providers/Microsoft.RedHatOpenShift"


class Figures(list[tuple[str, float, dict[str, str]]]):
    """Keeps every figure."""

    def gauge(self, name: str, value: float, dimensions: Mapping[str, str], at: Any = None) -> None:
        self.append((name, value, dict(dimensions)))


class Azure(WithoutAzure):
    """Asks support of the test's own, where it has one; has something against new clusters."""

    support: Any = None

    def __init__(self) -> None:
        self.against: Sequence[Problem] = ()
        self.asked: list[tuple[str, str, JsonObject]] = []

    async def problems(
        self, subscription: str, location: str, cluster: JsonObject
    ) -> Sequence[Problem]:
        self.asked.append((subscription, location, cluster))
        return self.against

    async def detect(self, resource: str, location: str, detector: str) -> object:
        return await self.support(resource, location, detector)


class Door:
    """Lets everybody in until it is closed."""

    ready = True
    opened = True

    async def permits(self, call: Any) -> bool:
        return self.opened


@dataclass
class Rp:
    """A caller as ARM is one: knows paths, sends JSON, reads errors."""

    app: Frontend
    databases: Databases
    clock: FixedClock
    http: httpx.AsyncClient
    lines: list[dict[str, Any]]
    records: list[dict[str, Any]]
    figures: Figures
    door: Door
    azure: Azure
    subscription: str = SUBSCRIPTION
    provider: str = PROVIDER
    group: str = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/customer"
    version: str = NEWEST
    headers: dict[str, str] = field(default_factory=dict)

    def cluster(self, name: str = "demo") -> str:
        return f"{self.group}/{self.provider}/openShiftClusters/{name}"

    def location(self, rest: str) -> str:
        return f"/subscriptions/{self.subscription}/{self.provider}/locations/eastus/{rest}"

    async def send(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        version: str | None = None,
        headers: dict[str, str] | None = None,
        content: bytes | None = None,
        query: str | None = None,
    ) -> httpx.Response:
        """``body`` is sent as JSON; ``content`` as it is."""
        asked = self.version if version is None else version
        text = query if query is not None else f"api-version={asked}"
        url = f"{path}?{text}" if text else path
        more: dict[str, Any] = {"headers": {**self.headers, **(headers or {})}}
        if body is not None:
            more["json"] = body
        if content is not None:
            more["content"] = content
        return await self.http.request(method, url, **more)

    async def raw(
        self,
        method: str,
        path: str,
        *,
        query: bytes = b"api-version=2025-07-25",
        headers: Sequence[tuple[bytes, bytes]] = (),
        body: bytes = b"",
        messages: list[dict[str, Any]] | None = None,
    ) -> tuple[int, bytes]:
        """Status and body of the reply to what no client library sends.

        ``messages`` are taken out one by one; without, the body arrives whole.
        """
        whole = {"type": "http.request", "body": body, "more_body": False}
        sent: list[Any] = []

        async def receive() -> Any:
            return whole if messages is None else messages.pop(0)

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query,
            "headers": list(headers),
            "client": ("127.0.0.1", 1),
        }
        await self.app(scope, receive, send)
        return sent[0]["status"], sent[1]["body"]

    async def register(self, state: str = "Registered") -> None:
        path = f"/subscriptions/{self.subscription}"
        reply = await self.send("PUT", path, {"state": state, "properties": {"tenantId": "t"}})
        assert reply.status_code in (200, 201), reply.text

    async def created(self, body: object, name: str = "demo", version: str | None = None) -> Any:
        reply = await self.send("PUT", self.cluster(name), body, version=version)
        assert reply.status_code == 201, reply.text
        return reply.json()

    async def forget(self) -> None:
        """Takes every cluster and every operation out of the store."""
        for collection in (self.databases.clusters, self.databases.async_operations):
            async for stored in collection.all():  # type: ignore[attr-defined]
                await collection.delete(stored)  # type: ignore[attr-defined]

    async def stored(self, name: str = "demo") -> OpenShiftClusterDocument:
        found = await self.databases.clusters.find_key(self.cluster(name).lower())
        assert found is not None
        return found.doc

    async def change(self, change: Callable[[OpenShiftCluster], None], name: str = "demo") -> None:
        """What the backend would write."""
        held = await self.databases.clusters.find_key(self.cluster(name).lower())
        assert held is not None
        change(held.doc.open_shift_cluster)
        await self.databases.clusters.replace(held, held.doc)

    async def settle(self, state: str = "Succeeded", failed: str = "", name: str = "demo") -> None:
        """Ends the running operation as the backend does."""
        held = await self.databases.clusters.find_key(self.cluster(name).lower())
        assert held is not None
        held.doc.async_operation_id = ""
        held.doc.open_shift_cluster.properties.provisioning_state = state
        held.doc.open_shift_cluster.properties.failed_provisioning_state = failed
        await self.databases.clusters.replace(held, held.doc)

    async def contents(self) -> list[tuple[str, str, bytes]]:
        """Everything that is stored, to compare before and after."""
        found = []
        collections = (
            self.databases.clusters,
            self.databases.async_operations,
            self.databases.subscriptions,
        )
        for collection in collections:
            found += [
                (collection.container.name, stored.id, stored.row.body)
                async for stored in collection.all()  # type: ignore[attr-defined]
            ]
        return sorted(found)


def error_of(reply: httpx.Response) -> tuple[int, str, str]:
    """Status, code and target of an error in ARM's form."""
    body = reply.json()
    assert body.keys() == {"error"}, body
    error = body["error"]
    assert error["message"], body
    assert error.keys() <= {"code", "message", "target", "details"}
    assert "Traceback" not in reply.text
    return reply.status_code, error["code"], error.get("target", "")


@pytest.fixture
def refusal() -> Callable[[httpx.Response], tuple[int, str, str]]:
    return error_of


class FaultyStore:
    """The store it is given; ``faults`` are raised, or awaited, by the next calls of that name."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.faults: dict[str, list[BaseException | Callable[[], Awaitable[None]]]] = {}

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        if not inspect.iscoroutinefunction(found):
            return found

        async def call(*arguments: Any, **named: Any) -> Any:
            if planned := self.faults.get(name):
                fault = planned.pop(0)
                if isinstance(fault, BaseException):
                    raise fault
                await fault()
            return await found(*arguments, **named)

        return call


def whole(line: bytes) -> Any:
    """What one line of JSON says; whoever reads lines needs their ends."""
    assert line.endswith(b"}\n")
    return json.loads(line)


@asynccontextmanager
async def _running(wrap: Callable[[Any], Any] = lambda store: store) -> AsyncIterator[Rp]:
    """A frontend of its own, with nothing registered and nothing offered."""
    clock, ids = FixedClock(), SeededIds(1)
    lines: list[dict[str, Any]] = []
    records: list[dict[str, Any]] = []
    figures, door, azure = Figures(), Door(), Azure()
    config = FrontendConfig(
        location="eastus",
        domain="eastus.aroapp.io",
        commit="abc123",
        retry_after_s=10,
        operator_flags={"aro.alertwebhook.enabled": "true"},
        log=lambda line: lines.append(whole(line)),
        audit=lambda line: records.append(whole(line)),
        metrics=figures,
        authentication=Authentication(arm=door),
        hostname="here",
    )
    cipher = Cipher.from_keys([bytes(range(64))])
    async with Databases.on(wrap(open_store(":memory:", clock)), cipher, clock, ids) as dbs:
        app = build_app(dbs, config, clock, SeededIds(2), azure)
        transport = httpx.ASGITransport(app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://rp") as http:
            yield Rp(app, dbs, clock, http, lines, records, figures, door, azure)


@pytest_asyncio.fixture(loop_scope="session")
async def bare_rp() -> AsyncIterator[Rp]:
    async with _running() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def shared() -> AsyncIterator[Rp]:
    """Building an app reads every spec, so tests share one and clean up behind one another."""
    async with _running() as found:
        await _offer(found.databases)
        yield found


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def shared_faulty() -> AsyncIterator[Rp]:
    async with _running(FaultyStore) as found:
        await _offer(found.databases)
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def faulty_rp(shared_faulty: Rp) -> AsyncIterator[Rp]:
    """A registered subscription on a store that fails when it is told to."""
    store: Any = shared_faulty.databases.store
    store.faults = {}
    await shared_faulty.register()
    shared_faulty.lines.clear()
    yield shared_faulty
    store.faults = {}
    await shared_faulty.forget()


@pytest_asyncio.fixture(loop_scope="session")
async def rp(shared: Rp) -> AsyncIterator[Rp]:
    """A registered subscription, two versions and one role set on offer."""
    shared.clock.advance((FixedClock().now() - shared.clock.now()).total_seconds())
    await shared.register()
    shared.lines.clear()
    shared.records.clear()
    shared.figures.clear()
    shared.azure.against, shared.azure.asked = (), []
    yield shared
    dbs = shared.databases
    for collection in (dbs.clusters, dbs.async_operations, dbs.subscriptions):
        async for stored in collection.all():  # type: ignore[attr-defined]
            await collection.delete(stored)  # type: ignore[attr-defined]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One event loop for the tests of this folder, because they share an app."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


async def _offer(databases: Databases) -> None:
    ids = SeededIds(3)
    for version, default in (("4.17.27", True), ("4.18.22", False)):
        properties = OpenShiftVersionProperties(version=version, enabled=True, default=default)
        offered = OpenShiftVersion(properties=properties)
        await databases.versions.create(
            OpenShiftVersionDocument(id=ids.uuid(), open_shift_version=offered)
        )
    roles = [
        PlatformWorkloadIdentityRole(
            operator_name=name,
            role_definition_name=f"{name} role",
            role_definition_id=f"/roles/{name}",
            service_accounts=[f"system:serviceaccount:openshift:{name}"],
        )
        for name in ("cloud-controller-manager", "ingress")
    ]
    await databases.role_sets.create(
        PlatformWorkloadIdentityRoleSetDocument(
            id=ids.uuid(),
            platform_workload_identity_role_set=PlatformWorkloadIdentityRoleSet(
                properties=PlatformWorkloadIdentityRoleSetProperties(
                    open_shift_version="4.17", platform_workload_identity_roles=roles
                )
            ),
        )
    )


def _group(name: str) -> str:
    return f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{name}"


def _subnet(name: str) -> str:
    network = "providers/Microsoft.Network/virtualNetworks/dev-vnet"
    return f"{_group('network')}/{network}/subnets/{name}"


_WANTED: dict[str, Any] = {
    "location": "eastus",
    "tags": {"team": "sre"},
    "properties": {
        "clusterProfile": {
            "pullSecret": '{"auths":{"quay.io":{"auth":"PULL-SECRET-TEXT"}}}',
            "domain": "demo",
            "version": "4.17.27",
            "resourceGroupId": _group("aro-Demo"),
            "fipsValidatedModules": "Disabled",
        },
        "servicePrincipalProfile": {
            "clientId": "11111111-1111-1111-1111-111111111111",
            "clientSecret": "CLIENT-SECRET-TEXT",
        },
        "networkProfile": {
            "podCidr": "10.128.0.0/14",
            "serviceCidr": "172.30.0.0/16",
            "outboundType": "Loadbalancer",
            "preconfiguredNSG": "Disabled",
            "loadBalancerProfile": {"managedOutboundIps": {"count": 1}},
        },
        "masterProfile": {
            "vmSize": "Standard_D8s_v3",
            "subnetId": _subnet("master"),
            "encryptionAtHost": "Disabled",
        },
        "workerProfiles": [
            {
                "name": "worker",
                "vmSize": "Standard_D4s_v3",
                "diskSizeGB": 128,
                "subnetId": _subnet("worker"),
                "count": 3,
                "encryptionAtHost": "Disabled",
            }
        ],
        "apiserverProfile": {"visibility": "Public"},
        "ingressProfiles": [{"name": "default", "visibility": "Public"}],
    },
}


@pytest.fixture
def wanted() -> dict[str, Any]:
    """A complete cluster as a customer asks for it, everything said."""
    return copy.deepcopy(_WANTED)


@pytest.fixture
async def settled(rp: Rp, wanted: dict[str, Any]) -> Rp:
    """A cluster that exists and rests."""
    await rp.created(wanted)
    await rp.settle()
    return rp


@pytest.fixture
def workload(wanted: dict[str, Any]) -> dict[str, Any]:
    """The same with workload identities."""
    identities = f"{_group('ids')}/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
    wanted = copy.deepcopy(wanted)
    del wanted["properties"]["servicePrincipalProfile"]
    wanted["identity"] = {
        "type": "UserAssigned",
        "userAssignedIdentities": {f"{identities}/cluster": {}},
    }
    wanted["properties"]["platformWorkloadIdentityProfile"] = {
        "platformWorkloadIdentities": {
            name: {"resourceId": f"{identities}/{name}"}
            for name in ("cloud-controller-manager", "ingress")
        }
    }
    return wanted


@pytest.fixture
def as_known_to() -> Callable[[str, Any], Any]:
    """A cluster with the members that an api-version has, and those that only that one needs."""
    return _as_known_to


def _as_known_to(version: str, body: Any) -> Any:
    places = VERSIONS[version].shape().places
    known: Any = _known(copy.deepcopy(body), "", places)
    if "properties.networkProfile.softwareDefinedNetwork" in places:
        known["properties"]["networkProfile"]["softwareDefinedNetwork"] = "OVNKubernetes"
    return known


def _known(value: Any, path: str, places: Mapping[str, int]) -> Any:
    if isinstance(value, list):
        return [_known(item, f"{path}[]", places) for item in value]
    is_map = path == "tags" or any(place.startswith(f"{path}{{}}") for place in places)
    if not isinstance(value, dict) or is_map:
        return value
    below = {name: f"{path}.{name}" if path else name for name in value}
    return {
        name: _known(item, below[name], places)
        for name, item in value.items()
        if below[name] in places
    }


@pytest.fixture
def identity_headers() -> dict[str, str]:
    return {
        "x-ms-identity-url": "https://identity.example/credentials",
        "x-ms-home-tenant-id": "00000000-0000-0000-0000-00000000000a",
    }


@pytest.fixture
def said_in(wanted: dict[str, Any]) -> Callable[[str], dict[str, Any]]:
    """The complete cluster as far as a version has members for it."""
    return lambda version: said(wanted, version)


@pytest.fixture
def workload_in(workload: dict[str, Any]) -> Callable[[str], dict[str, Any]]:
    """The same with workload identities, which the older versions know nothing of."""
    return lambda version: said(workload, version)


def said(wanted: dict[str, Any], version: str) -> dict[str, Any]:
    known = VERSIONS[version].shape().places

    def keep(value: Any, path: str) -> Any:
        if isinstance(value, list):
            return [keep(item, f"{path}[]") for item in value]
        if not isinstance(value, dict) or path.endswith(("tags", "Identities")):
            return value
        below = {name: (f"{path}.{name}" if path else name) for name in value}
        return {name: keep(value[name], inner) for name, inner in below.items() if inner in known}

    kept: dict[str, Any] = keep(wanted, "")
    if "properties.networkProfile.softwareDefinedNetwork" in known:
        kept["properties"]["networkProfile"]["softwareDefinedNetwork"] = "OVNKubernetes"
    return kept
