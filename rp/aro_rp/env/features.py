"""Switches of the RP itself, and the features of a customer's subscription that it heeds."""

from __future__ import annotations

from enum import StrEnum

from aro_api.internal.models import SubscriptionDocument

MTU_3900 = "Microsoft.RedHatOpenShift/MTU3900"
_REGISTERED = "registered"


class Feature(StrEnum):
    """Named in RP_FEATURES, separated by commas; all are off unless named (fleet.md 7.5)."""

    DISABLE_DENY_ASSIGNMENTS = "DisableDenyAssignments"
    DISABLE_SIGNED_CERTIFICATES = "DisableSignedCertificates"
    ENABLE_DEVELOPMENT_AUTHORIZER = "EnableDevelopmentAuthorizer"
    REQUIRE_D2S_WORKERS = "RequireD2sWorkers"
    DISABLE_READINESS_DELAY = "DisableReadinessDelay"
    REQUIRE_OIDC_STORAGE_WEB_ENDPOINT = "RequireOIDCStorageWebEndpoint"
    USE_MOCK_MSI_RP = "UseMockMsiRp"
    ENABLE_MISE = "EnableMISE"
    ENFORCE_MISE = "EnforceMISE"
    ENABLE_CLUSTER_EXPANDED_AVAILABILITY_ZONES = "EnableClusterExpandedAvailabilityZones"


def parse_features(text: str) -> frozenset[Feature]:
    """Raises ``ValueError`` that lists every name that is not a feature."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    known = {feature.value for feature in Feature}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError(f"unknown features: {', '.join(unknown)}")
    return frozenset(Feature(name) for name in names)


def is_registered(subscription: SubscriptionDocument, feature: str) -> bool:
    """Whether the customer registered a preview feature for the subscription."""
    properties = subscription.subscription.properties
    registered = (properties.registered_features if properties else None) or []
    return any(
        one.name.lower() == feature.lower() and one.state.lower() == _REGISTERED
        for one in registered
    )
