"""Everything a process of the RP is told: one value, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from aro_api.secret import Secret
from aro_rp.azure.endpoints import (
    ARM_URL,
    AUTHORITY_HOST,
    BLOB_URL,
    CHECK_ACCESS_URL,
    GRAPH_URL,
    AzureEndpoints,
    RetrySettings,
)
from aro_rp.env.features import Feature, parse_features
from aro_rp.env.reader import Reader, positive, seconds
from aro_rp.metrics.statsd import Agent

if TYPE_CHECKING:
    from aro_rp.azure.endpoints import TransportFactory

DEVELOPMENT, PRODUCTION = "development", "production"
AGENT = Agent("unix", "/var/etw/mdm_statsd.socket")


class SettingsError(Exception):
    """Variables are missing or wrong; ``problems`` has a line for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(["the environment does not suffice:", *problems]))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """URLs have no trailing slash; ids are lower case; durations are seconds.

    ``rights_poll_seconds`` is the pause between looks for rights that Azure has not spread yet; the
    number of looks is the plan's. Without a ``metrics_agent`` nobody takes figures.
    """

    location: str
    domain: str
    rp_resource_group: str
    rp_subscription: str
    rp_tenant: str
    client_id: str
    client_secret: Secret
    installer_url: str
    database: str
    encryption_keys_file: Path
    oidc_storage_account: str
    oidc_endpoint: str
    arm_url: str = ARM_URL
    arm_scope: str = f"{ARM_URL}/.default"
    authority_host: str = AUTHORITY_HOST
    graph_url: str = GRAPH_URL
    graph_scope: str = f"{GRAPH_URL}/.default"
    check_access_url: str = CHECK_ACCESS_URL
    check_access_scope: str = f"{CHECK_ACCESS_URL}/.default"
    app_lens_url: str = ""
    app_lens_scope: str = ""
    app_lens_tenant: str = ""
    blob_url_template: str = BLOB_URL
    ca_file: Path | None = None
    gateway_resource_group: str = ""
    features: frozenset[Feature] = frozenset()
    max_workers: int = 100
    is_local: bool = False
    oidc_key_bits: int = 4096
    installer_poll_seconds: float = 10.0
    arm_poll_seconds: float = 10.0
    arm_retry: RetrySettings = field(default_factory=RetrySettings)
    step_retry_seconds: float = 15.0
    rights_poll_seconds: float = 30.0
    version: str = "unknown"
    environment: str = "AzureCloud"
    metrics_agent: Agent | None = None
    metrics_account: str = ""
    metrics_namespace: str = ""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Raises ``SettingsError`` that names every missing and every wrong variable."""
        read = Reader(environ)
        is_local = read.parsed("RP_MODE", _mode, PRODUCTION) == DEVELOPMENT
        arm_url = read.url("ARO_ARM_URL", ARM_URL)
        location = read.text("LOCATION").replace(" ", "").lower()
        graph_url = read.url("ARO_GRAPH_URL", GRAPH_URL)
        settings = cls(
            location=location,
            domain=read.text("DOMAIN_NAME"),
            rp_resource_group=read.text("RESOURCEGROUP"),
            rp_subscription=read.guid("AZURE_SUBSCRIPTION_ID"),
            rp_tenant=read.guid("AZURE_TENANT_ID"),
            client_id=read.guid("AZURE_FP_CLIENT_ID"),
            client_secret=Secret(read.text("AZURE_FP_CLIENT_SECRET")),
            installer_url=read.url("ARO_INSTALLER_URL"),
            database=read.text("ARO_DATABASE"),
            encryption_keys_file=Path(read.text("ARO_ENCRYPTION_KEYS_FILE")),
            oidc_storage_account=read.text("OIDC_STORAGE_ACCOUNT_NAME"),
            oidc_endpoint=read.url("OIDC_AFD_ENDPOINT"),
            arm_url=arm_url,
            arm_scope=read.text("ARO_ARM_SCOPE", f"{arm_url}/.default"),
            authority_host=read.url("ARO_AUTHORITY_HOST", AUTHORITY_HOST),
            graph_url=graph_url,
            graph_scope=read.text("ARO_GRAPH_SCOPE", f"{graph_url}/.default"),
            check_access_url=read.url("ARO_CHECK_ACCESS_URL", _check_access(location)),
            app_lens_url=read.url("ARO_APPLENS_URL", ""),
            app_lens_scope=read.text("ARO_APPLENS_SCOPE", ""),
            app_lens_tenant=read.text("ARO_APPLENS_TENANT_ID", ""),
            check_access_scope=read.text("ARO_CHECK_ACCESS_SCOPE", f"{CHECK_ACCESS_URL}/.default"),
            blob_url_template=read.parsed("ARO_BLOB_URL", _blob_template, BLOB_URL),
            ca_file=read.file("ARO_CA_FILE"),
            gateway_resource_group=read.text("GATEWAY_RESOURCEGROUP", "" if is_local else None),
            features=read.parsed("RP_FEATURES", parse_features, frozenset()),
            max_workers=read.parsed("ARO_MAX_WORKERS", positive, 100),
            is_local=is_local,
            oidc_key_bits=read.parsed("ARO_OIDC_KEY_BITS", positive, 2048 if is_local else 4096),
            installer_poll_seconds=read.parsed("ARO_INSTALLER_POLL_SECONDS", seconds, 10.0),
            arm_poll_seconds=read.parsed("ARO_ARM_POLL_SECONDS", seconds, 10.0),
            step_retry_seconds=read.parsed("ARO_STEP_RETRY_SECONDS", seconds, 15.0),
            rights_poll_seconds=read.parsed("ARO_RIGHTS_POLL_SECONDS", seconds, 30.0),
            version=read.text("ARO_VERSION", "unknown"),
            environment=read.text("ENVIRONMENT", "AzureCloud"),
            metrics_agent=read.parsed(
                "MDM_STATSD_SOCKET", Agent.parse, None if is_local else AGENT
            ),
            metrics_account=read.text("MDM_ACCOUNT", "" if is_local else None),
            metrics_namespace=read.text("MDM_NAMESPACE", "" if is_local else None),
        )
        if read.problems:
            raise SettingsError(read.problems)
        return settings

    def has(self, feature: Feature) -> bool:
        return feature in self.features

    def endpoints(self, transport_factory: TransportFactory | None = None) -> AzureEndpoints:
        """Where Azure is; tests may bring a transport of their own."""
        return AzureEndpoints(
            arm_url=self.arm_url,
            authority_host=self.authority_host,
            graph_url=self.graph_url,
            blob_url_template=self.blob_url_template,
            arm_scope=self.arm_scope,
            graph_scope=self.graph_scope,
            check_access_url=self.check_access_url,
            app_lens_url=self.app_lens_url,
            app_lens_scope=self.app_lens_scope,
            check_access_scope=self.check_access_scope,
            ca_file=self.ca_file,
            discover_authority=not self.is_local,
            polling_seconds=self.arm_poll_seconds,
            retry=self.arm_retry,
            transport_factory=transport_factory,
        )


def _mode(text: str) -> str:
    """Upstream takes whatever is not development for production, a slip as well."""
    if text not in (DEVELOPMENT, PRODUCTION):
        raise ValueError(f"neither {DEVELOPMENT} nor {PRODUCTION}")
    return text


def _check_access(location: str) -> str:
    """Every region has an access check of its own."""
    return CHECK_ACCESS_URL.replace("//", f"//{location}.") if location else CHECK_ACCESS_URL


def _blob_template(text: str) -> str:
    if not text.startswith("https://") or "{account}" not in text:
        raise ValueError("not an https URL with {account}")
    return text.rstrip("/")
