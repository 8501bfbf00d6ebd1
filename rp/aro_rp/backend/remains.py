"""What a rehearsal left behind, leaf by leaf, so that two ends can be compared.

Nothing of a running service imports this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
import yaml

from aro_rp.arm.long_running import TERMINAL
from aro_rp.database.encryption import CannotUnseal, Cipher
from aro_rp.database.sqlite import SqliteStore
from aro_rp.database.store import Row

WORKER = re.compile(r"(-worker-[a-z0-9]+-)[a-z0-9]{5}")
HASHED = re.compile(
    r"(\.nic\.|-pls\.|privateEndpointConnections/[^/]*\."
    r"|<storageSuffix>/providers/Microsoft.Authorization/[^/]*/)[0-9a-f-]{36}"
)
"""What the cloud or a template makes of a chance name."""


def in_clear(value: Any, cipher: Cipher) -> Any:
    """A stored document with its secrets opened."""
    if isinstance(value, dict):
        return {name: in_clear(inner, cipher) for name, inner in value.items()}
    if isinstance(value, list):
        return [in_clear(inner, cipher) for inner in value]
    if not isinstance(value, str):
        return value
    try:
        return cipher.unseal(value)
    except CannotUnseal:
        return value


def without_secrets(value: Any, cipher: Cipher) -> Any:
    """A stored document in which every secret is the same."""
    if isinstance(value, dict):
        return {name: without_secrets(inner, cipher) for name, inner in value.items()}
    if isinstance(value, list):
        return [without_secrets(inner, cipher) for inner in value]
    return "secret" if isinstance(value, str) and in_clear(value, cipher) != value else value


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Path and value of every leaf; kubeconfigs are looked into."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{path} > {name}" if path else name)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, f"{path} [{number}]")
    elif path.endswith("ubeconfig"):
        yield from leaves(yaml.load(value, yaml.CSafeLoader), path)
    else:
        yield path, repr(value)


def differences(
    before: Mapping[str, str], after: Mapping[str, str], run_dependent: re.Pattern[str]
) -> list[str]:
    """What is there in one only, or says something else; empty when the ends are the same.

    Of paths that ``run_dependent`` finds only the presence counts.
    """
    return [
        f"{path}: {before.get(path, 'nothing')} became {after.get(path, 'nothing')}"
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path)
        and not (path in before and path in after and run_dependent.search(path))
    ]


class NotedStore(SqliteStore):
    """Notes every terminal state of an operation, and the chance names of the cluster."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.ends: list[dict[str, Any]] = []
        self.names: dict[str, str] = {}

    async def create(self, container: str, partition: str, id: str, body: bytes) -> Row:
        row = await super().create(container, partition, id, body)
        self._note(row)
        return row

    async def replace(self, row: Row, body: bytes) -> Row:
        written = await super().replace(row, body)
        self._note(written)
        return written

    def _note(self, row: Row) -> None:
        document = orjson.loads(row.body)
        if row.container == "AsyncOperations":
            if document["asyncOperation"]["status"] in TERMINAL:
                self.ends.append(document["asyncOperation"])
        elif row.container == "OpenShiftClusters":
            properties = document["openShiftCluster"]["properties"]
            for name in ("infraId", "storageSuffix"):
                if name in properties:
                    self.names[properties[name]] = name

    def renamed(self, text: str) -> str:
        """The text with what is called by chance called by its sort."""
        for chance, name in self.names.items():
            text = text.replace(chance, f"<{name}>")
        return HASHED.sub(r"\1<hash>", WORKER.sub(r"\1<worker>", text))
