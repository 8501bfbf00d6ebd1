"""Steps I, S and G: who the cluster acts as (api-versions 6.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aro_rp.arm.errors import JsonObject, Problem
from aro_rp.arm.resource_id import ResourceId
from aro_rp.validate.static.proposal import Finding, Proposal, invalid, part, text

PROFILE = "properties.platformWorkloadIdentityProfile"
_PRINCIPAL = "properties.servicePrincipalProfile"
_HEX = "[0-9a-fA-F]"
_CANONICAL = f"{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}"
_UUID = re.compile(rf"(urn:uuid:)?{_CANONICAL}|\{{{_CANONICAL}\}}|{_HEX}{{32}}")
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


def identity(proposal: Proposal) -> Iterator[Finding]:
    """The combination first; only when it makes sense are the parts worth a look."""
    if proposal.knows(PROFILE):
        yield _combination(proposal)


def _combination(proposal: Proposal) -> Finding:
    workload = proposal.properties.get("platformWorkloadIdentityProfile")
    has_workload, principal = isinstance(workload, dict), proposal.principal
    if not has_workload and principal is None:
        return invalid(
            _PRINCIPAL, "Either a service principal or platform workload identities must be given."
        )
    if has_workload and principal and _says_something(principal):
        return invalid(
            _PRINCIPAL, "A service principal and platform workload identities exclude each other."
        )
    has_identity = isinstance(proposal.candidate.get("identity"), dict)
    if has_identity != has_workload:
        return invalid(
            "identity",
            "A cluster identity and platform workload identities must be given together.",
        )
    if not has_workload:
        return None
    assigned = part(part(proposal.candidate, "identity"), "userAssignedIdentities")
    if len(assigned) != 1:
        return invalid(
            "identity",
            f"The cluster needs exactly one user-assigned identity; {len(assigned)} were given.",
        )
    if not proposal.identities:
        return invalid(
            f"{PROFILE}.platformWorkloadIdentities",
            "The platform workload identities must not be empty.",
        )
    return None


def _says_something(principal: JsonObject) -> bool:
    return bool(text(principal, "clientId") or text(principal, "clientSecret"))


def service_principal(proposal: Proposal) -> Iterator[Problem]:
    principal = proposal.principal
    if principal is None:
        if not proposal.knows(PROFILE):
            # doubled as upstream has it (api-versions 6.3 S0)
            yield invalid(
                f"{_PRINCIPAL}.servicePrincipalProfile", "A service principal must be given."
            )
        return
    if proposal.identities and proposal.knows(PROFILE):
        return
    client_id = text(principal, "clientId")
    if not _UUID.fullmatch(client_id):
        yield invalid(
            f"{_PRINCIPAL}.clientId", f"The provided client ID '{client_id}' is not a UUID."
        )
    if not text(principal, "clientSecret"):
        yield invalid(f"{_PRINCIPAL}.clientSecret", "The client secret must not be empty.")


def workload_identities(proposal: Proposal) -> Iterator[Problem]:
    """The capitals in these targets are upstream's (api-versions 6.4)."""
    if not proposal.knows(PROFILE):
        return
    seen: set[str] = set()
    for name, entry in proposal.identities.items():
        where = f"{PROFILE}.PlatformWorkloadIdentities[{name}]"
        if not isinstance(entry, dict):
            yield invalid(where, f"The platform workload identity '{name}' must not be null.")
            continue
        resource_id = text(entry, "resourceId")
        if resource_id.lower() in seen:
            yield invalid(
                f"{PROFILE}.PlatformWorkloadIdentities",
                f"The identity '{resource_id}' is used by more than one operator.",
            )
        seen.add(resource_id.lower())
        yield from _resource_id(name, resource_id, f"{where}.resourceID")
    upgradeable_to = text(part(proposal.properties, PROFILE.split(".")[1]), "upgradeableTo")
    if upgradeable_to and not _VERSION.fullmatch(upgradeable_to):
        yield invalid(
            f"{PROFILE}.UpgradeableTo[{upgradeable_to}]",
            f"'{upgradeable_to}' is not a version of the form x.y.z.",
        )


def _resource_id(name: str, resource_id: str, where: str) -> Iterator[Problem]:
    try:
        parsed = ResourceId.parse(resource_id)
    except ValueError:
        yield invalid(where, f"'{resource_id}' is not the resource ID of an identity.")
        return
    if not name:
        yield invalid(where, f"The identity '{resource_id}' has no operator name.")
    if parsed.rest or parsed.type != "userAssignedIdentities":
        yield invalid(where, f"'{resource_id}' is not a user-assigned identity.")
