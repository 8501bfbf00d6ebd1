"""Collections: typed documents, private copies, unknown members kept, secrets sealed."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from aro_api.internal.models import (
    AsyncOperationDocument,
    CloudErrorBody,
    OpenShiftClusterDocument,
    OpenShiftVersionDocument,
    PoolWorkerDocument,
    RegistryProfile,
)
from aro_api.secret import Secret
from aro_rp.clock import FixedClock
from aro_rp.database.collection import Collection
from aro_rp.database.containers import BILLING, Container
from aro_rp.database.databases import Databases
from aro_rp.database.encryption import Cipher
from aro_rp.database.store import AlreadyExists, BadToken, EtagMismatch, NotFound

TEXT = st.text(st.characters(codec="utf-8"))
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


def version(id: str) -> OpenShiftVersionDocument:
    return OpenShiftVersionDocument(id=id)


async def test_what_is_created_is_found(databases: Databases) -> None:
    doc = version("a")
    doc.open_shift_version.properties.version = "4.17.27"
    created = await databases.versions.create(doc)
    found = await databases.versions.get("a")
    assert found == created
    assert found.doc.open_shift_version.properties.version == "4.17.27"
    assert (found.id, found.partition) == ("a", "a")


async def test_what_is_not_there_is_none_or_not_found(databases: Databases) -> None:
    assert await databases.versions.find("a") is None
    with pytest.raises(NotFound):
        await databases.versions.get("a")


async def test_documents_handed_out_are_private_copies(databases: Databases) -> None:
    doc = version("a")
    created = await databases.versions.create(doc)
    doc.open_shift_version.name = "mine"
    created.doc.open_shift_version.name = "yours"
    assert (await databases.versions.get("a")).doc.open_shift_version.name == ""
    assert created.fresh().open_shift_version.name == ""


async def test_a_document_partitioned_by_another_field_needs_its_partition(
    databases: Databases,
) -> None:
    await databases.pool_workers.create(PoolWorkerDocument(id="w1", worker_type="monitor"))
    assert await databases.pool_workers.find("w1", "monitor") is not None
    assert await databases.pool_workers.find("w1") is None


@pytest.mark.parametrize("id", ["A", "mixedCase", "É"])
async def test_an_id_that_is_not_lower_case_is_refused_with_its_value(
    databases: Databases, id: str
) -> None:
    with pytest.raises(ValueError, match=f"'{id}' must be lower case"):
        await databases.versions.create(version(id))
    with pytest.raises(ValueError, match=f"'{id}' must be lower case"):
        await databases.versions.find(id)


async def test_upsert_creates_and_replaces(databases: Databases) -> None:
    await databases.versions.upsert(version("a"))
    doc = version("a")
    doc.open_shift_version.deleting = True
    await databases.versions.upsert(doc)
    assert (await databases.versions.get("a")).doc.open_shift_version.deleting


async def test_a_second_create_is_refused(databases: Databases) -> None:
    await databases.versions.create(version("a"))
    with pytest.raises(AlreadyExists):
        await databases.versions.create(version("a"))


async def test_a_patch_reads_changes_and_writes(databases: Databases) -> None:
    created = await databases.versions.create(version("a"))
    written = await databases.versions.patch("a", lambda doc: setattr(doc, "ttl", 60))
    assert created != written == await databases.versions.get("a")
    assert written.doc.ttl == 60


async def test_patches_at_once_all_count(databases: Databases) -> None:
    await databases.pool_workers.create(PoolWorkerDocument(id="w", worker_type="w"))

    def add(doc: PoolWorkerDocument) -> None:
        doc.lease_expires += 1

    await asyncio.gather(*(databases.pool_workers.patch("w", add) for _ in range(4)))
    assert (await databases.pool_workers.get("w")).doc.lease_expires == 4


async def test_a_patch_gives_up_when_others_are_always_faster(
    databases: Databases, clock: FixedClock
) -> None:
    await databases.versions.create(version("a"))
    tries = 0

    def change(doc: OpenShiftVersionDocument) -> None:
        nonlocal tries
        tries += 1

    class Interfered(Collection[OpenShiftVersionDocument]):
        async def replace(self, stored, doc):  # type: ignore[no-untyped-def]
            await databases.versions.upsert(version("a"))
            return await super().replace(stored, doc)

    crowded = Interfered(databases.store, databases.versions.container, databases.cipher, clock)
    before = clock.now()
    with pytest.raises(EtagMismatch):
        await crowded.patch("a", change)
    assert tries == 5
    assert (clock.now() - before).total_seconds() == pytest.approx(0.1 + 0.2 + 0.3)


async def test_a_patch_that_fails_writes_nothing(databases: Databases) -> None:
    created = await databases.versions.create(version("a"))

    def change(doc: OpenShiftVersionDocument) -> None:
        doc.ttl = 60
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await databases.versions.patch("a", change)
    assert await databases.versions.get("a") == created


async def test_a_delete_needs_the_document_as_it_was_read(databases: Databases) -> None:
    first = await databases.versions.create(version("a"))
    second = await databases.versions.replace(first, first.doc)
    with pytest.raises(EtagMismatch):
        await databases.versions.delete(first)
    await databases.versions.delete(second)
    assert await databases.versions.find("a") is None


async def test_all_goes_through_every_page(databases: Databases) -> None:
    ids = [f"v{number:04}" for number in range(1001)]
    await asyncio.gather(*(databases.versions.create(version(id)) for id in ids))
    assert [stored.id async for stored in databases.versions.all()] == ids


async def test_pages_of_a_selection_continue_where_they_ended(databases: Databases) -> None:
    for id in "abc":
        await databases.versions.create(version(id))
    first = await databases.versions.select(limit=2)
    rest = await databases.versions.select(limit=2, continuation=first.continuation)
    assert [stored.id for stored in (*first.items, *rest.items)] == ["a", "b", "c"]
    with pytest.raises(BadToken):
        await databases.versions.select(continuation="nonsense")


async def test_changes_are_typed_and_drain(databases: Databases) -> None:
    await databases.versions.create(version("a"))
    changes = await databases.versions.changes()
    assert [stored.doc.id for stored in changes.items] == ["a"]
    assert (await databases.versions.changes(changes.cursor)).items == ()


@given(unknown=JSON, place=st.sampled_from(["top", "cluster", "properties", "profile", "item"]))
async def test_unknown_members_survive_at_any_depth(unknown: object, place: str) -> None:
    document: dict[str, object] = {"id": "a", "partitionKey": "s", "key": "k"}
    item: dict[str, object] = {"name": "w"}
    profile: dict[str, object] = {"podCidr": "10.0.0.0/8"}
    properties: dict[str, object] = {"networkProfile": profile, "workerProfiles": [item]}
    cluster: dict[str, object] = {"properties": properties}
    document["openShiftCluster"] = cluster
    levels = {
        "top": document,
        "cluster": cluster,
        "properties": properties,
        "profile": profile,
        "item": item,
    }
    levels[place]["fromTheFuture"] = unknown
    doc = OpenShiftClusterDocument.model_validate_json(json.dumps(document))
    written = doc.model_dump_json(by_alias=True, exclude_defaults=True)
    assert lookup(json.loads(written), place) == unknown


def lookup(document: Any, place: str) -> object:
    properties = document["openShiftCluster"]["properties"]
    levels = {
        "top": document,
        "cluster": document["openShiftCluster"],
        "properties": properties,
        "profile": properties["networkProfile"],
        "item": properties["workerProfiles"][0],
    }
    return levels[place]["fromTheFuture"]


async def test_a_patch_keeps_members_that_this_version_does_not_know(
    databases: Databases,
) -> None:
    newer = {
        "id": "a",
        "asyncOperation": {"status": "Creating", "newer": {"deep": [1, None]}},
        "newest": None,
    }
    store = databases.store
    await store.create("AsyncOperations", "a", "a", json.dumps(newer).encode())

    def fail(doc: AsyncOperationDocument) -> None:
        doc.async_operation.status = "Failed"
        doc.async_operation.error = CloudErrorBody(code="Sorry")

    written = await databases.async_operations.patch("a", fail)
    newer["asyncOperation"] = {
        "status": "Failed",
        "newer": {"deep": [1, None]},
        "error": {"code": "Sorry"},
    }
    assert json.loads(written.row.body) == newer


async def test_secrets_are_sealed_on_the_way_in_and_open_with_the_cipher(
    databases: Databases, cipher: Cipher
) -> None:
    doc = OpenShiftClusterDocument(id="a", key="/subscriptions/s/resourcegroups/g/providers/p/t/a")
    properties = doc.open_shift_cluster.properties
    properties.cluster_profile.pull_secret = Secret("hunter2")
    properties.registry_profiles = [RegistryProfile(name="r", password=Secret("hunter3"))]
    stored = await databases.clusters.create(doc)
    assert b"hunter" not in stored.row.body
    read = (await databases.clusters.get("a", "s")).doc.open_shift_cluster.properties
    assert read.cluster_profile.pull_secret is not None
    assert read.cluster_profile.pull_secret.reveal(cipher.unseal) == "hunter2"
    assert read.registry_profiles is not None
    assert "hunter" not in repr(read)
    kept = await databases.clusters.patch("a", lambda doc: None, "s")
    assert kept.row.body == stored.row.body, "a secret that is only carried is not sealed anew"


async def test_defaults_are_not_stored(databases: Databases) -> None:
    stored = await databases.async_operations.create(AsyncOperationDocument(id="a"))
    assert json.loads(stored.row.body) == {"id": "a", "asyncOperation": {}}


class Unpartitioned(BaseModel):
    id: str = ""


def test_a_model_without_its_partition_field_is_refused(databases: Databases) -> None:
    container = Container("Odd", Unpartitioned, partition="/elsewhere")
    with pytest.raises(ValueError, match="Unpartitioned has no field for /elsewhere"):
        Collection(databases.store, container, databases.cipher, FixedClock())


def test_containers_know_their_models() -> None:
    assert BILLING.model.__name__ == "BillingDocument"
