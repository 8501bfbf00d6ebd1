"""The databases that a process works on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aro_rp.clock import Clock, Ids
from aro_rp.database.containers import OPEN_SHIFT_CLUSTERS
from aro_rp.database.databases import SCHEME, Databases, open_store
from aro_rp.database.encryption import Cipher
from aro_rp.database.keys import KeyFileError, load_keys, load_or_create_keys
from aro_rp.database.store import Query, Store, StoreError
from aro_rp.env import Settings


@dataclass(frozen=True, slots=True)
class Stores:
    """The databases of a process and the keys that open their secrets, oldest first."""

    databases: Databases
    keys: tuple[bytes, ...]


@asynccontextmanager
async def opened_stores(settings: Settings, clock: Clock, ids: Ids) -> AsyncIterator[Stores]:
    """Raises ``StoreError`` or ``KeyFileError`` when the database or its keys cannot be used.

    Only development makes a key, and only where no cluster needs another one: a new key in the
    place of one that was lost opens nothing that is there, and seals what nobody else can open.
    """
    path = settings.encryption_keys_file
    keys = () if settings.is_local and not path.exists() else load_keys(path)
    async with _opened_store(settings, clock) as store:
        keys = keys or await _first_keys(path, store, settings.database)
        yield Stores(Databases.on(store, Cipher.from_keys(keys), clock, ids), keys)


@asynccontextmanager
async def _opened_store(settings: Settings, clock: Clock) -> AsyncIterator[Store]:
    try:
        store = open_store(settings.database, clock)
    except ValueError as problem:
        raise StoreError(f"the database {problem}") from problem
    try:
        yield store
    finally:
        await store.close()


async def _first_keys(path: Path, store: Store, database: str) -> tuple[bytes, ...]:
    found = await store.query(Query(OPEN_SHIFT_CLUSTERS.name, limit=1))
    if found.rows:
        raise KeyFileError(
            f"the key file '{path}' is missing, and clusters in '{database.removeprefix(SCHEME)}' "
            "have secrets that no other key opens: put it back, or begin with another database "
            "(`aro local --data FOLDER`)"
        )
    return load_or_create_keys(path)
