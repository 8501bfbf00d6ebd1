"""Step D for clusters: immutability, and identities that may not disappear."""

from __future__ import annotations

from collections.abc import Iterator

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import Problem
from aro_rp.validate.static.identity import PROFILE
from aro_rp.validate.static.immutable import Comparison
from aro_rp.validate.static.proposal import Proposal, invalid, part

_STRICT_SINCE = "2025-07-25"
# on create, rules of their own say InvalidParameter for these (api-versions 6.3 K0, L3)
_SPOKEN_FOR = frozenset(
    {
        "properties.workerProfilesStatus",
        "properties.networkProfile.loadBalancerProfile.effectiveOutboundIps",
    }
)


def changes(proposal: Proposal) -> Iterator[Problem]:
    comparison = Comparison(proposal.shape, proposal.version >= _STRICT_SINCE)
    if proposal.current is None:
        for problem in comparison.given_read_only(proposal.candidate):
            if problem.target not in _SPOKEN_FOR:
                yield problem
        return
    yield from comparison.changes(proposal.candidate, proposal.current)
    if proposal.knows(PROFILE):
        yield from _identities_stay(proposal)


def _identities_stay(proposal: Proposal) -> Iterator[Problem]:
    stored = _profile(proposal.current or {})
    if not stored or proposal.current is None:
        return
    if proposal.properties.get("platformWorkloadIdentityProfile") is None:
        yield invalid(PROFILE, "The platform workload identities must be given.")
        return
    names = part(_profile(proposal.candidate), "platformWorkloadIdentities")
    gone = [name for name in part(stored, "platformWorkloadIdentities") if name not in names]
    if gone:
        where = f"{PROFILE}.platformWorkloadIdentities"
        yield Problem(
            Code.PROPERTY_CHANGE_NOT_ALLOWED,
            f"Platform workload identities may not be removed: '{', '.join(gone)}' is missing.",
            where,
        )


def _profile(cluster: dict[str, object]) -> dict[str, object]:
    return part(part(cluster, "properties"), "platformWorkloadIdentityProfile")
