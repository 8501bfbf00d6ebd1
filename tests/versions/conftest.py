"""Clusters as a store holds them, and what a version does with them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from aro_api.internal import documents as hub
from aro_api.internal import models
from aro_api.versions import VERSIONS
from aro_rp.clock import FixedClock, SeededIds
from aro_rp.convert import converter_for
from aro_rp.database.databases import Databases, open_databases
from aro_rp.database.encryption import Cipher
from aro_rp.frontend.app import build_app
from aro_rp.frontend.azure_side import WithoutAzure
from aro_rp.frontend.config import FrontendConfig
from aro_rp.local.seed import seed

SPECS = Path(__file__).parents[2] / "api-specs" / "redhatopenshift"

Json = dict[str, Any]


def without(value: Any, paths: frozenset[str], at: tuple[str, ...] = ("",)) -> Any:
    """A copy of a JSON value without the members that the paths name.

    ``at`` holds the spellings of the place: below a map its key is also ``{}``.
    """
    if isinstance(value, dict):
        return {
            key: without(inner, paths, below(at, key))
            for key, inner in value.items()
            if not paths & {path.lstrip(".") for path in below(at, key)}
        }
    if isinstance(value, list):
        return [without(item, paths, tuple(f"{path}[]" for path in at)) for item in value]
    return value


def below(at: tuple[str, ...], key: str) -> tuple[str, ...]:
    return tuple(f"{path}.{key}" for path in at) + tuple(f"{path}{{}}" for path in at)


@pytest.fixture(scope="session")
def strip() -> Callable[[Json, str], Json]:
    """Takes what only the service writes out of a version's JSON.

    Some versions let the caller send system data back, but only ARM ever sets it.
    """

    def strip(body: Json, version: str) -> Json:
        result: Json = without(body, VERSIONS[version].shape().read_only | {"systemData"})
        return result

    return strip


@pytest.fixture(scope="session")
def example() -> Callable[..., Json]:
    """The body with which the spec's own example creates a cluster; ``more`` names another one."""

    def example(version: str, more: str = "") -> Json:
        [path] = SPECS.glob(f"*/{version}/examples/OpenShiftClusters_CreateOrUpdate{more}.json")
        found: Json = json.loads(path.read_text("utf-8"))["parameters"]["parameters"]
        return found

    return example


def plain(secret: str) -> str:
    """Sealing that leaves secrets readable."""
    return secret


@pytest.fixture(scope="session")
def put() -> Callable[[str, Mapping[str, Any], hub.OpenShiftCluster], None]:
    """Lays a body over a stored cluster as that version understands it."""

    def put(version: str, body: Mapping[str, Any], cluster: hub.OpenShiftCluster) -> None:
        converter_for(version).to_hub(dict(body), cluster, plain)

    return put


@pytest.fixture(scope="session")
def get() -> Callable[[str, hub.OpenShiftCluster], Json]:
    """Shows a stored cluster, secrets opened, as the base of a PATCH has it."""

    def get(version: str, cluster: hub.OpenShiftCluster) -> Json:
        shown: Json = converter_for(version).render(cluster, plain)
        return shown

    return get


def stored(value: Any) -> Any:
    """Stored JSON without empty lists and maps, which most versions cannot tell from none."""
    if isinstance(value, dict):
        members = {key: stored(inner) for key, inner in value.items()}
        return {key: inner for key, inner in members.items() if inner not in ([], {}, None)}
    return [stored(item) for item in value] if isinstance(value, list) else value


@pytest.fixture(scope="session")
def dump() -> Callable[[hub.OpenShiftCluster], Json]:
    """A stored cluster with every member that it may have, secrets in clear."""

    def dump(cluster: hub.OpenShiftCluster) -> Json:
        read = models.OpenShiftCluster.model_validate(cluster)
        result: Json = stored(read.model_dump(mode="json", by_alias=True))
        return result

    return dump


GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/customer"
PATH = f"{GROUP}/providers/Microsoft.RedHatOpenShift/openShiftClusters/demo"


@dataclass
class Rp:
    """The frontend over ASGI with one cluster, whose backend is played."""

    databases: Databases
    http: httpx.AsyncClient

    async def send(self, method: str, version: str, body: Json | None = None) -> httpx.Response:
        url = f"{PATH}?api-version={version}"
        return await self.http.request(method, url, json=body, headers=IDENTITY_HEADERS)

    async def stored(self) -> hub.OpenShiftClusterDocument:
        found = await self.databases.clusters.find_key(PATH.lower())
        assert found is not None
        return found.doc

    async def settle(self, change: Callable[[hub.OpenShiftCluster], None]) -> None:
        """Ends the running operation as the backend does, with what it wrote."""
        held = await self.databases.clusters.find_key(PATH.lower())
        assert held is not None
        held.doc.async_operation_id = ""
        properties = held.doc.open_shift_cluster.properties
        properties.last_provisioning_state = ""
        properties.provisioning_state = "Succeeded"
        change(held.doc.open_shift_cluster)
        await self.databases.clusters.replace(held, held.doc)

    async def forget(self) -> None:
        for collection in (self.databases.clusters, self.databases.async_operations):
            async for stored in collection.all():
                await collection.delete(stored)


IDENTITY_HEADERS = {
    "x-ms-identity-url": "https://identity.example/credentials",
    "x-ms-home-tenant-id": "00000000-0000-0000-0000-00000000000a",
}


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def shared_rp() -> AsyncIterator[Rp]:
    clock = FixedClock()
    config = FrontendConfig(location="eastus", domain="eastus.aroapp.io", log=lambda line: None)
    async with open_databases(
        ":memory:", Cipher.from_keys([bytes(range(64))]), clock, SeededIds(1)
    ) as databases:
        await seed(databases, SeededIds(2))
        app = build_app(databases, config, clock, SeededIds(3), WithoutAzure())
        transport = httpx.ASGITransport(app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://rp") as http:
            state = {"state": "Registered", "properties": {"tenantId": "t"}}
            await http.put(PATH.partition("/resourceGroups")[0], json=state)
            yield Rp(databases, http)


@pytest_asyncio.fixture(loop_scope="session")
async def rp(shared_rp: Rp) -> AsyncIterator[Rp]:
    """A registered subscription without clusters."""
    yield shared_rp
    await shared_rp.forget()
