"""Steps T, N and P: the envelope says the same as the URL, parts are there, the state is known."""

from __future__ import annotations

from aro_rp.arm.codes import Code
from aro_rp.validate.static.constraint import GIVEN, one_of
from aro_rp.validate.static.proposal import Proposal, text
from aro_rp.validate.static.rule import Rule, Said, Versions, only, rule, value_rule

_STATES = ("Creating", "Updating", "AdminUpdating", "Deleting", "Succeeded", "Failed")
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


def _profile(id: str, name: str) -> Rule:
    return value_rule(id, f"properties.{name}", GIVEN, f"'{name}' must be given.", versions=_NEWEST)


def _state(versions: Versions, *more: str) -> Rule:
    return value_rule(
        "P",
        "properties.provisioningState",
        one_of(*_STATES, *more),
        "The provided provisioning state '{value}' is invalid.",
        versions=versions,
    )


ENVELOPE = (_id, _name, _type, _location)
PARTS = (
    _profile("N1", "clusterProfile"),
    _profile("N2", "networkProfile"),
    _profile("N3", "masterProfile"),
    _profile("N4", "apiserverProfile"),
)
STATE = (
    _state(Versions(until="2023-04-01", also=("2023-09-04",))),
    _state(only("2023-07-01-preview"), "Cancelled"),
    _state(Versions(since="2023-11-22"), "Canceled"),
)
