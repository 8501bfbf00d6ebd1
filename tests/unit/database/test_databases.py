"""Opening: which texts name a database, and what never is in its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from aro_api.internal.models import OpenShiftClusterDocument, RegistryProfile
from aro_api.secret import Secret
from aro_rp.clock import FixedClock, SeededIds
from aro_rp.database.containers import CONTAINERS
from aro_rp.database.databases import Databases, open_databases, open_store
from aro_rp.database.encryption import Cipher
from aro_rp.database.store import StoreClosed, StoreError

SECRETS = {
    "ssh_key": "the ssh key",
    "admin_kubeconfig": "the admin kubeconfig",
    "aro_service_kubeconfig": "the service kubeconfig",
    "aro_sre_kubeconfig": "the sre kubeconfig",
    "kubeadmin_password": "the kubeadmin password",
    "user_admin_kubeconfig": "the user kubeconfig",
}


@pytest.mark.parametrize("form", ["sqlite:///{path}", "{path}"])
async def test_a_url_and_a_path_name_the_same_file(
    tmp_path: Path, cipher: Cipher, form: str
) -> None:
    path = tmp_path / "x" / "aro.db"
    async with open_databases(form.format(path=path), cipher, FixedClock(), SeededIds()):
        assert path.exists()


@pytest.mark.parametrize("url", ["postgres://host/db", "", "sqlite:///", "cosmos://x"])
def test_another_kind_of_url_is_refused_by_name(url: str) -> None:
    with pytest.raises(ValueError, match="is neither sqlite:///PATH nor :memory:"):
        open_store(url, FixedClock())


async def test_leaving_the_block_closes_the_store(cipher: Cipher) -> None:
    async with open_databases(":memory:", cipher, FixedClock(), SeededIds()) as databases:
        assert await databases.versions.find("a") is None
    with pytest.raises(StoreClosed):
        await databases.versions.find("a")


async def test_two_memories_know_nothing_of_each_other(
    databases: Databases, cipher: Cipher
) -> None:
    await databases.versions.create(databases.versions.container.model(id="a"))
    async with open_databases(":memory:", cipher, FixedClock(), SeededIds()) as others:
        assert await others.versions.find("a") is None


async def test_collections_of_one_store_share_it(databases: Databases, cipher: Cipher) -> None:
    again = Databases.on(databases.store, cipher, FixedClock(), SeededIds())
    await databases.versions.create(databases.versions.container.model(id="a"))
    assert await again.versions.find("a") is not None


def test_every_container_has_a_collection(databases: Databases) -> None:
    fields = (getattr(databases, name) for name in Databases.__dataclass_fields__)
    collected = {field.container.name for field in fields if hasattr(field, "container")}
    assert collected == set(CONTAINERS)


async def test_no_secret_is_in_the_files_in_clear(tmp_path: Path, cipher: Cipher) -> None:
    doc = OpenShiftClusterDocument(id="a", key="/subscriptions/s/resourcegroups/g/providers/p/t/a")
    properties = doc.open_shift_cluster.properties
    for name, clear in SECRETS.items():
        setattr(properties, name, Secret(clear))
    properties.cluster_profile.pull_secret = Secret("the pull secret")
    properties.registry_profiles = [RegistryProfile(password=Secret("the registry password"))]
    path = tmp_path / "aro.db"
    async with open_databases(str(path), cipher, FixedClock(), SeededIds()) as databases:
        await databases.clusters.create(doc)
        await databases.clusters.patch("a", lambda doc: setattr(doc, "bucket", 1), "s")
        written = contents(tmp_path)
    written += contents(tmp_path)
    assert b"/providers/p/t/a" in written
    for clear in (*SECRETS.values(), "the pull secret", "the registry password"):
        assert clear.encode() not in written


def contents(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_a_database_whose_tables_are_damaged_cannot_be_opened(tmp_path: Path) -> None:
    file = tmp_path / "aro.db"
    await open_store(str(file), FixedClock()).close()
    with file.open("r+b") as stream:
        stream.seek(5000)
        stream.write(b"\xaa" * 3000)
    with pytest.raises(StoreError, match=f"^the database '{file}' cannot be opened: .*malformed"):
        open_store(str(file), FixedClock())
