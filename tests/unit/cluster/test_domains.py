from __future__ import annotations

import pytest

from aro_rp.cluster.domains import (
    api_record,
    api_url,
    console_url,
    full_domain,
    managed_prefix,
    router_record,
)

RP = "eastus.aroapp.io"


@pytest.mark.parametrize(
    ("domain", "prefix"),
    [
        ("demo", "demo"),
        ("demo.eastus.aroapp.io", "demo"),
        ("a.b.eastus.aroapp.io", "a.b"),
        ("demo.example.com", None),
        ("xeastus.aroapp.io", None),
        ("eastus.aroapp.io", None),
    ],
)
def test_only_names_below_the_rp_s_domain_are_managed(domain, prefix):
    assert managed_prefix(domain, RP) == prefix


@pytest.mark.parametrize("domain", ["", ".demo", "demo."])
def test_what_is_no_domain_is_refused(domain):
    with pytest.raises(ValueError, match="not a domain"):
        managed_prefix(domain, RP)


def test_records_and_urls_follow_from_the_domain():
    assert api_record("demo") == "api.demo"
    assert router_record("demo") == "*.apps.demo"
    assert full_domain("demo.example.com", RP) == "demo.example.com"
    assert api_url("demo", RP) == "https://api.demo.eastus.aroapp.io:6443/"
    assert console_url("c.example.com", RP) == (
        "https://console-openshift-console.apps.c.example.com/"
    )
