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

    def retry_options(self) -> dict[str, Any]:
        """Keyword arguments of azure-core's retry policy, and of clients that make one."""
        retry = self.endpoints.retry
        return {
            "retry_total": retry.total,
            "retry_connect": retry.total,
            "retry_read": retry.total,
            "retry_status": retry.total,
            "retry_backoff_factor": retry.backoff_seconds,
            "retry_backoff_max": retry.longest_seconds,
        }

    def arm_options(self) -> dict[str, Any]:
        """Keyword arguments of every azure-mgmt client."""
        from aro_rp.azure.pipeline import arm_policies

        return {
            "transport": self.session.transport(),
            "policies": arm_policies(self),
            "base_url": self.endpoints.arm_url,
            "credential_scopes": [self.endpoints.arm_scope],
            "polling_interval": self.endpoints.polling_seconds,
        }
