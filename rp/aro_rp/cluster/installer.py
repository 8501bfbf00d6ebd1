"""The program that makes machines into a cluster, as the RP speaks to it.

``PUT /installs/{document id}`` starts an installation or goes on with it, ``GET`` says how far it
is, ``DELETE`` forgets it. JSON over TLS with the RP's own token.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    from aro_rp.azure import Azure
    from aro_rp.env import Settings

JsonObject = dict[str, Any]


class InstallState(StrEnum):
    RUNNING = "Running"
    SUCCEEDED = "Succeeded"
    FAILED = "Failed"


@dataclass(frozen=True, slots=True)
class InstallStatus:
    """How far an installation is; ``percent`` 0 to 100, ``reason`` and ``log`` of a failure."""

    state: InstallState
    percent: int = 0
    step: str = ""
    reason: str = ""
    log: str = ""

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> InstallStatus:
        """Raises ``ValueError`` for a state that is not one of the three."""
        return cls(
            state=InstallState(body.get("state", "")),
            percent=int(body.get("percent") or 0),
            step=str(body.get("step") or ""),
            reason=str(body.get("reason") or ""),
            log=str(body.get("log") or ""),
        )


class Installer(Protocol):
    """Installs clusters, each known by its document's id."""

    async def start(self, document_id: str, order: JsonObject) -> InstallStatus:
        """Begins, or goes on with what was begun under this id."""
        ...

    async def status(self, document_id: str) -> InstallStatus | None:
        """None for an id that was never begun, or is forgotten."""
        ...

    async def forget(self, document_id: str) -> None:
        """Ends what runs and forgets it; nothing to forget is fine."""
        ...


class HttpInstaller:
    """An installer behind HTTP."""

    def __init__(self, azure: Azure, settings: Settings) -> None:
        from aro_rp.azure.rest import RestClient

        credential = azure.credential(settings.rp_tenant)
        self._client = RestClient(
            azure.site(credential), settings.installer_url, settings.arm_scope
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self._client.close()

    async def start(self, document_id: str, order: JsonObject) -> InstallStatus:
        response = await self._client.send("PUT", f"/installs/{document_id}", order)
        return InstallStatus.from_json(response.json())

    async def status(self, document_id: str) -> InstallStatus | None:
        response = await self._client.send("GET", f"/installs/{document_id}", may_be_absent=True)
        return None if response.status_code == 404 else InstallStatus.from_json(response.json())

    async def forget(self, document_id: str) -> None:
        await self._client.send("DELETE", f"/installs/{document_id}", may_be_absent=True)
