"""Outbound addresses of the customer's own; validation refuses them, the stored ones are kept."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from aro_api.internal import documents as hub
from aro_api.internal import models
from aro_api.versions import VERSIONS
from aro_rp.convert import converter_for

VERSION = "2023-07-01-preview"
Json = dict[str, Any]

FULL: Json = {
    "managedOutboundIps": {"count": 2},
    "effectiveOutboundIps": [{"id": "/e"}],
    "outboundIps": [{"id": "/a", "newer": 1}, {"id": "/b"}],
    "outboundIpPrefixes": [{"id": "/p"}],
    "allocatedOutboundPorts": 0,
}


def cluster(profile: Json | None) -> hub.OpenShiftCluster:
    network: Any = {} if profile is None else {"loadBalancerProfile": copy.deepcopy(profile)}
    return {"location": "eastus", "properties": {"networkProfile": network}}


def balancer(stored: hub.OpenShiftCluster) -> Json | None:
    read = models.OpenShiftCluster.model_validate(stored)
    profile = read.properties.network_profile.load_balancer_profile
    return None if profile is None else profile.model_dump(mode="json", by_alias=True)


def shown(stored: hub.OpenShiftCluster, version: str = VERSION) -> Json:
    network: Json = converter_for(version).render(stored)["properties"]["networkProfile"]
    return network


@pytest.fixture
def put() -> Callable[[hub.OpenShiftCluster, Json | None, str], hub.OpenShiftCluster]:
    """Lays a profile over a stored cluster as a version understands it."""

    def put(
        stored: hub.OpenShiftCluster, profile: Json | None, version: str = VERSION
    ) -> hub.OpenShiftCluster:
        network = {"loadBalancerProfile": profile}
        body = {"location": "eastus", "properties": {"networkProfile": network}}
        converter_for(version).to_hub(body, stored, str)
        return stored

    return put


Put = Callable[..., hub.OpenShiftCluster]


def test_everything_is_shown() -> None:
    without = [{"id": item["id"]} for item in FULL["outboundIps"]]
    assert shown(cluster(FULL))["loadBalancerProfile"] == FULL | {"outboundIps": without}


def test_a_cluster_without_a_profile_shows_none() -> None:
    assert "loadBalancerProfile" not in shown(cluster(None))


def test_what_is_sent_is_stored(put: Put) -> None:
    stored = put(cluster(None), {"outboundIps": [{"id": "/a"}], "allocatedOutboundPorts": 7})
    found = balancer(stored)
    assert found is not None
    assert found["outboundIps"] == [{"id": "/a"}]
    assert (found["outboundIpPrefixes"], found["allocatedOutboundPorts"]) == (None, 7)


def test_sending_back_what_was_shown_changes_nothing(put: Put) -> None:
    stored = cluster(FULL)
    before = balancer(stored)
    assert balancer(put(stored, shown(stored)["loadBalancerProfile"])) == before


def test_null_takes_the_addresses_away_and_an_absent_profile_does_not(put: Put) -> None:
    stored = cluster(FULL)
    assert balancer(put(stored, None)) == balancer(cluster(FULL))
    found = balancer(put(stored, {"outboundIps": None}))
    assert found is not None
    assert (found["outboundIps"], found["managedOutboundIps"]) == (None, None)
    assert found["effectiveOutboundIps"] == FULL["effectiveOutboundIps"]


def test_the_order_is_that_of_the_request(put: Put) -> None:
    found = balancer(put(cluster(FULL), {"outboundIps": [{"id": "/b"}, {"id": "/a"}]}))
    assert found is not None
    assert found["outboundIps"] == [{"id": "/b"}, {"id": "/a", "newer": 1}]


@pytest.mark.parametrize("version", [v for v in VERSIONS if v != VERSION])
def test_other_versions_neither_show_nor_lose_them(put: Put, version: str) -> None:
    stored = cluster(FULL)
    seen = shown(stored, version).get("loadBalancerProfile")
    assert not (seen or {}).keys() & {"outboundIps", "outboundIpPrefixes", "allocatedOutboundPorts"}
    if seen is not None:
        put(stored, seen, version)
    assert balancer(stored) == balancer(cluster(FULL))
