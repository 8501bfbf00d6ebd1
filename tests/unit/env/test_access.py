"""What a production frontend must be told of its callers (fleet.md 7.3)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from aro_rp.env import Access, Feature, Settings, SettingsError, local_settings

ENOUGH = {
    "ARO_SERVER_CERTIFICATE_FILE": "rp.pem",
    "ARO_SERVER_KEY_FILE": "rp.key",
    "ADMIN_API_CLIENT_CERT_COMMON_NAME": "sre.example",
}


def settings(*features: Feature) -> Settings:
    known = local_settings("https://arm.example", None, Path(), instant=True)
    return replace(known, features=frozenset(features))


def test_arm_is_known_by_its_metadata_unless_told_otherwise() -> None:
    access = Access.from_environment(ENOUGH, settings())
    assert access.arm_url == "https://arm.example"
    assert access.admin_roots == Path("/etc/aro-rp/admin-ca-bundle.pem")
    assert (access.arm_roots, access.mise_address, access.enforce_mise) == (None, "", False)


@pytest.mark.parametrize(
    ("feature", "missing"),
    [
        (Feature.ENABLE_DEVELOPMENT_AUTHORIZER, "ARM_API_CLIENT_CERT_COMMON_NAME"),
        (Feature.ENABLE_MISE, "MISE_ADDRESS"),
        (Feature.ENFORCE_MISE, "MISE_ADDRESS"),
    ],
)
def test_each_feature_needs_its_own_variable(feature: Feature, missing: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Access.from_environment(ENOUGH, settings(feature))
    assert refused.value.problems == (f"{missing} is missing",)
    access = Access.from_environment(ENOUGH | {missing: "told"}, settings(feature))
    assert "told" in (access.arm_common_name, access.mise_address)


def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        Access.from_environment({}, settings())
    assert set(refused.value.problems) == {f"{name} is missing" for name in ENOUGH}
