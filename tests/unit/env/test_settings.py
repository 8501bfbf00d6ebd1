from __future__ import annotations

from pathlib import Path

import pytest

from aro_api.internal.models import (
    RegisteredFeature,
    Subscription,
    SubscriptionDocument,
    SubscriptionProperties,
)
from aro_rp.env import Feature, Settings, SettingsError, local_settings
from aro_rp.env.features import MTU_3900, is_registered, parse_features
from aro_rp.metrics.statsd import Agent

GUID = "00000000-0000-0000-0000-00000000000A"
ENOUGH = {
    "LOCATION": "East US",
    "DOMAIN_NAME": "eastus.aroapp.io",
    "RESOURCEGROUP": "aro-rp",
    "AZURE_SUBSCRIPTION_ID": GUID,
    "AZURE_TENANT_ID": GUID,
    "AZURE_FP_CLIENT_ID": GUID,
    "AZURE_FP_CLIENT_SECRET": "very secret",
    "ARO_INSTALLER_URL": "https://installer.example/",
    "ARO_DATABASE": "sqlite:///aro.db",
    "ARO_ENCRYPTION_KEYS_FILE": "keys.json",
    "OIDC_STORAGE_ACCOUNT_NAME": "oidc",
    "OIDC_AFD_ENDPOINT": "https://oidc.example",
    "GATEWAY_RESOURCEGROUP": "aro-gateway",
    "MDM_ACCOUNT": "rp",
    "MDM_NAMESPACE": "RP",
}
ONLY_IN_PRODUCTION = {"GATEWAY_RESOURCEGROUP", "MDM_ACCOUNT", "MDM_NAMESPACE"}


def test_settings_are_read_in_their_canonical_form():
    settings = Settings.from_environment(ENOUGH)
    assert settings.location == "eastus"
    assert settings.rp_subscription == GUID.lower()
    assert settings.installer_url == "https://installer.example"
    assert settings.arm_url == "https://management.azure.com"
    assert settings.max_workers == 100
    assert settings.metrics_agent == Agent("unix", "/var/etw/mdm_statsd.socket")
    assert settings.rights_poll_seconds == 30
    assert not settings.is_local


def test_everything_that_is_missing_is_named_at_once():
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment({})
    assert set(refused.value.problems) == {f"{name} is missing" for name in ENOUGH}


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("AZURE_TENANT_ID", "nobody", "AZURE_TENANT_ID is 'nobody': not a GUID"),
        ("ARO_ARM_URL", "http://arm", "ARO_ARM_URL is 'http://arm': not an https URL"),
        ("ARO_MAX_WORKERS", "0", "ARO_MAX_WORKERS is '0': not a positive number"),
        ("ARO_MAX_WORKERS", "many", "ARO_MAX_WORKERS is 'many': not a positive number"),
        ("ARO_ARM_POLL_SECONDS", "soon", "ARO_ARM_POLL_SECONDS is 'soon': not a number of seconds"),
        ("ARO_ARM_POLL_SECONDS", "-1", "ARO_ARM_POLL_SECONDS is '-1': not a number of seconds"),
        ("ARO_ARM_POLL_SECONDS", "nan", "ARO_ARM_POLL_SECONDS is 'nan': not a number of seconds"),
        ("ARO_ARM_POLL_SECONDS", "inf", "ARO_ARM_POLL_SECONDS is 'inf': not a number of seconds"),
        ("ARO_CA_FILE", "/nowhere/ca", "ARO_CA_FILE is '/nowhere/ca': No such file or directory"),
        ("ARO_BLOB_URL", "https://blobs", "ARO_BLOB_URL is 'https://blobs': not an https URL with"),
        ("MDM_STATSD_SOCKET", "tcp:x", "MDM_STATSD_SOCKET is 'tcp:x': not unix:PATH or udp:"),
        ("RP_MODE", "Development", "RP_MODE is 'Development': neither development nor production"),
        ("RP_FEATURES", "EnableMISE,Nonsense", "RP_FEATURES is 'EnableMISE,Nonsense': unknown"),
    ],
)
def test_a_wrong_value_is_shown_with_what_is_wrong(name, value, sentence):
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment(ENOUGH | {name: value})
    [problem] = refused.value.problems
    assert problem.startswith(sentence)


def test_several_wrong_values_are_shown_together():
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment(ENOUGH | {"ARO_MAX_WORKERS": "x", "LOCATION": ""})
    assert len(refused.value.problems) == 2


def test_settings_never_print_their_secret():
    assert "very secret" not in repr(Settings.from_environment(ENOUGH))


def test_development_needs_neither_a_gateway_nor_a_metrics_agent():
    without = {k: v for k, v in ENOUGH.items() if k not in ONLY_IN_PRODUCTION}
    settings = Settings.from_environment(without | {"RP_MODE": "development"})
    assert settings.is_local
    assert settings.metrics_agent is None


@pytest.mark.parametrize("mode", ["", "production"])
def test_what_is_not_development_is_production(mode):
    assert not Settings.from_environment(ENOUGH | {"RP_MODE": mode}).is_local


def test_features_are_read_by_name():
    settings = Settings.from_environment(ENOUGH | {"RP_FEATURES": "EnableMISE, EnforceMISE"})
    assert settings.has(Feature.ENABLE_MISE)
    assert not settings.has(Feature.USE_MOCK_MSI_RP)
    assert parse_features("") == frozenset()


def test_local_settings_are_all_on_one_port(tmp_path: Path):
    settings = local_settings("https://127.0.0.1:1234/", tmp_path / "ca", tmp_path, instant=True)
    endpoints = settings.endpoints()
    assert endpoints.arm_url == "https://127.0.0.1:1234"
    assert endpoints.blob_url("one") == "https://127.0.0.1:1234/blob/one"
    assert settings.oidc_endpoint == "https://127.0.0.1:1234/blob/arolocaloidc/$web"
    assert endpoints.ca_file == tmp_path / "ca"
    assert not endpoints.discover_authority


@pytest.mark.parametrize(
    ("name", "state", "expected"),
    [
        (MTU_3900, "Registered", True),
        (MTU_3900.upper(), "registered", True),
        (MTU_3900, "Pending", False),
        ("Other/Feature", "Registered", False),
    ],
)
def test_a_feature_counts_only_when_registered(name, state, expected):
    properties = SubscriptionProperties(
        registered_features=[RegisteredFeature(name=name, state=state)]
    )
    doc = SubscriptionDocument(id="s", subscription=Subscription(properties=properties))
    assert is_registered(doc, MTU_3900) is expected


def test_a_subscription_without_properties_has_no_features():
    assert not is_registered(SubscriptionDocument(id="s"), MTU_3900)
