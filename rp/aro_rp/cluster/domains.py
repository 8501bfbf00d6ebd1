"""Domains of a cluster: which are ours, and their record names (backend.md 20)."""

from __future__ import annotations


def managed_prefix(domain: str, rp_domain: str) -> str | None:
    """The part of ``domain`` in front of the RP's own; None when the domain is the customer's.

    Raises ``ValueError`` for an empty domain or one with a dot at an end.
    """
    if not domain or domain.startswith(".") or domain.endswith("."):
        raise ValueError(f"'{domain}' is not a domain")
    if "." not in domain:
        return domain
    suffix = f".{rp_domain}"
    return domain.removesuffix(suffix) if domain.endswith(suffix) else None


def full_domain(domain: str, rp_domain: str) -> str:
    """The domain as the cluster's own names use it."""
    return domain if "." in domain else f"{domain}.{rp_domain}"


def api_record(prefix: str) -> str:
    return f"api.{prefix}"


def router_record(prefix: str) -> str:
    return f"*.apps.{prefix}"


def api_url(domain: str, rp_domain: str) -> str:
    return f"https://api.{full_domain(domain, rp_domain)}:6443/"


def console_url(domain: str, rp_domain: str) -> str:
    return f"https://console-openshift-console.apps.{full_domain(domain, rp_domain)}/"
