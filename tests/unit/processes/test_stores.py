"""What a process does about the keys of its database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from aro_api.internal.models import BillingDocument, OpenShiftClusterDocument
from aro_rp.clock import FixedClock, SeededIds
from aro_rp.database.keys import KeyFileError
from aro_rp.env import Settings, local_settings
from aro_rp.processes.stores import opened_stores

PROVIDER = "providers/microsoft.redhatopenshift"
KEY = f"/subscriptions/s/resourcegroups/g/{PROVIDER}/openshiftclusters/a"


def settings_in(folder: Path) -> Settings:
    settings = local_settings("https://127.0.0.1:1", None, folder, instant=True)
    return replace(settings, encryption_keys_file=folder / "keys.json")


async def test_development_makes_the_first_key(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    async with opened_stores(settings, FixedClock(), SeededIds(1)) as stores:
        first = stores.keys
    async with opened_stores(settings, FixedClock(), SeededIds(1)) as stores:
        assert stores.keys == first


async def test_development_does_not_make_another_key_where_clusters_need_the_one_that_is_gone(
    tmp_path: Path,
) -> None:
    settings = settings_in(tmp_path)
    file = settings.encryption_keys_file
    async with opened_stores(settings, FixedClock(), SeededIds(1)) as stores:
        await stores.databases.clusters.create(OpenShiftClusterDocument(id="a", key=KEY))
    file.rename(kept := file.with_name("kept.json"))
    with pytest.raises(KeyFileError) as refused:
        async with opened_stores(settings, FixedClock(), SeededIds(1)):
            pass
    told = str(refused.value)
    assert told.startswith(f"the key file '{file}' is missing, and clusters in '{tmp_path}/aro.db'")
    assert told.endswith("put it back, or begin with another database (`aro local --data FOLDER`)")
    assert not file.exists()
    kept.rename(file)
    async with opened_stores(settings, FixedClock(), SeededIds(1)) as stores:
        assert await stores.databases.clusters.find_key(KEY) is not None


async def test_development_makes_another_key_where_none_is_needed(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    for name in ("a", "b"):
        async with opened_stores(settings, FixedClock(), SeededIds(1)) as stores:
            await stores.databases.billing.create(BillingDocument(id=name, infra_id=name))
        settings.encryption_keys_file.unlink()


async def test_production_does_not_go_on_with_a_new_key_where_its_own_is_gone(
    tmp_path: Path,
) -> None:
    settings = replace(settings_in(tmp_path), is_local=False)
    with pytest.raises(KeyFileError, match="cannot be read: No such file"):
        async with opened_stores(settings, FixedClock(), SeededIds(1)):
            pass
    assert not settings.encryption_keys_file.exists()
