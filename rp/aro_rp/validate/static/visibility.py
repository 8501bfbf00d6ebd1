"""Steps A and J: who reaches the API server and the applications."""

from __future__ import annotations

from ipaddress import IPv4Address

from aro_rp.validate.static.cluster_profile import NO_URL, URL
from aro_rp.validate.static.constraint import OBJECTS, ONE_ITEM, empty_or, one_of, satisfying
from aro_rp.validate.static.proposal import NULL_IS_NO_ITEM, Proposal, items
from aro_rp.validate.static.rule import Versions, value_rule

_APISERVER = "properties.apiserverProfile"
_PROFILES = "properties.ingressProfiles"
_INGRESS = f"{_PROFILES}[]"
_VISIBILITY = one_of("Private", "Public")
_NO_VISIBILITY = "The provided visibility '{value}' is invalid: use {choices}."


def has_ingress(proposal: Proposal) -> bool:
    return bool(items(proposal.properties, "ingressProfiles"))


def is_one(proposal: Proposal) -> bool:
    return proposal.ingress is not None


def _is_ip(text: str) -> bool:
    try:
        IPv4Address(text)
    except ValueError:
        return False
    return True


_IP = empty_or(satisfying(_is_ip))
_NO_IP = "The provided IP '{value}' is not an IPv4 address."

_apiserver_visibility = value_rule("A1", f"{_APISERVER}.visibility", _VISIBILITY, _NO_VISIBILITY)
_apiserver_url = value_rule("A2", f"{_APISERVER}.url", URL, NO_URL)
_apiserver_ip = value_rule("A3", f"{_APISERVER}.ip", _IP, _NO_IP)

_one_profile = value_rule(
    "J1a", _PROFILES, ONE_ITEM, "There must be exactly one ingress profile, not {value}."
)
_no_null = value_rule(
    "J1b",
    _PROFILES,
    OBJECTS,
    "An ingress profile must not be null.",
    versions=Versions(since=NULL_IS_NO_ITEM),
    target=f"{_PROFILES}[0]",
)
_name = value_rule(
    "J2",
    f"{_INGRESS}.name",
    one_of("default"),
    "The provided ingress name '{value}' must be {choices}.",
)
_visibility = value_rule("J3", f"{_INGRESS}.visibility", _VISIBILITY, _NO_VISIBILITY)
_ip = value_rule("J4", f"{_INGRESS}.ip", _IP, _NO_IP)

APISERVER = (_apiserver_visibility, _apiserver_url, _apiserver_ip)
INGRESSES = (_one_profile, _no_null)
INGRESS = (_name, _visibility, _ip)
