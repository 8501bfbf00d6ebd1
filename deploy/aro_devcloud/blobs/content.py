"""Blobs by account, container and name, with the blocks that wait to be committed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aro_devcloud.clock import Clock, Ids
from aro_devcloud.http import Json
from aro_devcloud.records import Records


@dataclass(slots=True)
class Blob:
    """One block blob. ``modified`` is ISO 8601, ``headers`` its content headers by lower-case
    name.
    """

    name: str
    content: bytes
    etag: str
    modified: str
    headers: dict[str, str] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def modified_at(self) -> datetime:
        return datetime.fromisoformat(self.modified)

    @property
    def md5(self) -> str:
        return base64.b64encode(hashlib.md5(self.content, usedforsecurity=False).digest()).decode()

    def as_record(self) -> Json:
        record: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        return {**record, "content": base64.b64encode(self.content).decode()}


class BlobContent:
    """The blobs of all accounts. Containers are resources and live in the resource store."""

    def __init__(self, records: Records, clock: Clock, ids: Ids) -> None:
        self._table = records.table("blobs")
        self._blocks = records.table("blocks")
        self._clock = clock
        self._ids = ids

    def find(self, account: str, container: str, name: str) -> Blob | None:
        record = self._table.get(_key(account, container, name))
        if record is None:
            return None
        return Blob(**{**record, "content": base64.b64decode(record["content"])})

    def put(
        self,
        account: str,
        container: str,
        name: str,
        content: bytes,
        headers: Mapping[str, str] | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> Blob:
        """Creates or replaces a blob."""
        blob = Blob(
            name,
            content,
            etag=f'"0x8D{self._ids.uuid().replace("-", "")[-12:].upper()}"',
            modified=self._clock.now().isoformat(),
            headers=dict(headers or {}),
            metadata=dict(metadata or {}),
        )
        self._table.put(_key(account, container, name), blob.as_record())
        return blob

    def delete(self, account: str, container: str, name: str) -> None:
        self._table.delete(_key(account, container, name))

    def names(self, account: str, container: str) -> list[str]:
        """The names in a container, sorted."""
        prefix = _key(account, container, "")
        return sorted(key[len(prefix) :] for key in self._table if key.startswith(prefix))

    def stage(self, account: str, container: str, name: str, block: str, content: bytes) -> None:
        """Keeps a block until a list of blocks is committed."""
        key = f"{_key(account, container, name)}\n{block}"
        self._blocks.put(key, {"content": base64.b64encode(content).decode()})

    def assembled(self, account: str, container: str, name: str, blocks: list[str]) -> bytes | None:
        """The staged blocks in the given order, or None when one is not there."""
        parts = []
        for block in blocks:
            record = self._blocks.get(f"{_key(account, container, name)}\n{block}")
            if record is None:
                return None
            parts.append(base64.b64decode(record["content"]))
        return b"".join(parts)

    def forget_blocks(self, account: str, container: str, name: str) -> None:
        prefix = f"{_key(account, container, name)}\n"
        for key in [one for one in self._blocks if one.startswith(prefix)]:
            self._blocks.delete(key)

    def drop(self, account: str, container: str) -> None:
        """Forgets everything in a container."""
        prefix = _key(account, container, "")
        for table in (self._table, self._blocks):
            for key in [one for one in table if one.startswith(prefix)]:
                table.delete(key)


def _key(account: str, container: str, name: str) -> str:
    return f"{account.lower()}/{container.lower()}/{name}"
