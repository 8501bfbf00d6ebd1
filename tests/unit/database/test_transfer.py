"""Export and import: everything comes back as it was, and wrong lines are named."""

from __future__ import annotations

import asyncio
import io
import json
from typing import Any

import pytest

from aro_api.internal.models import OpenShiftClusterDocument, OpenShiftVersionDocument
from aro_api.secret import Secret
from aro_rp.clock import FixedClock
from aro_rp.database.databases import Databases
from aro_rp.database.encryption import Cipher
from aro_rp.database.sqlite import SqliteStore
from aro_rp.database.store import Row, Store, StoreError
from aro_rp.database.transfer import ImportRefused, export_documents, import_documents


@pytest.fixture
def empty() -> Store:
    return SqliteStore(":memory:", FixedClock())


def line(container: str = "OpenShiftVersions", **document: Any) -> bytes:
    return json.dumps({"container": container, "document": document}).encode() + b"\n"


def cluster(name: str, key: str) -> bytes:
    return line(
        "OpenShiftClusters",
        id=name,
        partitionKey="s",
        key=key,
        clientIdKey=name,
        clusterResourceGroupIdKey=name,
    )


async def exported(store: Store) -> bytes:
    stream = io.BytesIO()
    await export_documents(store, stream)
    return stream.getvalue()


async def refused(store: Store, *lines: bytes, replace: bool = False) -> list[str]:
    before = await exported(store)
    with pytest.raises(ImportRefused) as raised:
        await import_documents(store, lines, replace=replace)
    if raised.value.written == 0:
        assert await exported(store) == before
    return [str(problem) for problem in raised.value.problems]


async def test_an_export_names_container_and_document_a_line(databases: Databases) -> None:
    await databases.versions.create(OpenShiftVersionDocument(id="b"))
    await databases.versions.create(OpenShiftVersionDocument(id="a"))
    await databases.billing.create(databases.billing.container.model(id="c"))
    lines = [json.loads(text) for text in (await exported(databases.store)).splitlines()]
    places = [(entry["container"], entry["document"]["id"]) for entry in lines]
    assert places == [("Billing", "c"), ("OpenShiftVersions", "a"), ("OpenShiftVersions", "b")]


async def test_what_is_exported_and_imported_is_exported_the_same(
    databases: Databases, empty: Store
) -> None:
    doc = OpenShiftClusterDocument(id="a", key="/subscriptions/s/resourcegroups/g/providers/p/t/a")
    doc.open_shift_cluster.tags = {"é\u2028": '\n"\\'}
    doc.open_shift_cluster.properties.ssh_key = Secret("hunter2")
    await databases.clusters.create(doc)
    unknown = {"id": "u", "later": {"x": [None, 1.5, 10**30, "\U0001f600", {"": False}]}}
    await databases.store.create("Billing", "u", "u", json.dumps(unknown).encode())
    before = await exported(databases.store)
    assert await import_documents(empty, io.BytesIO(before)) == 2
    after = await exported(empty)
    assert list(map(json.loads, after.splitlines())) == list(map(json.loads, before.splitlines()))


async def test_secrets_stay_sealed_all_the_way(
    databases: Databases, empty: Store, cipher: Cipher
) -> None:
    doc = OpenShiftClusterDocument(id="a", key="/subscriptions/s/resourcegroups/g/providers/p/t/a")
    doc.open_shift_cluster.properties.ssh_key = Secret("hunter2")
    await databases.clusters.create(doc)
    text = await exported(databases.store)
    assert b"hunter2" not in text
    await import_documents(empty, io.BytesIO(text))
    document = json.loads((await empty.get("OpenShiftClusters", "s", "a")).body)
    sealed = document["openShiftCluster"]["properties"]["sshKey"]
    assert cipher.unseal(sealed) == "hunter2"


async def test_more_documents_than_a_page_all_move(databases: Databases, empty: Store) -> None:
    versions = (OpenShiftVersionDocument(id=f"v{number:04}") for number in range(1200))
    await asyncio.gather(*(databases.versions.create(doc) for doc in versions))
    stream = io.BytesIO()
    assert await export_documents(databases.store, stream) == 1200
    stream.seek(0)
    assert await import_documents(empty, stream) == 1200


async def test_blank_lines_are_nothing(empty: Store) -> None:
    assert await import_documents(empty, [b"\n", line(id="a"), b"  \n"]) == 1


async def test_a_document_that_exists_refuses_the_import(empty: Store) -> None:
    await import_documents(empty, [line(id="b")])
    problems = await refused(empty, line(id="a"), line(id="b"))
    assert problems == ["line 2: OpenShiftVersions 'b' in partition 'b' exists"]


async def test_a_document_that_exists_is_replaced_when_asked(empty: Store) -> None:
    await import_documents(empty, [line(id="b")])
    assert await import_documents(empty, [line(id="a"), line(id="b", ttl=7)], replace=True) == 2
    assert (await empty.get("OpenShiftVersions", "b", "b")).body == b'{"id":"b","ttl":7}'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"{", "not JSON: Expecting property name enclosed in double quotes at column 2"),
        (b'{"container":"x\xff"}', "byte 16 is not UTF-8"),
        (b"[]", "expected an object with the members container and document"),
        (b'{"container":"Billing"}', "expected an object with the members"),
        (b'{"container":"Sheep","document":{}}', "there is no container 'Sheep'"),
        (b'{"container":7,"document":{}}', "there is no container 7"),
        (b'{"container":[],"document":{}}', "there is no container []"),
        (b'{"container":"Billing","document":[]}', "the document is not an object"),
        (line(), "the document has no text at /id"),
        (line(id=5), "the document has no text at /id"),
        (line(id=""), "the document has no text at /id"),
        (line(id="A"), "the id 'A' is not lower case"),
        (line("PoolWorkers", id="a"), "the document has no text at /workerType"),
        (line(id="a", ttl="soon"), "the document is not readable at /ttl: Input should be"),
        (b'{"container":"Billing","document":{"id":"a","x":NaN}}', "NaN is not JSON"),
        (b'{"container":"Billing","document":{"id":"a","x":"\\ud800"}}', "surrogates not allowed"),
    ],
)
async def test_a_wrong_line_is_named_with_its_reason(
    empty: Store, text: bytes, reason: str
) -> None:
    (problem,) = await refused(empty, line(id="fine"), text)
    assert problem.startswith("line 2: ")
    assert reason in problem


async def test_all_wrong_lines_are_named_in_order(empty: Store) -> None:
    await import_documents(empty, [line(id="held")])
    lines = (line(id="held"), b"{", line(id="a"), line(id="a"), b"{")
    problems = await refused(empty, *lines)
    assert [problem.split(":")[0] for problem in problems] == [
        "line 1",
        "line 2",
        "line 4",
        "line 5",
    ]
    assert problems[2] == "line 4: OpenShiftVersions 'a' in partition 'a' is on line 3 already"


async def test_a_unique_key_that_is_taken_is_named(empty: Store) -> None:
    problems = await refused(empty, cluster("a", "/same"), cluster("b", "/same"))
    assert problems == [
        "line 2: OpenShiftClusters 'b' in partition 's' shares /key with another document"
    ]


async def test_what_the_store_does_not_take_is_named_and_the_rest_is_there() -> None:
    class Narrow(SqliteStore):
        async def create(self, container: str, partition: str, id: str, body: bytes) -> Row:
            if id == "b":
                raise StoreError("no room")
            return await super().create(container, partition, id, body)

    store = Narrow(":memory:", FixedClock())
    with pytest.raises(ImportRefused) as raised:
        await import_documents(store, [line(id=id) for id in "abc"])
    assert [str(problem) for problem in raised.value.problems] == [
        "line 2: OpenShiftVersions 'b' in partition 'b' was not written: no room"
    ]
    assert raised.value.written == (await exported(store)).count(b"\n") == 2


async def test_reasons_show_nothing_of_a_wrong_value(empty: Store) -> None:
    document = {"properties": {"sshKey": ["hunter2"]}}
    wrong = line("OpenShiftClusters", id="a", partitionKey="s", openShiftCluster=document)
    (problem,) = await refused(empty, wrong)
    assert "/openShiftCluster/properties/sshKey" in problem
    assert "hunter2" not in problem
