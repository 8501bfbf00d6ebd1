"""Steps I, S and G: who the cluster acts as (api-versions 6.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aro_rp.arm.errors import JsonObject, Problem
from aro_rp.arm.resource_id import ResourceId
from aro_rp.validate.static.proposal import NULL_IS_NO_ITEM, Proposal, invalid, part, text
from aro_rp.validate.static.rule import Said, Versions, rule

PROFILE = "properties.platformWorkloadIdentityProfile"
IDENTITIES = f"{PROFILE}.platformWorkloadIdentities"
SINCE = Versions(since="2024-08-12-preview")
_BEFORE = Versions(until="2023-11-22")
_PRINCIPAL = "properties.servicePrincipalProfile"
# the capitals in these targets are upstream's (api-versions 6.4)
_SHOWN = f"{PROFILE}.PlatformWorkloadIdentities"
_IDENTITY = "userAssignedIdentities"
_UPGRADE = f"{PROFILE}.upgradeableTo"
_HEX = "[0-9a-fA-F]"
_CANONICAL = f"{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}"
_UUID = re.compile(rf"(urn:uuid:)?{_CANONICAL}|\{{{_CANONICAL}\}}|{_HEX}{{32}}")
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)", re.ASCII)


def has_principal(proposal: Proposal) -> bool:
    return proposal.principal is not None


@rule("N0", "properties", versions=Versions(since=NULL_IS_NO_ITEM))
def _properties(proposal: Proposal) -> Said:
    there = proposal.candidate.get("properties") is not None
    return None if there else "'properties' must be given."


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
    if (_identity(proposal) is None) == (proposal.workload is None):
        return None
    return "A cluster identity and platform workload identities must be given together."


@rule("I4", "identity", versions=SINCE)
def _one_identity(proposal: Proposal) -> Said:
    identity = _identity(proposal)
    if identity is None:
        return None
    number = len(part(identity, "userAssignedIdentities"))
    if number == 1:
        return None
    return f"The cluster needs exactly one user-assigned identity; {number} were given."


@rule("I5", IDENTITIES, versions=SINCE)
def _some_identities(proposal: Proposal) -> Said:
    if proposal.workload is None or proposal.identities:
        return None
    return "The platform workload identities must not be empty."


def _identity(proposal: Proposal) -> JsonObject | None:
    identity = proposal.candidate.get("identity")
    return identity if isinstance(identity, dict) else None


# doubled as upstream has it (api-versions 6.3)
@rule("S0", _PRINCIPAL, versions=_BEFORE, target=f"{_PRINCIPAL}.servicePrincipalProfile")
def _principal(proposal: Proposal) -> Said:
    return None if proposal.principal is not None else "A service principal must be given."


@rule("S1", f"{_PRINCIPAL}.clientId")
def _client_id(proposal: Proposal) -> Said:
    client_id = text(proposal.principal or {}, "clientId")
    if _UUID.fullmatch(client_id):
        return None
    return f"The provided client ID '{client_id}' is not a UUID."


@rule("S2", f"{_PRINCIPAL}.clientSecret")
def _client_secret(proposal: Proposal) -> Said:
    given = text(proposal.principal or {}, "clientSecret")
    return None if given else "The client secret must not be empty."


@rule("G1", IDENTITIES, versions=Versions(since=NULL_IS_NO_ITEM))
def _no_null(proposal: Proposal) -> Said:
    return [
        invalid(f"{_SHOWN}[{name}]", f"The platform workload identity '{name}' must not be null.")
        for name, entry in proposal.identities.items()
        if entry is None
    ]


@rule("G2", IDENTITIES, versions=SINCE)
def _used_once(proposal: Proposal) -> Said:
    if len(proposal.identities) < 2:
        return None
    seen: set[str] = set()
    found = []
    for _, resource_id in _resource_ids(proposal):
        if _type(resource_id) != _IDENTITY:
            continue  # that is said instead
        if resource_id.lower() in seen:
            message = f"The identity '{resource_id}' is used by more than one operator."
            found.append(invalid(_SHOWN, message))
        seen.add(resource_id.lower())
    return found


@rule("G3", IDENTITIES, versions=SINCE)
def _is_resource_id(proposal: Proposal) -> Said:
    return [
        _named(name, f"'{resource_id}' is not the resource ID of an identity.")
        for name, resource_id in _resource_ids(proposal)
        if _type(resource_id) is None
    ]


@rule("G4", IDENTITIES, versions=SINCE)
def _has_operator(proposal: Proposal) -> Said:
    return [
        _named(name, f"The identity '{resource_id}' has no operator name.")
        for name, resource_id in _resource_ids(proposal)
        if not name and _type(resource_id) is not None
    ]


@rule("G5", IDENTITIES, versions=SINCE)
def _is_identity(proposal: Proposal) -> Said:
    return [
        _named(name, f"'{resource_id}' is not a user-assigned identity.")
        for name, resource_id in _resource_ids(proposal)
        if _type(resource_id) not in (None, _IDENTITY)
    ]


@rule("G6", _UPGRADE, versions=SINCE)
def _upgrade(proposal: Proposal) -> Said:
    version = text(proposal.workload or {}, "upgradeableTo")
    if not version or _VERSION.fullmatch(version):
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
