from __future__ import annotations

import ssl

import pytest

from aro_api.secret import Secret
from aro_devcloud.config import DEFAULT_SUBSCRIPTION, DEFAULT_TENANT, CloudConfig
from aro_devcloud.testing import ARM_URL, AsgiTransport, VirtualClock, memory_cloud
from aro_rp.azure import Azure, AzureEndpoints, RetrySettings
from aro_rp.azure.blobs import delete_blob, delete_container, read_blob, write_blob
from aro_rp.azure.clients import KEPT_SUBSCRIPTIONS
from aro_rp.azure.transport import Session, SessionTransport
from aro_rp.clock import FixedClock

APPLICATION = "55555555-5555-5555-5555-555555555555"
SERVICE = "00000000-0000-0000-0000-0000000000ff"


@pytest.fixture
def cloud():
    config = CloudConfig(open_directory=False, applications={APPLICATION: "right"})
    return memory_cloud(config)


@pytest.fixture
async def azure(cloud):
    clock = VirtualClock()
    endpoints = AzureEndpoints(
        arm_url=ARM_URL,
        authority_host=ARM_URL,
        graph_url=f"{ARM_URL}/graph",
        blob_url_template=f"{ARM_URL}/blob/{{account}}",
        discover_authority=False,
        retry=RetrySettings.none(),
        transport_factory=lambda: AsgiTransport(cloud.app, clock),
    )
    async with Azure(endpoints, APPLICATION, Secret("right"), clock) as azure:
        yield azure


async def test_clients_of_one_subscription_are_shared(azure):
    first = azure.clients(DEFAULT_TENANT, DEFAULT_SUBSCRIPTION)
    assert azure.clients(DEFAULT_TENANT.upper(), DEFAULT_SUBSCRIPTION) is first
    assert first.network is first.network
    assert azure.clients(DEFAULT_TENANT, SERVICE) is not first


async def test_renewed_clients_are_new_and_the_others_stay(azure):
    first = azure.clients(DEFAULT_TENANT, DEFAULT_SUBSCRIPTION)
    azure.renew("another tenant")
    assert azure.clients(DEFAULT_TENANT, DEFAULT_SUBSCRIPTION) is first
    azure.renew(DEFAULT_TENANT)
    assert azure.clients(DEFAULT_TENANT, DEFAULT_SUBSCRIPTION) is not first


async def test_only_the_subscriptions_of_late_are_kept(azure):
    first, second = (azure.clients(DEFAULT_TENANT, str(number)) for number in range(2))
    for number in range(2, KEPT_SUBSCRIPTIONS):
        azure.clients(DEFAULT_TENANT, str(number))
    assert azure.clients(DEFAULT_TENANT, "0") is first
    azure.clients(DEFAULT_TENANT, "one more")
    assert azure.clients(DEFAULT_TENANT, "0") is first
    assert azure.clients(DEFAULT_TENANT, "1") is not second


async def test_a_client_speaks_to_arm_with_a_token(azure):
    clients = azure.clients(DEFAULT_TENANT, DEFAULT_SUBSCRIPTION)
    assert [group.name async for group in clients.resources.resource_groups.list()] == []


async def test_the_rp_knows_who_it_is(azure, cloud):
    clients = azure.clients(DEFAULT_TENANT, DEFAULT_SUBSCRIPTION)
    expected = cloud.principals.object_id(DEFAULT_TENANT, APPLICATION)
    assert await clients.object_id() == expected


async def test_the_directory_finds_a_service_principal(azure, cloud):
    async with azure.graph(azure.credential(DEFAULT_TENANT)) as graph:
        found = await graph.service_principal(APPLICATION)
        assert found == cloud.principals.object_id(DEFAULT_TENANT, APPLICATION)
        assert await graph.service_principal("99999999-9999-9999-9999-999999999999") is None


async def test_blobs_are_written_read_and_deleted(azure):
    account = "arolocaloidc"
    async with azure.clients(DEFAULT_TENANT, SERVICE).blobs(account) as service:
        await write_blob(service, "$web", "a/b.json", b"{}", "application/json")
        assert await read_blob(service, "$web", "a/b.json") == b"{}"
        await delete_blob(service, "$web", "a/b.json")
        await delete_blob(service, "$web", "a/b.json")
        await delete_container(service, "never-made")


async def test_closing_twice_is_fine(azure):
    _ = azure.clients(DEFAULT_TENANT, DEFAULT_SUBSCRIPTION).compute
    await azure.close()
    await azure.close()


async def test_clients_share_one_session_that_trusts_one_ca(tmp_path):
    session = Session(AzureEndpoints(), FixedClock())
    first, second = session.transport(), session.transport()
    assert isinstance(first, SessionTransport)
    assert first.session is second.session
    assert isinstance(first.session.connector._ssl, ssl.SSLContext)
    await first.close()
    assert not first.session.closed
    await session.close()
    assert second.session.closed


async def test_a_transport_waits_on_the_clock():
    clock = FixedClock()
    session = Session(AzureEndpoints(), clock)
    before = clock.now()
    await session.transport().sleep(30)
    assert (clock.now() - before).total_seconds() == 30
    await session.close()
