"""Steps A and J: who reaches the API server and the applications."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address

from aro_rp.arm.errors import JsonObject
from aro_rp.validate.static.cluster_profile import url_problem
from aro_rp.validate.static.proposal import Finding, Proposal, invalid, items, one_of, text

APISERVER = "properties.apiserverProfile"
INGRESSES = "properties.ingressProfiles"
_VISIBILITY = ("Private", "Public")


def apiserver(proposal: Proposal) -> Iterator[Finding]:
    profile = proposal.apiserver
    yield _visibility(APISERVER, profile)
    yield url_problem(f"{APISERVER}.url", text(profile, "url"))
    yield _ip(APISERVER, profile)


def ingresses(proposal: Proposal) -> Iterator[Finding]:
    """On create only: later versions leave routers to the cluster."""
    if not proposal.creates:
        return
    profiles = items(proposal.properties, "ingressProfiles")
    if len(profiles) != 1:
        yield invalid(INGRESSES, f"There must be exactly one ingress profile, not {len(profiles)}.")
        return
    profile = profiles[0]
    if not isinstance(profile, dict):
        yield invalid(f"{INGRESSES}[0]", "An ingress profile must not be null.")
        return
    name = text(profile, "name")
    where = f"{INGRESSES}['{name}']"
    if name != "default":
        yield invalid(f"{where}.name", f"The provided ingress name '{name}' must be 'default'.")
    yield _visibility(where, profile)
    yield _ip(where, profile)


def _visibility(where: str, profile: JsonObject) -> Finding:
    value = text(profile, "visibility")
    return one_of(f"{where}.visibility", value, _VISIBILITY, "visibility")


def _ip(where: str, profile: JsonObject) -> Finding:
    ip = text(profile, "ip")
    if not ip:
        return None
    try:
        IPv4Address(ip)
    except ValueError:
        return invalid(f"{where}.ip", f"The provided IP '{ip}' is not an IPv4 address.")
    return None
