from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from aro_devcloud import Cloud
from aro_devcloud.config import DEFAULT_SUBSCRIPTION

Http = Callable[..., httpx.AsyncClient]
ROOT = f"/subscriptions/{DEFAULT_SUBSCRIPTION}"
GROUP = f"{ROOT}/resourceGroups/g"
NETWORK = f"{GROUP}/providers/Microsoft.Network"
V = "?api-version=2024-01-01"


@pytest.fixture
def with_group(cloud: Cloud) -> Cloud:
    cloud.groups.ensure(DEFAULT_SUBSCRIPTION, "g", "eastus")
    return cloud


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (ROOT, 400, "MissingApiVersionParameter"),
        (f"{ROOT}?api-version=yesterday", 400, "InvalidApiVersionParameter"),
        (f"/subscriptions/none{V}", 404, "SubscriptionNotFound"),
        (f"{ROOT}/resourceGroups/none{V}", 404, "ResourceGroupNotFound"),
        (f"{NETWORK}/virtualNetworks/none{V}", 404, "ResourceNotFound"),
        (f"{NETWORK}/hammers/none{V}", 404, "InvalidResourceType"),
        (f"{GROUP}/providers/Microsoft.Hammers/x/y{V}", 404, "InvalidResourceNamespace"),
        (f"{ROOT}/nonsense{V}", 404, "NotFound"),
        (
            f"{ROOT}/resourceGroups/none/providers/Microsoft.Network/virtualNetworks{V}",
            404,
            "ResourceGroupNotFound",
        ),
    ],
)
async def test_a_path_that_leads_nowhere_is_refused_by_code(
    with_group: Cloud, http: Http, path: str, status: int, code: str
) -> None:
    async with http() as client:
        reply = await client.get(path)
    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)


async def test_paths_compare_without_case(with_group: Cloud, http: Http) -> None:
    async with http() as client:
        made = await client.put(
            f"{NETWORK.upper().replace('SUBSCRIPTIONS', 'subscriptions')}"
            f"/networksecuritygroups/Nsg{V}",
            json={"location": "East US"},
        )
        found = await client.get(f"{NETWORK.lower()}/NETWORKSECURITYGROUPS/nsg{V}")
    assert made.status_code == 201
    assert found.json()["name"] == "Nsg"
    assert found.json()["type"] == "Microsoft.Network/networkSecurityGroups"
    assert found.json()["location"] == "eastus"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "InvalidRequestContent"),
        (b"[]", 400, "InvalidRequestContent"),
        (b"{}", 400, "LocationRequired"),
        (b'{"location": "mars"}', 400, "LocationNotAvailableForResourceType"),
    ],
)
async def test_a_body_that_makes_no_sense_is_refused(
    with_group: Cloud, http: Http, body: bytes, status: int, code: str
) -> None:
    async with http() as client:
        reply = await client.put(f"{NETWORK}/publicIPAddresses/a{V}", content=body)
    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)
    assert with_group.store.find(f"{NETWORK}/publicIPAddresses/a") is None


async def test_a_child_needs_its_parent(with_group: Cloud, http: Http) -> None:
    path = f"{NETWORK}/virtualNetworks/none/subnets/s{V}"
    async with http() as client:
        reply = await client.put(path, json={"properties": {"addressPrefix": "10.0.0.0/24"}})
    assert (reply.status_code, reply.json()["error"]["code"]) == (404, "ParentResourceNotFound")


async def test_a_location_never_changes(with_group: Cloud, http: Http) -> None:
    path = f"{NETWORK}/publicIPAddresses/a{V}"
    async with http() as client:
        await client.put(path, json={"location": "eastus"})
        reply = await client.put(path, json={"location": "westus"})
    assert (reply.status_code, reply.json()["error"]["code"]) == (409, "InvalidResourceLocation")


async def test_an_etag_that_is_not_current_changes_nothing(with_group: Cloud, http: Http) -> None:
    path = f"{NETWORK}/publicIPAddresses/a{V}"
    async with http() as client:
        absent = await client.put(path, json={"location": "eastus"}, headers={"if-match": "*"})
        made = await client.put(path, json={"location": "eastus"}, headers={"if-none-match": "*"})
        stale = await client.put(path, json={"location": "eastus"}, headers={"if-match": '"old"'})
        again = await client.put(path, json={"location": "eastus"}, headers={"if-none-match": "*"})
        gone = await client.delete(path, headers={"if-match": '"old"'})
        right = await client.put(
            path, json={"location": "eastus"}, headers={"if-match": made.json()["etag"]}
        )
    statuses = [one.status_code for one in (absent, made, stale, again, gone, right)]
    assert statuses == [412, 201, 412, 412, 412, 200]


async def test_a_patch_merges_properties_and_replaces_tags(with_group: Cloud, http: Http) -> None:
    path = f"{NETWORK}/publicIPAddresses/a{V}"
    body = {"location": "eastus", "tags": {"a": "1", "b": "2"}, "properties": {"x": {"y": 1}}}
    async with http() as client:
        await client.put(path, json=body)
        change = {"tags": {"c": "3"}, "properties": {"x": {"z": 2}}}
        reply = await client.patch(path, json=change)
    assert reply.json()["tags"] == {"c": "3"}
    assert reply.json()["properties"]["x"] == {"y": 1, "z": 2}


async def test_deleting_what_is_not_there_is_204(with_group: Cloud, http: Http) -> None:
    async with http() as client:
        reply = await client.delete(f"{NETWORK}/publicIPAddresses/none{V}")
    assert reply.status_code == 204


async def test_a_deletion_shows_as_deleting_and_then_is_gone(with_group: Cloud, http: Http) -> None:
    path = f"{NETWORK}/publicIPAddresses/a{V}"
    async with http() as client:
        await client.put(path, json={"location": "eastus"})
        accepted = await client.delete(path)
        meanwhile = await client.get(path)
        refused = await client.put(path, json={"location": "eastus"})
        await with_group.clock.sleep(1)
        location = await client.get(accepted.headers["location"])
        operation = await client.get(accepted.headers["azure-asyncoperation"])
        after = await client.get(path)
    assert accepted.status_code == 202
    assert meanwhile.json()["properties"]["provisioningState"] == "Deleting"
    assert refused.json()["error"]["code"] == "AnotherOperationInProgress"
    assert location.status_code == 204
    assert operation.json()["status"] == "Succeeded"
    assert after.status_code == 404


async def test_every_reply_carries_ids_and_echoes_the_clients_only_on_request(
    with_group: Cloud, http: Http
) -> None:
    sent = {"x-ms-client-request-id": "mine", "x-ms-correlation-request-id": "ours"}
    async with http() as client:
        silent = await client.get(f"{GROUP}{V}", headers=sent)
        echoed = await client.get(
            f"{GROUP}{V}", headers={**sent, "x-ms-return-client-request-id": "true"}
        )
    assert silent.headers["x-ms-request-id"]
    assert silent.headers["x-ms-correlation-request-id"] == "ours"
    assert "x-ms-client-request-id" not in silent.headers
    assert echoed.headers["x-ms-client-request-id"] == "mine"


async def test_features_are_registered_one_by_one(with_group: Cloud, http: Http) -> None:
    path = f"{ROOT}/providers/Microsoft.Features/providers/Microsoft.Compute/features/Shiny"
    async with http() as client:
        before = await client.get(f"{path}{V}")
        await client.post(f"{path}/register{V}")
        after = await client.get(f"{path}{V}")
        listed = await client.get(f"{ROOT}/providers/Microsoft.Features/features{V}")
    assert before.json()["properties"]["state"] == "NotRegistered"
    assert after.json()["properties"]["state"] == "Registered"
    names = [one["name"] for one in listed.json()["value"]]
    assert names == ["Microsoft.Compute/EncryptionAtHost", "Microsoft.Compute/Shiny"]


async def test_a_provider_is_unregistered_and_registered_again(
    with_group: Cloud, http: Http
) -> None:
    path = f"{ROOT}/providers/Microsoft.Storage"
    states = []
    async with http() as client:
        for verb in ("unregister", "register"):
            await client.post(f"{path}/{verb}{V}")
            states.append((await client.get(f"{path}{V}")).json()["registrationState"])
    assert states == ["NotRegistered", "Registered"]


async def test_providers_and_locations_are_listed(with_group: Cloud, http: Http) -> None:
    async with http() as client:
        providers = await client.get(f"{ROOT}/providers{V}")
        locations = await client.get(f"{ROOT}/locations{V}")
        subscriptions = await client.get(f"/subscriptions{V}")
    names = {one["namespace"] for one in providers.json()["value"]}
    assert {"Microsoft.Network", "Microsoft.RedHatOpenShift"} <= names
    assert "eastus" in {one["name"] for one in locations.json()["value"]}
    listed = [one["subscriptionId"] for one in subscriptions.json()["value"]]
    assert DEFAULT_SUBSCRIPTION in listed


async def test_the_directory_is_a_tenant_of_the_caller(cloud: Cloud, http: Http) -> None:
    async with http() as client:
        found = (await client.get("/tenants?api-version=2022-12-01")).json()["value"]
    assert [one["tenantId"] for one in found] == [cloud.config.tenant]
