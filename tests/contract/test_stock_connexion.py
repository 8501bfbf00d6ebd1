"""The compiled middleware against the stock request pipeline of connexion, request by request.

Both serve the same bundled spec with the same handlers. What differs on purpose is listed here,
and nowhere else: the stock pipeline answers in problem+json, and it has no size limit.
"""

from __future__ import annotations

import copy
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from connexion import AsyncApp, request
from connexion.lifecycle import ConnexionResponse
from connexion.resolver import Resolver

from aro_api.versions import VERSIONS
from aro_rp.arm.errors import ArmError
from aro_rp.clock import FixedClock, SeededIds
from aro_rp.frontend.app import handler_groups
from aro_rp.frontend.azure_side import WithoutAzure
from aro_rp.frontend.call import Call
from aro_rp.frontend.config import FrontendConfig
from aro_rp.frontend.handlers import handlers_of
from aro_rp.frontend.releases import Releases
from aro_rp.frontend.replies import Reply, error_reply
from aro_rp.frontend.resources import version_api

VERSION = "2025-07-25"
S = "/subscriptions/00000000-0000-0000-0000-000000000001"
P = "providers/Microsoft.RedHatOpenShift"
CLUSTER = f"{S}/resourceGroups/customer/{P}/openShiftClusters/demo"
JSON = {"content-type": "application/json"}


def adapted(handler: Any, api: Any) -> Any:
    """Our handler as the stock pipeline calls one: keyword arguments and a request context."""

    async def serve(**arguments: Any) -> ConnexionResponse:
        arguments.pop("api_version", None)
        call = Call(request.scope, "00000000-0000-0000-0000-0000000000aa", FixedClock().now())
        call.api = api
        for name, value in arguments.items():
            arguments[name] = value.lower() if isinstance(value, str) else value
        try:
            reply: Reply = await handler(call, **arguments)
        except ArmError as error:
            reply = error_reply(error)
        headers = {name.decode(): value.decode() for name, value in reply.headers}
        return ConnexionResponse(
            status_code=reply.status,
            body=reply.body,
            headers=headers,
            content_type="application/json",
            mimetype="application/json",
        )

    return serve


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def stock(shared: Any) -> AsyncIterator[httpx.AsyncClient]:
    """The default middlewares of connexion over the same databases."""
    declared = VERSIONS[VERSION]
    api = version_api(declared, declared.routes())
    config = FrontendConfig(location="eastus", domain="eastus.aroapp.io", retry_after_s=10)
    clock, ids = FixedClock(), SeededIds(9)
    groups = handler_groups(
        shared.databases, config, Releases(shared.databases), clock, ids, WithoutAzure()
    )
    functions = {name: adapted(f, api) for name, f in handlers_of(declared, groups).items()}
    app = AsyncApp(__name__, pythonic_params=True)
    app.add_api(declared.routes(), resolver=Resolver(functions.__getitem__))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://rp") as client:
        yield client


def verdict(reply: httpx.Response) -> tuple[int, str]:
    """Status and what the error is about, whoever says it."""
    if reply.status_code < 400 or not reply.content:
        return reply.status_code, ""
    body = reply.json()
    if "error" in body:
        return reply.status_code, body["error"].get("target", "")
    found = re.search(r" - '([^']*)'$", body.get("detail") or "")
    return reply.status_code, re.sub(r"\.(\d+)", r"[\1]", found[1]) if found else ""


def body_with(wanted: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    body = copy.deepcopy(wanted)
    *above, last = path.split(".")
    inside: Any = body
    for name in above:
        inside = inside[int(name)] if name.isdigit() else inside[name]
    inside[last] = value
    return body


@pytest.mark.parametrize(
    ("method", "path", "content"),
    [
        ("GET", CLUSTER, None),
        ("DELETE", CLUSTER, None),
        ("GET", f"{S}/{P}/openShiftClusters", None),
        ("GET", f"{S}/resourceGroups/customer/{P}/openShiftClusters", None),
        ("GET", f"{S}/{P}/locations/eastus/openShiftVersions", None),
        ("GET", f"{S}/{P}/locations/eastus/openShiftVersions/4.17.27", None),
        ("GET", f"{S}/{P}/locations/eastus/openShiftVersions/4.1.1", None),
        ("GET", f"{S}/{P}/locations/eastus/platformWorkloadIdentityRoleSets", None),
        ("GET", f"{S}/{P}/locations/eastus/platformWorkloadIdentityRoleSets/4.17", None),
        ("GET", f"/{P}/operations", None),
        ("POST", f"{CLUSTER}/listCredentials", None),
        ("POST", f"{CLUSTER}/listAdminCredentials", None),
        ("GET", "/no/such/path", None),
        ("GET", f"{CLUSTER}/restart", None),
        ("POST", CLUSTER, None),
        ("PUT", f"{CLUSTER}/listCredentials", b"{}"),
        ("PUT", CLUSTER, b"{"),
        ("PUT", CLUSTER, b""),
        ("PUT", CLUSTER, b"[]"),
        ("PUT", CLUSTER, b"null"),
        ("PATCH", CLUSTER, b'"text"'),
        ("PATCH", CLUSTER, b"{"),
    ],
)
async def test_routes_and_bodies_get_the_same_verdict(
    rp: Any, stock: httpx.AsyncClient, method: str, path: str, content: bytes | None
) -> None:
    url = f"{path}?api-version={VERSION}"
    headers = JSON if content is not None else {}
    lean = await rp.http.request(method, url, content=content, headers=headers)
    theirs = await stock.request(method, url, content=content, headers=headers)
    assert verdict(lean) == verdict(theirs)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("location", 7),
        ("tags", []),
        ("properties", []),
        ("properties.masterProfile.vmSize", 8),
        ("properties.masterProfile", "text"),
        ("properties.workerProfiles", {}),
        ("properties.workerProfiles.0.count", "3"),
        ("properties.workerProfiles.0.diskSizeGB", 1.5),
        ("properties.networkProfile.loadBalancerProfile.managedOutboundIps.count", 21),
        ("properties.networkProfile.loadBalancerProfile.managedOutboundIps.count", 0),
        ("properties.networkProfile.outboundType", "Carrier pigeon"),
        ("properties.apiserverProfile.visibility", "Hidden"),
        ("properties.clusterProfile.domain", "1"),
        ("identity", 1),
        ("tags", {"a": "b"}),
        ("tags", None),
    ],
)
async def test_values_get_the_same_verdict(
    rp: Any, stock: httpx.AsyncClient, wanted: dict[str, Any], path: str, value: Any
) -> None:
    body = body_with(wanted, path, value)
    url = f"{CLUSTER}?api-version={VERSION}"
    lean = await rp.http.put(url, json=body)
    if lean.status_code == 201:
        held = await rp.databases.clusters.find_key(CLUSTER.lower())
        await rp.databases.clusters.delete(held)
    theirs = await stock.put(url, json=body)
    assert verdict(lean) == verdict(theirs)
    if lean.status_code == 201:
        assert lean.json() == theirs.json()


@pytest.mark.parametrize("path", ["surprise", "properties.surprise", "properties.masterProfile.x"])
async def test_an_unknown_member_is_refused_by_both_and_named_by_ours(
    rp: Any, stock: httpx.AsyncClient, wanted: dict[str, Any], path: str
) -> None:
    body = body_with(wanted, path, 1)
    url = f"{CLUSTER}?api-version={VERSION}"
    lean = verdict(await rp.http.put(url, json=body))
    theirs = verdict(await stock.put(url, json=body))
    assert lean == (400, path)
    assert theirs == (400, path.rpartition(".")[0])


async def test_a_missing_location_is_refused_by_both_and_named_by_ours(
    rp: Any, stock: httpx.AsyncClient, wanted: dict[str, Any]
) -> None:
    del wanted["location"]
    url = f"{CLUSTER}?api-version={VERSION}"
    assert verdict(await rp.http.put(url, json=wanted)) == (400, "location")
    assert verdict(await stock.put(url, json=wanted)) == (400, "")


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml"])
async def test_media_types_get_the_same_verdict(
    rp: Any, stock: httpx.AsyncClient, media_type: str
) -> None:
    url = f"{CLUSTER}?api-version={VERSION}"
    for client in (rp.http, stock):
        reply = await client.put(url, content=b"{}", headers={"content-type": media_type})
        assert reply.status_code == 415


async def test_a_missing_version_is_refused_by_both(rp: Any, stock: httpx.AsyncClient) -> None:
    for client in (rp.http, stock):
        assert (await client.get(CLUSTER)).status_code == 400


async def test_where_stock_connexion_breaks_ours_does_not(
    rp: Any, stock: httpx.AsyncClient
) -> None:
    url = f"{CLUSTER}?api-version={VERSION}"
    lean, theirs = [
        await client.put(url, content=b'{"location":"\xff"}', headers=JSON)
        for client in (rp.http, stock)
    ]
    assert (lean.status_code, theirs.status_code) == (400, 500)


@pytest.mark.parametrize("change", [str.lower, lambda path: path + "/"])
async def test_ours_is_kinder_to_paths(rp: Any, stock: httpx.AsyncClient, change: Any) -> None:
    path = change(f"{S}/{P}/openShiftClusters")
    lean, theirs = [await c.get(f"{path}?api-version={VERSION}") for c in (rp.http, stock)]
    assert lean.status_code == 200
    assert theirs.status_code in (307, 404)
