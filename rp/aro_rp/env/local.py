"""Settings of the local stack: everything is one loopback port of the local cloud."""

from __future__ import annotations

from pathlib import Path

from aro_api.secret import Secret
from aro_rp.azure.endpoints import RetrySettings
from aro_rp.env.features import Feature
from aro_rp.env.settings import Settings

RP_SUBSCRIPTION = "00000000-0000-0000-0000-0000000000ff"
RP_TENANT = "00000000-0000-0000-0000-00000000000a"
RP_CLIENT_ID = "00000000-0000-0000-0000-0000000000f0"
OIDC_STORAGE_ACCOUNT = "arolocaloidc"
FEATURES = frozenset(
    {
        Feature.DISABLE_SIGNED_CERTIFICATES,
        Feature.DISABLE_READINESS_DELAY,
        Feature.REQUIRE_OIDC_STORAGE_WEB_ENDPOINT,
        Feature.USE_MOCK_MSI_RP,
    }
)


def local_settings(cloud_url: str, ca_file: Path | None, data: Path, *, instant: bool) -> Settings:
    """``cloud_url`` is the local cloud's base URL; ``instant`` makes waits short, skips nothing."""
    cloud_url = cloud_url.rstrip("/")
    blobs = f"{cloud_url}/blob/{{account}}"
    poll = 0.05 if instant else 0.5
    return Settings(
        location="eastus",
        domain="eastus.aroapp.io",
        rp_resource_group="aro-rp",
        rp_subscription=RP_SUBSCRIPTION,
        rp_tenant=RP_TENANT,
        client_id=RP_CLIENT_ID,
        client_secret=Secret("local"),
        installer_url=f"{cloud_url}/installer",
        database=f"sqlite:///{data / 'aro.db'}",
        encryption_keys_file=data / "encryption-keys.json",
        oidc_storage_account=OIDC_STORAGE_ACCOUNT,
        oidc_endpoint=f"{blobs.format(account=OIDC_STORAGE_ACCOUNT)}/$web",
        arm_url=cloud_url,
        authority_host=cloud_url,
        graph_url=f"{cloud_url}/graph",
        check_access_url=f"{cloud_url}/checkaccess",
        app_lens_url=f"{cloud_url}/applens",
        app_lens_scope=f"{cloud_url}/.default",
        app_lens_tenant=RP_TENANT,
        blob_url_template=blobs,
        ca_file=ca_file,
        features=FEATURES,
        is_local=True,
        oidc_key_bits=2048,
        installer_poll_seconds=poll,
        arm_poll_seconds=poll,
        arm_retry=RetrySettings(backoff_seconds=0.1, longest_seconds=2.0, request_seconds=60.0),
        step_retry_seconds=0.2,
        rights_poll_seconds=0.25 if instant else 1.5,
    )
