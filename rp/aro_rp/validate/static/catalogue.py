"""The order in which rules report (api-versions 6.2), and the one call that runs them all."""

from __future__ import annotations

from aro_rp.arm.errors import Problem
from aro_rp.validate.static.changes import changes
from aro_rp.validate.static.cluster_profile import cluster_profile, console
from aro_rp.validate.static.envelope import envelope, provisioning_state
from aro_rp.validate.static.identity import identity, service_principal, workload_identities
from aro_rp.validate.static.network import load_balancer, network_profile
from aro_rp.validate.static.nodes import master_profile, workers
from aro_rp.validate.static.proposal import Proposal, Rule
from aro_rp.validate.static.visibility import apiserver, ingresses

RULES: tuple[Rule, ...] = (
    envelope,
    identity,
    provisioning_state,
    cluster_profile,
    console,
    service_principal,
    network_profile,
    load_balancer,
    master_profile,
    apiserver,
    workload_identities,
    workers,
    ingresses,
    changes,
)


def problems(proposal: Proposal) -> tuple[Problem, ...]:
    """Every problem of the proposal, the one that upstream would name first on top."""
    return tuple(found for rule in RULES for found in rule(proposal) if found is not None)
