"""Steps A and J: who reaches the API server and the applications."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address

from aro_rp.arm.errors import JsonObject, Problem
from aro_rp.validate.static.cluster_profile import url_problems
from aro_rp.validate.static.proposal import Proposal, invalid, items, one_of, part, text

APISERVER = "properties.apiserverProfile"
INGRESSES = "properties.ingressProfiles"
_VISIBILITY = ("Private", "Public")


def apiserver(proposal: Proposal) -> Iterator[Problem]:
    profile = part(proposal.properties, "apiserverProfile")
    yield from _visibility(APISERVER, profile)
    yield from url_problems(f"{APISERVER}.url", text(profile, "url"))
    yield from _ip(APISERVER, profile)


def ingresses(proposal: Proposal) -> Iterator[Problem]:
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
    yield from _visibility(where, profile)
    yield from _ip(where, profile)


def _visibility(where: str, profile: JsonObject) -> Iterator[Problem]:
    value = text(profile, "visibility")
    yield from one_of(f"{where}.visibility", value, _VISIBILITY, "visibility")


def _ip(where: str, profile: JsonObject) -> Iterator[Problem]:
    ip = text(profile, "ip")
    if not ip:
        return
    try:
        IPv4Address(ip)
    except ValueError:
        yield invalid(f"{where}.ip", f"The provided IP '{ip}' is not an IPv4 address.")
