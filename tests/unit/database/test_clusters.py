"""Clusters: found by key, unique in their subscription, listed by prefix."""

from __future__ import annotations

import pytest

from aro_api.internal.models import OpenShiftClusterDocument
from aro_rp.database.databases import Databases
from aro_rp.database.store import AlreadyExists


def key(name: str, group: str = "g", subscription: str = "s") -> str:
    provider = "providers/microsoft.redhatopenshift/openshiftclusters"
    return f"/subscriptions/{subscription}/resourcegroups/{group}/{provider}/{name}"


def cluster(
    name: str, group: str = "g", subscription: str = "s", **fields: str
) -> OpenShiftClusterDocument:
    members = {
        "id": f"{subscription}-{group}-{name}",
        "key": key(name, group, subscription),
        "client_id_key": f"client-{group}-{name}",
        "cluster_resource_group_id_key": f"group-{group}-{name}",
        **fields,
    }
    return OpenShiftClusterDocument.model_validate(members)


async def test_a_cluster_is_found_by_its_key(databases: Databases) -> None:
    created = await databases.clusters.create(cluster("a"))
    assert await databases.clusters.find_key(key("a")) == created
    assert await databases.clusters.find_key(key("b")) is None


async def test_the_partition_is_the_subscription_of_the_key(databases: Databases) -> None:
    created = await databases.clusters.create(cluster("a", subscription="s2"))
    assert created.partition == "s2"
    assert created.doc.partition_key == "s2"


@pytest.mark.parametrize("wrong", ["/subscriptions/s", "", "a"])
async def test_a_key_that_is_no_resource_id_is_refused_with_its_value(
    databases: Databases, wrong: str
) -> None:
    with pytest.raises(ValueError, match=f"'{wrong}'"):
        await databases.clusters.find_key(wrong)


async def test_keys_must_be_lower_case(databases: Databases) -> None:
    with pytest.raises(ValueError, match="/A' must be lower case"):
        await databases.clusters.find_key(key("A"))
    with pytest.raises(ValueError, match="/A' must be lower case"):
        await databases.clusters.create(cluster("A", id="a"))
    with pytest.raises(ValueError, match="'Client' must be lower case"):
        await databases.clusters.create(cluster("a", client_id_key="Client"))
    with pytest.raises(ValueError, match="'Group' must be lower case"):
        await databases.clusters.create(cluster("a", cluster_resource_group_id_key="Group"))
    with pytest.raises(ValueError, match="'Client' must be lower case"):
        await databases.clusters.by_client_id("Client", "s")
    with pytest.raises(ValueError, match="/S/' must be lower case"):
        await databases.clusters.page("s", "/subscriptions/S/", 10)


@pytest.mark.parametrize(
    ("field", "unique"),
    [
        ("key", "/key"),
        ("client_id_key", "/clientIdKey"),
        ("cluster_resource_group_id_key", "/clusterResourceGroupIdKey"),
    ],
)
async def test_a_duplicate_says_what_is_taken(
    databases: Databases, field: str, unique: str
) -> None:
    first = cluster("a")
    await databases.clusters.create(first)
    with pytest.raises(AlreadyExists) as refused:
        await databases.clusters.create(cluster("b", **{field: getattr(first, field)}))
    assert refused.value.unique == unique


async def test_clusters_are_found_by_client_and_by_group_in_their_subscription(
    databases: Databases,
) -> None:
    created = await databases.clusters.create(cluster("a"))
    clusters = databases.clusters
    assert await clusters.by_client_id("client-g-a", "s") == created
    assert await clusters.by_resource_group_id("group-g-a", "s") == created
    assert await clusters.by_client_id("client-g-a", "other") is None


async def test_pages_hold_the_clusters_of_a_group_by_key(databases: Databases) -> None:
    for number, name in enumerate("cab"):
        await databases.clusters.create(cluster(name, id=f"{number}"))
        await databases.clusters.create(cluster(name, group="g2"))
        await databases.clusters.create(cluster(name, subscription="s2"))
    prefix = "/subscriptions/s/resourcegroups/g/"
    first = await databases.clusters.page("s", prefix, 2)
    rest = await databases.clusters.page("s", prefix, 2, first.continuation)
    assert [stored.doc.key for stored in (*first.items, *rest.items)] == [
        key("a"),
        key("b"),
        key("c"),
    ]
    assert rest.continuation == ""
    everywhere = await databases.clusters.page("s", "/subscriptions/s/", 10)
    assert len(everywhere.items) == 6
