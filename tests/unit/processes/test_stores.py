"""What a process does about the keys of its database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from aro_rp.clock import FixedClock, SeededIds
from aro_rp.database.keys import KeyFileError
from aro_rp.env import Settings, local_settings
from aro_rp.processes.stores import opened_stores


def settings_in(folder: Path) -> Settings:
    settings = local_settings("https://127.0.0.1:1", None, folder, instant=True)
    return replace(settings, encryption_keys_file=folder / "keys.json")


async def test_development_makes_the_first_key(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    async with opened_stores(settings, FixedClock(), SeededIds(1)) as stores:
        first = stores.keys
    async with opened_stores(settings, FixedClock(), SeededIds(1)) as stores:
        assert stores.keys == first


async def test_production_does_not_go_on_with_a_new_key_where_its_own_is_gone(
    tmp_path: Path,
) -> None:
    settings = replace(settings_in(tmp_path), is_local=False)
    with pytest.raises(KeyFileError, match="cannot be read: No such file"):
        async with opened_stores(settings, FixedClock(), SeededIds(1)):
            pass
    assert not settings.encryption_keys_file.exists()
