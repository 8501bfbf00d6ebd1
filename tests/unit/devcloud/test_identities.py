from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.mgmt.msi.aio import ManagedServiceIdentityClient

from aro_devcloud import Cloud
from aro_devcloud.config import DEFAULT_SUBSCRIPTION, DEFAULT_TENANT
from aro_devcloud.testing import error_code

ClientOf = Callable[..., Any]


def credential(subject: str) -> dict[str, Any]:
    trust = {"issuer": "https://issuer", "subject": subject, "audiences": ["openshift"]}
    return {"properties": trust}


@pytest.fixture
def client(cloud: Cloud, client_of: ClientOf) -> Any:
    cloud.groups.ensure(DEFAULT_SUBSCRIPTION, "g", "eastus")
    return client_of(ManagedServiceIdentityClient)


async def test_an_identity_keeps_its_ids_and_is_a_principal(cloud: Cloud, client: Any) -> None:
    make = client.user_assigned_identities.create_or_update
    made = await make("g", "i", {"location": "eastus"})
    again = await make("g", "i", {"location": "eastus", "tags": {"a": "b"}})
    assert made.tenant_id == DEFAULT_TENANT
    assert (again.client_id, again.principal_id) == (made.client_id, made.principal_id)
    principal = cloud.principals.object_id(DEFAULT_TENANT, made.client_id)
    assert principal == made.principal_id


async def test_an_identity_made_again_is_somebody_else(cloud: Cloud, client: Any) -> None:
    make = client.user_assigned_identities.create_or_update
    first = await make("g", "i", {"location": "eastus"})
    await client.user_assigned_identities.delete("g", "i")
    await cloud.clock.sleep(1)
    second = await make("g", "i", {"location": "eastus"})
    assert first.principal_id != second.principal_id


async def test_credentials_are_made_listed_and_deleted(client: Any) -> None:
    await client.user_assigned_identities.create_or_update("g", "i", {"location": "eastus"})
    credentials = client.federated_identity_credentials
    made = await credentials.create_or_update("g", "i", "f", credential("s"))
    again = await credentials.create_or_update("g", "i", "f", credential("s"))
    assert (made.subject, again.audiences) == ("s", ["openshift"])
    assert [one.name async for one in credentials.list("g", "i")] == ["f"]
    await credentials.delete("g", "i", "f")
    await credentials.delete("g", "i", "f")
    assert [one.name async for one in credentials.list("g", "i")] == []


async def test_a_trust_is_given_once(client: Any) -> None:
    await client.user_assigned_identities.create_or_update("g", "i", {"location": "eastus"})
    credentials = client.federated_identity_credentials
    await credentials.create_or_update("g", "i", "f", credential("s"))
    with pytest.raises(HttpResponseError) as refused:
        await credentials.create_or_update("g", "i", "g", credential("s"))
    assert (refused.value.status_code, error_code(refused.value)) == (409, "Conflict")


async def test_a_credential_names_whom_it_trusts(client: Any) -> None:
    await client.user_assigned_identities.create_or_update("g", "i", {"location": "eastus"})
    body = credential("")
    with pytest.raises(HttpResponseError, match=r"properties\.subject"):
        await client.federated_identity_credentials.create_or_update("g", "i", "f", body)
