from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from aro_devcloud import Cloud, CloudConfig
from aro_devcloud.config import DEFAULT_SUBSCRIPTION
from aro_devcloud.testing import VirtualClock, memory_cloud

Http = Callable[..., httpx.AsyncClient]
GRAPH = "/graph/v1.0"
IDENTITY = (
    f"/subscriptions/{DEFAULT_SUBSCRIPTION}/resourceGroups/g/providers/"
    "Microsoft.ManagedIdentity/userAssignedIdentities/me"
)


async def register(client: httpx.AsyncClient, name: str = "mine") -> dict[str, Any]:
    reply = await client.post(f"{GRAPH}/applications", json={"displayName": name})
    assert reply.status_code == 201
    return dict(reply.json())


async def signs_in(client: httpx.AsyncClient, cloud: Cloud, application: str, secret: str) -> Any:
    form = {
        "grant_type": "client_credentials",
        "client_id": application,
        "client_secret": secret,
        "scope": "https://management.azure.com/.default",
    }
    reply = await client.post(f"/{cloud.config.tenant}/oauth2/v2.0/token", data=form)
    return "token" if reply.status_code == 200 else reply.json()["error_codes"][0]


async def test_a_service_principal_is_found_by_its_application(cloud: Cloud, http: Http) -> None:
    async with http() as client:
        reply = await client.get("/graph/v1.0/servicePrincipals?$filter=appId eq 'an-app'")
    found = reply.json()["value"]
    assert [one["appId"] for one in found] == ["an-app"]
    assert found[0]["id"] == cloud.principals.object_id(cloud.config.tenant, "an-app")


async def test_an_application_has_another_id_than_its_principal(http: Http) -> None:
    async with http() as client:
        principals = await client.get("/graph/v1.0/servicePrincipals?$filter=appId eq 'a'")
        applications = await client.get("/graph/v1.0/applications?$filter=appId eq 'a'")
    assert principals.json()["value"][0]["id"] != applications.json()["value"][0]["id"]


async def test_nobody_is_found_in_a_closed_directory(http: Http) -> None:
    cloud = memory_cloud(CloudConfig(open_directory=False))
    async with http(other=cloud) as client:
        reply = await client.get("/graph/v1.0/servicePrincipals?$filter=appId eq 'a'")
    assert reply.json()["value"] == []


async def test_other_queries_are_refused_by_name(http: Http) -> None:
    async with http() as client:
        reply = await client.get("/graph/v1.0/users")
    assert reply.status_code == 400
    assert "/graph/v1.0/users" in reply.json()["error"]["message"]


async def test_graph_needs_a_token(http: Http) -> None:
    async with http(token="") as client:
        reply = await client.get("/graph/v1.0/applications?$filter=appId eq 'a'")
    assert reply.status_code == 401


async def test_a_registered_application_signs_in_with_its_own_secrets_only(
    cloud: Cloud, http: Http
) -> None:
    async with http() as client:
        made = await register(client)
        parts = f"{GRAPH}/applications/{made['id']}"
        first = (await client.post(f"{parts}/addPassword", json={})).json()
        second = (await client.post(f"{parts}/addPassword", json={})).json()
        assert await signs_in(client, cloud, made["appId"], first["secretText"]) == "token"
        assert await signs_in(client, cloud, made["appId"], "guessed") == 7000215
        removed = {"keyId": first["keyId"]}
        assert (await client.post(f"{parts}/removePassword", json=removed)).status_code == 204
        assert await signs_in(client, cloud, made["appId"], first["secretText"]) == 7000215
        assert await signs_in(client, cloud, made["appId"], second["secretText"]) == "token"
        shown = (await client.get(parts)).json()
    assert [one["hint"] for one in shown["passwordCredentials"]] == [second["secretText"][:3]]
    assert second["secretText"] not in str(shown)


async def test_a_secret_ends(http: Http) -> None:
    clock = VirtualClock()
    cloud = memory_cloud(clock=clock)
    async with http(other=cloud) as client:
        made = await register(client)
        end = {"passwordCredential": {"endDateTime": "2026-01-01T00:10:00Z"}}
        path = f"{GRAPH}/applications/{made['id']}/addPassword"
        secret = (await client.post(path, json=end)).json()["secretText"]
        assert await signs_in(client, cloud, made["appId"], secret) == "token"
        clock.advance(601)
        assert await signs_in(client, cloud, made["appId"], secret) == 7000215


async def test_a_service_principal_is_made_once_for_an_application(http: Http) -> None:
    async with http() as client:
        made = await register(client)
        asked = f"{GRAPH}/servicePrincipals?$filter=appId eq '{made['appId']}'"
        assert (await client.get(asked)).json()["value"] == []
        body = {"appId": made["appId"]}
        principal = (await client.post(f"{GRAPH}/servicePrincipals", json=body)).json()
        again = await client.post(f"{GRAPH}/servicePrincipals", json=body)
        found = (await client.get(asked)).json()["value"]
    assert again.status_code == 409
    assert [one["id"] for one in found] == [principal["id"]]
    assert principal["displayName"] == "mine"


async def test_a_deleted_application_is_unknown_even_to_an_open_directory(
    cloud: Cloud, http: Http
) -> None:
    async with http() as client:
        made = await register(client)
        assert (await client.delete(f"{GRAPH}/applications/{made['id']}")).status_code == 204
        assert await signs_in(client, cloud, made["appId"], "any") == 700016
        gone = await client.get(f"{GRAPH}/applications/{made['id']}")
        refused = await client.post(f"{GRAPH}/servicePrincipals", json={"appId": made["appId"]})
    assert gone.status_code == 404
    assert "does not reference a valid application" in refused.json()["error"]["message"]


async def test_an_application_is_changed_and_its_principal_dropped(http: Http) -> None:
    async with http() as client:
        made = await register(client)
        path = f"{GRAPH}/applications/{made['id']}"
        await client.patch(path, json={"displayName": "other", "identifierUris": ["api://x"]})
        body = {"appId": made["appId"]}
        principal = (await client.post(f"{GRAPH}/servicePrincipals", json=body)).json()
        by_name = f"{GRAPH}/servicePrincipals?$filter=servicePrincipalNames/any(c:c eq 'api://x')"
        assert [one["id"] for one in (await client.get(by_name)).json()["value"]] == [
            principal["id"]
        ]
        await client.delete(f"{GRAPH}/servicePrincipals/{principal['id']}")
        assert (await client.get(by_name)).json()["value"] == []
        assert (await client.get(path)).json()["displayName"] == "other"


async def test_an_applications_name_is_required(http: Http) -> None:
    async with http() as client:
        reply = await client.post(f"{GRAPH}/applications", json={})
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "Request_BadRequest")
    assert "'displayName'" in reply.json()["error"]["message"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("displayName eq 'one'", ["one"]),
        ("startswith(displayName,'o')", ["one", "other's"]),
        ("startswith(displayName,'o') and displayName eq 'other''s'", ["other's"]),
        ("displayName eq 'none'", []),
        ("", ["one", "other's", "two"]),
    ],
)
async def test_applications_are_found_by_the_filters_of_az(
    http: Http, text: str, names: list[str]
) -> None:
    async with http() as client:
        for name in ("one", "two", "other's"):
            await register(client, name)
        found = await client.get(f"{GRAPH}/applications", params={"$filter": text})
    assert sorted(one["displayName"] for one in found.json()["value"]) == names


async def test_a_filter_of_another_form_is_refused_by_name(http: Http) -> None:
    async with http() as client:
        reply = await client.get(f"{GRAPH}/applications?$filter=createdDateTime gt 2026-01-01")
    assert reply.status_code == 400
    assert "createdDateTime gt 2026-01-01" in reply.json()["error"]["message"]


async def test_a_managed_identity_has_a_service_principal_and_nobody_takes_its_object_id_for_an_app(
    cloud: Cloud, http: Http
) -> None:
    cloud.groups.ensure(DEFAULT_SUBSCRIPTION, "g", "eastus")
    identity = cloud.make(IDENTITY, {"location": "eastus"}).properties
    async with http() as client:
        asked = f"{GRAPH}/servicePrincipals?$filter=servicePrincipalNames/any(c:c eq '%s')"
        by_client = (await client.get(asked % identity["clientId"])).json()["value"]
        by_object = (await client.get(asked % identity["principalId"])).json()["value"]
        ids = {"ids": [identity["principalId"]], "types": ["servicePrincipal"]}
        stubs = (await client.post(f"{GRAPH}/directoryObjects/getByIds", json=ids)).json()["value"]
        path = f"{GRAPH}/servicePrincipals/{identity['principalId']}"
        refused = await client.delete(path)
    assert [one["servicePrincipalType"] for one in by_client] == ["ManagedIdentity"]
    assert by_object == []
    assert [(one["@odata.type"], one["displayName"]) for one in stubs] == [
        ("#microsoft.graph.servicePrincipal", "me")
    ]
    assert refused.status_code == 403


async def test_what_was_registered_outlives_a_restart(tmp_path: Any, http: Http) -> None:
    first = memory_cloud(CloudConfig(data_dir=tmp_path))
    async with http(other=first) as client:
        made = await register(client)
    await first.close()
    second = memory_cloud(CloudConfig(data_dir=tmp_path))
    async with http(other=second) as client:
        again = await client.get(f"{GRAPH}/applications/{made['id']}")
    await second.close()
    assert again.json()["appId"] == made["appId"]


async def test_the_services_own_principal_is_found_by_its_name(http: Http) -> None:
    path = f"{GRAPH}/servicePrincipals?$filter=displayName eq 'Azure Red Hat OpenShift RP'"
    async with http() as client:
        found = (await client.get(path)).json()["value"]
    assert [one["appId"] for one in found] == ["f1dd0a37-89c6-4e07-bcd1-ffd3d43d8875"]
