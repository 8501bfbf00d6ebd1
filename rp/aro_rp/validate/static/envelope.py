"""Step T: the envelope says the same as the URL; step P: the state is a known one."""

from __future__ import annotations

from collections.abc import Iterator

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import Problem
from aro_rp.validate.static.proposal import Proposal, invalid, text

_STATES = ("Creating", "Updating", "AdminUpdating", "Deleting", "Succeeded", "Failed")
_CANCELED_SINCE = "2023-11-22"
_CANCELLED_IN = "2023-07-01-preview"


def envelope(proposal: Proposal) -> Iterator[Problem]:
    cluster, path = proposal.candidate, proposal.path
    if text(cluster, "id").lower() != path:
        yield Problem(
            Code.MISMATCHING_RESOURCE_ID,
            f"The provided resource ID '{text(cluster, 'id')}' does not match the one of the "
            f"request, '{path}'.",
            "id",
        )
    name = path.rsplit("/", 1)[1]
    if text(cluster, "name").lower() != name:
        yield Problem(
            Code.MISMATCHING_RESOURCE_NAME,
            f"The provided resource name '{text(cluster, 'name')}' does not match the one of the "
            f"request, '{name}'.",
            "name",
        )
    if text(cluster, "type").lower() != proposal.resource_type.lower():
        yield Problem(
            Code.MISMATCHING_RESOURCE_TYPE,
            f"The provided resource type '{text(cluster, 'type')}' does not match the one of the "
            f"request, '{proposal.resource_type}'.",
            "type",
        )
    if text(cluster, "location").lower() != proposal.location.lower():
        yield invalid(
            "location",
            f"The provided location '{text(cluster, 'location')}' is invalid: this is "
            f"'{proposal.location}'.",
        )


def provisioning_state(proposal: Proposal) -> Iterator[Problem]:
    state = text(proposal.properties, "provisioningState")
    if state not in _STATES and state not in _more_states(proposal.version):
        yield invalid(
            "properties.provisioningState", f"The provided provisioning state '{state}' is invalid."
        )


def _more_states(version: str) -> tuple[str, ...]:
    if version >= _CANCELED_SINCE:
        return ("Canceled",)
    return ("Cancelled",) if version == _CANCELLED_IN else ()
