"""Steps T, N and P: the envelope says the same as the URL, parts are there, the state is known."""

from __future__ import annotations

from aro_rp.arm.codes import Code
from aro_rp.validate.static.proposal import Proposal, text
from aro_rp.validate.static.rule import EVERY, Rule, Said, Versions, rule

_STATES = {
    **dict.fromkeys(
        ("Creating", "Updating", "AdminUpdating", "Deleting", "Succeeded", "Failed"), EVERY
    ),
    "Canceled": Versions(since="2023-11-22"),
    "Cancelled": Versions("2023-07-01-preview", "2023-07-01-preview"),
}
_NEWEST = Versions(since="2025-07-25")


@rule("T1", "id", code=Code.MISMATCHING_RESOURCE_ID)
def _id(proposal: Proposal) -> Said:
    given = text(proposal.candidate, "id")
    if given.lower() == proposal.path:
        return None
    return (
        f"The provided resource ID '{given}' does not match the one of the request, "
        f"'{proposal.path}'."
    )


@rule("T2", "name", code=Code.MISMATCHING_RESOURCE_NAME)
def _name(proposal: Proposal) -> Said:
    given, name = text(proposal.candidate, "name"), proposal.path.rpartition("/")[2]
    if given.lower() == name:
        return None
    return f"The provided resource name '{given}' does not match the one of the request, '{name}'."


@rule("T3", "type", code=Code.MISMATCHING_RESOURCE_TYPE)
def _type(proposal: Proposal) -> Said:
    given = text(proposal.candidate, "type")
    if given.lower() == proposal.resource_type.lower():
        return None
    return (
        f"The provided resource type '{given}' does not match the one of the request, "
        f"'{proposal.resource_type}'."
    )


@rule("T4", "location")
def _location(proposal: Proposal) -> Said:
    given = text(proposal.candidate, "location")
    if given.lower() == proposal.location.lower():
        return None
    return f"The provided location '{given}' is invalid: this is '{proposal.location}'."


def _profile(number: int, name: str) -> Rule:
    @rule(f"N{number}", f"properties.{name}", versions=_NEWEST)
    def is_given(proposal: Proposal) -> Said:
        return None if proposal.properties.get(name) is not None else f"'{name}' must be given."

    return is_given


@rule("P", "properties.provisioningState")
def _provisioning_state(proposal: Proposal) -> Said:
    state = text(proposal.properties, "provisioningState")
    known = _STATES.get(state)
    if known is not None and proposal.version in known:
        return None
    return f"The provided provisioning state '{state}' is invalid."


ENVELOPE = (_id, _name, _type, _location)
PARTS = (
    _profile(1, "clusterProfile"),
    _profile(2, "networkProfile"),
    _profile(3, "masterProfile"),
    _profile(4, "apiserverProfile"),
)
STATE = (_provisioning_state,)
