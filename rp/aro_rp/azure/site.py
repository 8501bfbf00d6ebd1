"""What every client is built from: endpoints, the session, who calls, and in which subscription."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential

    from aro_rp.azure.endpoints import AzureEndpoints
    from aro_rp.azure.transport import Session


@dataclass(frozen=True, slots=True)
class Site:
    """A caller's place in Azure."""

    endpoints: AzureEndpoints
    session: Session
    credential: AsyncTokenCredential
    subscription: str

    def pipeline_options(self) -> dict[str, Any]:
        """Request ids, retry and transport, for any client of azure-core."""
        from aro_rp.azure.request_ids import RequestIds

        retry = self.endpoints.retry
        return {
            "per_call_policies": [RequestIds()],
            "transport": self.session.transport(),
            "retry_total": retry.total,
            "retry_connect": retry.total,
            "retry_read": retry.total,
            "retry_status": retry.total,
            "retry_backoff_factor": retry.backoff_seconds,
            "retry_backoff_max": retry.longest_seconds,
        }

    def arm_options(self) -> dict[str, Any]:
        """Keyword arguments of every azure-mgmt client."""
        return {
            **self.pipeline_options(),
            "base_url": self.endpoints.arm_url,
            "credential_scopes": [self.endpoints.arm_scope],
            "polling_interval": self.endpoints.polling_seconds,
        }
