"""A cluster made through one api-version, then read, patched and put through another, as requests.

Beside ``test_matrix`` this goes through merging, rules and the store; nothing of the stored cluster
but what was asked for may change.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from aro_api.internal import models as hub
from aro_api.versions import VERSIONS

pytestmark = pytest.mark.asyncio(loop_scope="session")

Json = dict[str, Any]
Strip = Callable[[Json, str], Json]

WORKLOAD_IDENTITIES_SINCE = "2024-08-12-preview"
PAIRS = list(product(VERSIONS, VERSIONS))
WORKLOAD_PAIRS = [pair for pair in PAIRS if pair[0] >= WORKLOAD_IDENTITIES_SINCE]
SECRET = ("servicePrincipalProfile", "clientSecret")
OUTBOUND = {"id": "/subscriptions/s/x/outbound", "newer": 1}


def installed(cluster: hub.OpenShiftCluster) -> None:
    """What the backend, and a newer release of ours, wrote into the document."""
    properties = cluster.properties
    properties.infra_id = "demo-abcde"
    properties.console_profile.url = "https://console.example"
    properties.cluster_profile.oidc_issuer = "https://issuer.example"
    properties.apiserver_profile.url = "https://api.example"
    properties.apiserver_profile.ip = "1.2.3.4"
    properties.apiserver_profile.int_ip = "10.0.0.1"
    network = properties.network_profile
    network.software_defined_network = network.software_defined_network or "OVNKubernetes"
    if network.load_balancer_profile is not None:
        ips = [hub.ResourceReference.model_validate(OUTBOUND)]
        network.load_balancer_profile.effective_outbound_ips = ips
    for ingress in properties.ingress_profiles or []:
        ingress.ip = "5.6.7.8"
    for worker in properties.worker_profiles or []:
        worker.disk_encryption_set_id = properties.master_profile.disk_encryption_set_id
        worker.__pydantic_extra__ = {"newer": [1]}
    [asked] = properties.worker_profiles or []
    found = asked.model_copy(deep=True, update={"name": "demo-abcde-worker-eastus1", "count": 2})
    properties.worker_profiles_status = [found]
    if properties.service_principal_profile is not None:
        properties.service_principal_profile.sp_object_id = "object"
    profile = properties.platform_workload_identity_profile
    for identity in ((profile and profile.platform_workload_identities) or {}).values():
        identity.client_id, identity.object_id = "client", "object"
    assigned = cluster.managed_service_identity
    for user in ((assigned and assigned.user_assigned_identities) or {}).values():
        user.client_id, user.principal_id = "client", "principal"
    cluster.__pydantic_extra__ = {"newer": {"kept": True}}


def plain(cluster: hub.OpenShiftCluster, unseal: Callable[[str], str]) -> Json:
    """A stored cluster as JSON, its secrets in clear."""
    found: Json = cluster.model_dump(by_alias=True)
    for profile, name in (("clusterProfile", "pullSecret"), SECRET):
        if held := (found["properties"].get(profile) or {}).get(name):
            found["properties"][profile][name] = unseal(held)
    return found


class Life:
    """One cluster through its life; every step gives the stored cluster."""

    def __init__(self, rp: Any) -> None:
        self._rp = rp

    async def made(self, version: str, body: Json) -> Json:
        reply = await self._rp.send("PUT", version, body)
        assert reply.status_code == 201, reply.text
        await self._rp.settle(installed)
        return await self.stored()

    async def stored(self) -> Json:
        document = await self._rp.stored()
        return plain(document.open_shift_cluster, self._rp.databases.cipher.unseal)

    async def shown(self, version: str) -> Json:
        reply = await self._rp.send("GET", version)
        assert reply.status_code == 200, reply.text
        body: Json = reply.json()
        return body

    async def sent(self, method: str, version: str, body: Json) -> Json:
        reply = await self._rp.send(method, version, body)
        assert reply.status_code == 200, (method, version, reply.text)
        await self._rp.settle(lambda cluster: None)
        return await self.stored()


@pytest.fixture
def life(rp: Any) -> Life:
    return Life(rp)


@pytest.fixture
def wanted(example: Callable[..., Json]) -> Callable[[str], Json]:
    """The spec's example of a cluster with a service principal, where we offer releases."""

    def wanted(version: str) -> Json:
        with_principal = version >= WORKLOAD_IDENTITIES_SINCE
        return here(example(version, "_ServicePrincipal" if with_principal else ""))

    return wanted


@pytest.fixture
def wanted_workload(example: Callable[..., Json]) -> Callable[[str], Json]:
    """The same with workload identities."""
    return lambda version: here(example(version))


def here(body: Json) -> Json:
    body["location"] = "eastus"
    body["properties"]["clusterProfile"]["version"] = "4.17.27"
    return body


@pytest.mark.parametrize(("made", "used"), PAIRS)
async def test_nothing_is_lost(
    made: str, used: str, life: Life, wanted: Callable[[str], Json], strip: Strip
) -> None:
    before = await life.made(made, wanted(made))
    first = await life.shown(made)
    seen = await life.shown(used)
    patched = await life.sent("PATCH", used, {"tags": {"patched": "yes"}})
    assert patched == before | {"tags": {"patched": "yes"}}
    again = await life.sent("PUT", used, strip(seen, used) | {"tags": {"put": "yes"}})
    assert again == before | {"tags": {"put": "yes"}}
    assert await life.shown(made) == first | {"tags": {"put": "yes"}}
    assert await life.shown(used) == seen | {"tags": {"put": "yes"}}


@pytest.mark.parametrize(("made", "used"), PAIRS)
async def test_the_service_principal_is_changed_alone(
    made: str, used: str, life: Life, wanted: Callable[[str], Json]
) -> None:
    before = await life.made(made, wanted(made))
    secret = {"clientSecret": "another"}
    body = {"properties": {"servicePrincipalProfile": secret}}
    after = await life.sent("PATCH", used, body)
    principal = before["properties"]["servicePrincipalProfile"] | secret
    assert after == before | {
        "properties": before["properties"] | {"servicePrincipalProfile": principal}
    }


@pytest.mark.parametrize(("made", "used"), WORKLOAD_PAIRS)
async def test_a_cluster_with_workload_identities_loses_nothing(
    made: str,
    used: str,
    life: Life,
    rp: Any,
    wanted_workload: Callable[[str], Json],
    strip: Strip,
) -> None:
    before = await life.made(made, wanted_workload(made))
    first = await life.shown(made)
    seen = await life.shown(used)
    if used < WORKLOAD_IDENTITIES_SINCE:
        reply = await rp.send("PATCH", used, {"tags": {"patched": "yes"}})
        target = "properties.servicePrincipalProfile.servicePrincipalProfile"
        assert (reply.status_code, reply.json()["error"]["target"]) == (400, target)
        assert await life.stored() == before
        return
    patched = await life.sent("PATCH", used, {"tags": {"patched": "yes"}})
    assert patched == before | {"tags": {"patched": "yes"}}
    again = await life.sent("PUT", used, strip(seen, used) | {"tags": {"put": "yes"}})
    assert again == before | {"tags": {"put": "yes"}}
    assert await life.shown(made) == first | {"tags": {"put": "yes"}}
