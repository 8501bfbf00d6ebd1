"""The databases that a process works on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aro_rp.clock import Clock, Ids
from aro_rp.database.databases import Databases, open_databases
from aro_rp.database.encryption import Cipher
from aro_rp.database.keys import load_keys, load_or_create_keys
from aro_rp.database.store import StoreError
from aro_rp.env import Settings


@dataclass(frozen=True, slots=True)
class Stores:
    """The databases of a process and the keys that open their secrets, oldest first."""

    databases: Databases
    keys: tuple[bytes, ...]


@asynccontextmanager
async def opened_stores(settings: Settings, clock: Clock, ids: Ids) -> AsyncIterator[Stores]:
    """Raises ``StoreError`` or ``KeyFileError`` when the database or its keys cannot be used.

    Only development makes a key where there is none: a new key in the place of one that was lost
    opens nothing that is there, and seals what nobody else can open.
    """
    first_keys = load_or_create_keys if settings.is_local else load_keys
    keys = first_keys(settings.encryption_keys_file)
    try:
        databases = open_databases(settings.database, Cipher.from_keys(keys), clock, ids)
    except ValueError as problem:
        raise StoreError(f"the database {problem}") from problem
    async with databases:
        yield Stores(databases, keys)
