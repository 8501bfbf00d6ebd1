"""Step D for clusters: immutability, and identities that may not disappear."""

from __future__ import annotations

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import JsonObject
from aro_rp.validate.static.identity import IDENTITIES, SINCE
from aro_rp.validate.static.immutable import Comparison
from aro_rp.validate.static.proposal import NULL_IS_NO_ITEM, Proposal, optional, part
from aro_rp.validate.static.rule import Moment, Said, rule

# on create, rules of their own say InvalidParameter for these (api-versions 6.3 K0, L3)
_SPOKEN_FOR = frozenset(
    {
        "properties.workerProfilesStatus",
        "properties.networkProfile.loadBalancerProfile.effectiveOutboundIps",
    }
)


@rule("D0", "", moment=Moment.CREATE, code=Code.PROPERTY_CHANGE_NOT_ALLOWED)
def _nothing_read_only(proposal: Proposal) -> Said:
    """Upstream drops such values silently."""
    found = _comparison(proposal).given_read_only(proposal.candidate)
    return [problem for problem in found if problem.target not in _SPOKEN_FOR]


@rule("D1", "", moment=Moment.UPDATE, code=Code.PROPERTY_CHANGE_NOT_ALLOWED)
def _nothing_immutable(proposal: Proposal) -> Said:
    return list(_comparison(proposal).changes(proposal.candidate, proposal.current or {}))


def _comparison(proposal: Proposal) -> Comparison:
    return Comparison(proposal.shape, strict_empties=proposal.version >= NULL_IS_NO_ITEM)


@rule(
    "D2",
    IDENTITIES,
    versions=SINCE,
    moment=Moment.UPDATE,
    code=Code.PROPERTY_CHANGE_NOT_ALLOWED,
)
def _identities_stay(proposal: Proposal) -> Said:
    stored = _stored_workload(proposal)
    if stored is None or proposal.workload is None:
        return None
    names = part(stored, "platformWorkloadIdentities")
    gone = [name for name in names if name not in proposal.identities]
    if not gone:
        return None
    return f"Platform workload identities may not be removed: '{', '.join(gone)}' is missing."


def _stored_workload(proposal: Proposal) -> JsonObject | None:
    """Set when the stored cluster acts as workload identities."""
    properties = part(proposal.current or {}, "properties")
    if properties.get("servicePrincipalProfile") is not None:
        return None
    return optional(properties, "platformWorkloadIdentityProfile")


RULES = (_nothing_read_only, _nothing_immutable, _identities_stay)
