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


ARM_URL = "https://management.azure.com"
AUTHORITY_HOST = "https://login.microsoftonline.com"
GRAPH_URL = "https://graph.microsoft.com"
CHECK_ACCESS_URL = "https://authorization.azure.net"
BLOB_URL = "https://{account}.blob.core.windows.net"


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

    arm_url: str = ARM_URL
    authority_host: str = AUTHORITY_HOST
    graph_url: str = GRAPH_URL
    check_access_url: str = CHECK_ACCESS_URL
    app_lens_url: str = ""
    blob_url_template: str = BLOB_URL
    arm_scope: str = f"{ARM_URL}/.default"
    graph_scope: str = f"{GRAPH_URL}/.default"
    check_access_scope: str = f"{CHECK_ACCESS_URL}/.default"
    app_lens_scope: str = ""
    ca_file: Path | None = None
    discover_authority: bool = True
    polling_seconds: float = 10.0
    retry: RetrySettings = field(default_factory=RetrySettings)
    transport_factory: TransportFactory | None = None

    def blob_url(self, account: str) -> str:
        return self.blob_url_template.format(account=account)
