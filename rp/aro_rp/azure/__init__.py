"""Clients of Azure: one owner per process, one set of clients per subscription, all real SDKs."""

from __future__ import annotations

from aro_rp.azure.clients import Azure, AzureClients
from aro_rp.azure.endpoints import AzureEndpoints, RetrySettings

__all__ = ["Azure", "AzureClients", "AzureEndpoints", "RetrySettings"]
