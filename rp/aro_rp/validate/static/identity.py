"""Steps I, S and G: who the cluster acts as (api-versions 6.4)."""

from __future__ import annotations

from collections.abc import Iterator

from aro_rp.arm.errors import Problem
from aro_rp.arm.resource_id import ResourceId
from aro_rp.validate.static.cluster_profile import UUID
from aro_rp.validate.static.constraint import (
    GIVEN,
    MEMBERS,
    NAMED,
    NOT_EMPTY,
    OBJECT,
    ONE_MEMBER,
    empty_or,
    matching,
)
from aro_rp.validate.static.proposal import NULL_IS_NO_ITEM, Proposal, invalid, optional, text
from aro_rp.validate.static.rule import Said, Versions, rule, value_rule
from aro_rp.validate.static.screen import Demand

PROFILE = "properties.platformWorkloadIdentityProfile"
IDENTITIES = f"{PROFILE}.platformWorkloadIdentities"
SINCE = Versions(since="2024-08-12-preview")
_BEFORE = Versions(until="2023-11-22")
_PRINCIPAL = "properties.servicePrincipalProfile"
# the capitals in these targets are upstream's (api-versions 6.4)
_SHOWN = f"{PROFILE}.PlatformWorkloadIdentities"
_IDENTITY = "userAssignedIdentities"
_UPGRADE = f"{PROFILE}.upgradeableTo"
_NUMBER = "(0|[1-9][0-9]*)"
_VERSION = empty_or(matching(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}"))

# as nearly every request spells it, which leaves G3 and G5 nothing to say
_EACH_IDENTITY = Demand(
    f"{IDENTITIES}{{}}.resourceId",
    matching(
        "/subscriptions/[^/]+/resource[gG]roups/[^/]+/providers/[^/]+(/[^/]+/[^/]+)*"
        f"/{_IDENTITY}/[^/]+"
    ),
)
_properties = value_rule(
    "N0",
    "properties",
    GIVEN,
    "'properties' must be given.",
    versions=Versions(since=NULL_IS_NO_ITEM),
)


@rule("I1", _PRINCIPAL, versions=SINCE)
def _someone(proposal: Proposal) -> Said:
    if proposal.workload is not None or proposal.principal is not None:
        return None
    return "Either a service principal or platform workload identities must be given."


@rule("I2", _PRINCIPAL, versions=SINCE)
def _not_both(proposal: Proposal) -> Said:
    principal = proposal.principal
    if proposal.workload is None or not principal:
        return None
    if not text(principal, "clientId") and not text(principal, "clientSecret"):
        return None
    return "A service principal and platform workload identities exclude each other."


@rule("I3", "identity", versions=SINCE)
def _together(proposal: Proposal) -> Said:
    identity = optional(proposal.candidate, "identity")
    if (identity is None) == (proposal.workload is None):
        return None
    return "A cluster identity and platform workload identities must be given together."


_one_identity = value_rule(
    "I4",
    "identity",
    ONE_MEMBER,
    "The cluster needs exactly one user-assigned identity; {value} were given.",
    at="identity.userAssignedIdentities",
    within="identity",
    versions=SINCE,
)
_some_identities = value_rule(
    "I5",
    IDENTITIES,
    MEMBERS,
    "The platform workload identities must not be empty.",
    within=PROFILE,
    versions=SINCE,
)


_principal = value_rule(
    "S0",
    _PRINCIPAL,
    OBJECT,
    "A service principal must be given.",
    versions=_BEFORE,
    # doubled as upstream has it (api-versions 6.3)
    target=f"{_PRINCIPAL}.servicePrincipalProfile",
)
_client_id = value_rule(
    "S1",
    f"{_PRINCIPAL}.clientId",
    matching(rf"(urn:uuid:)?{UUID}|\{{{UUID}\}}|[0-9a-fA-F]{{32}}"),
    "The provided client ID '{value}' is not a UUID.",
    within=_PRINCIPAL,
)
_client_secret = value_rule(
    "S2",
    f"{_PRINCIPAL}.clientSecret",
    NOT_EMPTY,
    "The client secret must not be empty.",
    within=_PRINCIPAL,
)


@rule(
    "G1",
    IDENTITIES,
    versions=Versions(since=NULL_IS_NO_ITEM),
    demand=Demand(f"{IDENTITIES}{{}}", GIVEN),
)
def _no_null(proposal: Proposal) -> Said:
    return [
        invalid(f"{_SHOWN}[{name}]", f"The platform workload identity '{name}' must not be null.")
        for name, entry in proposal.identities.items()
        if entry is None
    ]


@rule("G2", IDENTITIES, versions=SINCE)
def _used_once(proposal: Proposal) -> Said:
    if not proposal.identities:
        return None
    given = [resource_id for _, resource_id in _resource_ids(proposal)]
    if len(set(map(str.lower, given))) == len(given):
        return None
    seen: set[str] = set()
    found = []
    for resource_id in given:
        if _type(resource_id) != _IDENTITY:
            continue  # that is said instead
        if resource_id.lower() in seen:
            message = f"The identity '{resource_id}' is used by more than one operator."
            found.append(invalid(_SHOWN, message))
        seen.add(resource_id.lower())
    return found


@rule("G3", IDENTITIES, versions=SINCE, demand=_EACH_IDENTITY)
def _is_resource_id(proposal: Proposal) -> Said:
    return [
        _named(name, f"'{resource_id}' is not the resource ID of an identity.")
        for name, resource_id in _resource_ids(proposal)
        if _type(resource_id) is None
    ]


@rule("G4", IDENTITIES, versions=SINCE, demand=Demand(IDENTITIES, NAMED))
def _has_operator(proposal: Proposal) -> Said:
    return [
        _named(name, f"The identity '{resource_id}' has no operator name.")
        for name, resource_id in _resource_ids(proposal)
        if not name and _type(resource_id) is not None
    ]


@rule("G5", IDENTITIES, versions=SINCE, demand=_EACH_IDENTITY)
def _is_identity(proposal: Proposal) -> Said:
    return [
        _named(name, f"'{resource_id}' is not a user-assigned identity.")
        for name, resource_id in _resource_ids(proposal)
        if _type(resource_id) not in (None, _IDENTITY)
    ]


@rule("G6", _UPGRADE, versions=SINCE, demand=Demand(_UPGRADE, _VERSION))
def _upgrade(proposal: Proposal) -> Said:
    version = text(proposal.workload or {}, "upgradeableTo")
    if _VERSION.holds(version):
        return None
    where = f"{PROFILE}.UpgradeableTo[{version}]"
    return [invalid(where, f"'{version}' is not a version of the form x.y.z.")]


def _resource_ids(proposal: Proposal) -> Iterator[tuple[str, str]]:
    """Before the newest version a null entry was an empty one."""
    for name, entry in proposal.identities.items():
        if isinstance(entry, dict):
            yield name, text(entry, "resourceId")
        elif proposal.version < NULL_IS_NO_ITEM:
            yield name, ""


def _type(resource_id: str) -> str | None:
    """The last part of the resource's type, None for what is no resource id."""
    try:
        parsed = ResourceId.parse(resource_id)
    except ValueError:
        return None
    return parsed.rest.split("/")[-2] if parsed.rest else parsed.type


def _named(name: str, message: str) -> Problem:
    return invalid(f"{_SHOWN}[{name}].resourceID", message)


COMBINATION = (_properties, _someone, _not_both, _together, _one_identity, _some_identities)
PRESENCE = (_principal,)
PRINCIPAL = (_client_id, _client_secret)
WORKLOAD = (_no_null, _used_once, _is_resource_id, _has_operator, _is_identity, _upgrade)
