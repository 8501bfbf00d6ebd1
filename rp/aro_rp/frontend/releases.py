"""Versions and role sets on offer, kept in memory and fed by change feeds (frontend.md 19)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from pydantic import BaseModel

from aro_api.internal.models import (
    OpenShiftVersion,
    OpenShiftVersionDocument,
    PlatformWorkloadIdentityRoleSet,
    PlatformWorkloadIdentityRoleSetDocument,
)
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.database.collection import Collection
from aro_rp.database.databases import Databases

D = TypeVar("D", bound=BaseModel)

_TARGET = "properties.clusterProfile.version"
_SEMVER = re.compile(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?"
    r"(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?"
)


class Feed(Generic[D]):
    """Drains a change feed into ``apply``; ``ready`` once that worked to the end."""

    def __init__(self, collection: Collection[D], apply: Callable[[D], None]) -> None:
        self._collection = collection
        self._apply = apply
        self._cursor = ""
        self._turn = asyncio.Lock()
        self.ready = False

    async def drain(self) -> None:
        async with self._turn:
            while (changes := await self._collection.changes(self._cursor)).items:
                for stored in changes.items:
                    self._apply(stored.doc)
                self._cursor = changes.cursor
            self.ready = True


class Releases:
    """What can be installed, and which identities it needs.

    ``refresh`` runs every few seconds; a name that is not known is looked for
    once more before it is refused, so that what was just offered is found.
    """

    def __init__(self, databases: Databases) -> None:
        self._versions: dict[str, OpenShiftVersion] = {}
        self._role_sets: dict[str, PlatformWorkloadIdentityRoleSet] = {}
        self._operators: dict[str, frozenset[str]] = {}
        self._default = ""
        self._version_feed = Feed(databases.versions, self._take_version)
        self._role_set_feed = Feed(databases.role_sets, self._take_role_set)

    @property
    def ready(self) -> bool:
        return self._version_feed.ready and self._role_set_feed.ready

    @property
    def lacks_default(self) -> bool:
        """There are versions, but none for clusters that name none."""
        return bool(self._versions) and not self._default

    async def refresh(self) -> None:
        await self._version_feed.drain()
        await self._role_set_feed.drain()

    async def versions(self) -> Mapping[str, OpenShiftVersion]:
        if not self._version_feed.ready:
            await self._version_feed.drain()
        return self._versions

    async def version(self, name: str) -> OpenShiftVersion | None:
        if name not in self._versions:
            await self._version_feed.drain()
        return self._versions.get(name)

    async def role_sets(self) -> Mapping[str, PlatformWorkloadIdentityRoleSet]:
        if not self._role_set_feed.ready:
            await self._role_set_feed.drain()
        return self._role_sets

    async def role_set(self, minor: str) -> PlatformWorkloadIdentityRoleSet | None:
        if minor not in self._role_sets:
            await self._role_set_feed.drain()
        return self._role_sets.get(minor)

    async def operators(self, minor: str) -> frozenset[str] | None:
        """The operators that need an identity, None where no role set says it."""
        if minor not in self._operators:
            await self._role_set_feed.drain()
        return self._operators.get(minor)

    async def need_default(self) -> str:
        """The version for clusters that name none. Raises ``ArmError`` 500 when there is none."""
        if not self._default:
            await self._version_feed.drain()
        if not self._default:
            raise ArmError.of(
                500,
                Code.INTERNAL_SERVER_ERROR,
                "No default OpenShift version is available: name a version in the request.",
                _TARGET,
            )
        return self._default

    async def need_installable(self, version: str) -> None:
        """Raises ``ArmError`` 400 InvalidParameter unless the version is on offer."""
        if not _SEMVER.fullmatch(version) or await self.version(version) is None:
            raise ArmError.of(
                400,
                Code.INVALID_PARAMETER,
                f"The requested OpenShift version '{version}' is invalid or not on offer.",
                _TARGET,
            )

    def _take_version(self, doc: OpenShiftVersionDocument) -> None:
        offered = doc.open_shift_version
        name = offered.properties.version
        if offered.deleting or not offered.properties.enabled:
            self._versions.pop(name, None)
            self._default = "" if self._default == name else self._default
            return
        self._versions[name] = offered
        if offered.properties.default:
            self._default = name

    def _take_role_set(self, doc: PlatformWorkloadIdentityRoleSetDocument) -> None:
        role_set = doc.platform_workload_identity_role_set
        minor = role_set.properties.open_shift_version
        if role_set.deleting:
            self._role_sets.pop(minor, None)
            self._operators.pop(minor, None)
            return
        roles = role_set.properties.platform_workload_identity_roles or ()
        self._role_sets[minor] = role_set
        self._operators[minor] = frozenset(role.operator_name for role in roles)
