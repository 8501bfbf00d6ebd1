"""Steps A and J: who reaches the API server and the applications."""

from __future__ import annotations

from ipaddress import IPv4Address

from aro_rp.arm.errors import JsonObject
from aro_rp.validate.static.cluster_profile import bad_url
from aro_rp.validate.static.proposal import NULL_IS_NO_ITEM, Proposal, items, text
from aro_rp.validate.static.rule import Said, Versions, one_of, rule

_APISERVER = "properties.apiserverProfile"
_PROFILES = "properties.ingressProfiles"
_INGRESS = f"{_PROFILES}[]"
_VISIBILITY = ("Private", "Public")


def has_ingress(proposal: Proposal) -> bool:
    return bool(items(proposal.properties, "ingressProfiles"))


def is_one(proposal: Proposal) -> bool:
    return proposal.ingress is not None


@rule("A1", f"{_APISERVER}.visibility")
def _apiserver_visibility(proposal: Proposal) -> Said:
    return one_of(text(proposal.apiserver, "visibility"), _VISIBILITY, "visibility")


@rule("A2", f"{_APISERVER}.url")
def _apiserver_url(proposal: Proposal) -> Said:
    return bad_url(text(proposal.apiserver, "url"))


@rule("A3", f"{_APISERVER}.ip")
def _apiserver_ip(proposal: Proposal) -> Said:
    return _bad_ip(proposal.apiserver)


@rule("J1a", _PROFILES)
def _one_profile(proposal: Proposal) -> Said:
    number_of = len(items(proposal.properties, "ingressProfiles"))
    if number_of == 1:
        return None
    return f"There must be exactly one ingress profile, not {number_of}."


@rule("J1b", _PROFILES, versions=Versions(since=NULL_IS_NO_ITEM), target=f"{_PROFILES}[0]")
def _no_null(proposal: Proposal) -> Said:
    return "An ingress profile must not be null." if proposal.ingress is None else None


@rule("J2", f"{_INGRESS}.name")
def _name(proposal: Proposal) -> Said:
    name = text(_ingress(proposal), "name")
    return None if name == "default" else f"The provided ingress name '{name}' must be 'default'."


@rule("J3", f"{_INGRESS}.visibility")
def _visibility(proposal: Proposal) -> Said:
    return one_of(text(_ingress(proposal), "visibility"), _VISIBILITY, "visibility")


@rule("J4", f"{_INGRESS}.ip")
def _ip(proposal: Proposal) -> Said:
    return _bad_ip(_ingress(proposal))


def _ingress(proposal: Proposal) -> JsonObject:
    return proposal.ingress or {}


def _bad_ip(profile: JsonObject) -> Said:
    ip = text(profile, "ip")
    if not ip:
        return None
    try:
        IPv4Address(ip)
    except ValueError:
        return f"The provided IP '{ip}' is not an IPv4 address."
    return None


APISERVER = (_apiserver_visibility, _apiserver_url, _apiserver_ip)
INGRESSES = (_one_profile, _no_null)
INGRESS = (_name, _visibility, _ip)
