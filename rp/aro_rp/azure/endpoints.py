"""Where Azure is, as one value: URLs, trust, scopes, retry and polling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from azure.core.pipeline.transport import AsyncHttpTransport

    Transport = AsyncHttpTransport[Any, Any]
    TransportFactory = Callable[[], Transport]


@dataclass(frozen=True, slots=True)
class RetrySettings:
    """The SDK's own retries, below the steps': upstream's three, 15 s apart, at most 60 s."""

    total: int = 3
    backoff_seconds: float = 15.0
    longest_seconds: float = 60.0
    request_seconds: float = 600.0

    @classmethod
    def none(cls) -> RetrySettings:
        return cls(total=0, backoff_seconds=0.0)


@dataclass(frozen=True, slots=True)
class AzureEndpoints:
    """Base URLs without a trailing slash; ``blob_url_template`` contains ``{account}``."""

    arm_url: str = "https://management.azure.com"
    authority_host: str = "https://login.microsoftonline.com"
    graph_url: str = "https://graph.microsoft.com"
    check_access_url: str = "https://authorization.azure.net"
    app_lens_url: str = ""
    blob_url_template: str = "https://{account}.blob.core.windows.net"
    arm_scope: str = "https://management.azure.com/.default"
    graph_scope: str = "https://graph.microsoft.com/.default"
    check_access_scope: str = "https://authorization.azure.net/.default"
    app_lens_scope: str = ""
    ca_file: Path | None = None
    discover_authority: bool = True
    polling_seconds: float = 10.0
    retry: RetrySettings = field(default_factory=RetrySettings)
    transport_factory: TransportFactory | None = None

    def blob_url(self, account: str) -> str:
        return self.blob_url_template.format(account=account)
