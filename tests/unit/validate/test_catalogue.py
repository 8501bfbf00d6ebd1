"""The frame of the rules: pure, complete, in order, and only where a version has the member."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from aro_api.versions import VERSIONS
from aro_rp.arm.resource_id import ResourceId
from aro_rp.validate.static.catalogue import RULES, problems
from aro_rp.validate.static.proposal import Proposal

PATH = (
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourcegroups/customer"
    "/providers/microsoft.redhatopenshift/openshiftclusters/demo"
)
EMPTY: dict[str, Any] = {"id": PATH, "name": "demo", "properties": {}}


def proposal(version: str, candidate: Any, current: Any = None, architecture: int = 1) -> Proposal:
    return Proposal(
        version=version,
        shape=VERSIONS[version].shape(),
        path=PATH,
        resource=ResourceId.parse(PATH),
        resource_type="Microsoft.RedHatOpenShift/openShiftClusters",
        location="eastus",
        domain="eastus.aroapp.io",
        candidate=candidate,
        current=current,
        architecture_version=architecture,
    )


def targets(found: Proposal) -> list[str]:
    return [problem.target for problem in problems(found)]


@pytest.mark.parametrize("version", sorted(VERSIONS))
@pytest.mark.parametrize("candidate", [{}, EMPTY, {"properties": None}, {"properties": {"x": 1}}])
def test_no_rule_needs_anything_to_be_there(version: str, candidate: Any) -> None:
    assert problems(proposal(version, candidate))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("version", sorted(VERSIONS))
def test_a_rule_changes_nothing(rule: Any, version: str) -> None:
    candidate = copy.deepcopy(EMPTY)
    list(rule(proposal(version, candidate)))
    assert candidate == EMPTY


def test_rules_apply_only_where_the_version_has_the_member() -> None:
    oldest = targets(proposal("2020-04-30", EMPTY))
    newest = targets(proposal("2025-07-25", EMPTY))
    fips = "properties.clusterProfile.fipsValidatedModules"
    encryption = "properties.masterProfile.encryptionAtHost"
    assert fips in newest
    assert encryption in newest
    assert fips not in oldest
    assert encryption not in oldest
    assert "properties.networkProfile.podCidr" in oldest
    assert "properties.networkProfile.podCidr" not in newest  # no ingress: reported instead


@pytest.mark.parametrize(
    ("version", "state", "known"),
    [
        ("2020-04-30", "Canceled", False),
        ("2023-11-22", "Canceled", True),
        ("2025-07-25", "Canceled", True),
        ("2025-07-25", "Cancelled", False),
        ("2020-04-30", "AdminUpdating", True),
        ("2025-07-25", "Maintenance", False),
    ],
)
def test_which_states_a_version_knows(version: str, state: str, known: bool) -> None:
    candidate = {**EMPTY, "properties": {"provisioningState": state}}
    found = "properties.provisioningState" not in targets(proposal(version, candidate))
    assert found == known


def test_workers_and_routers_are_looked_at_on_create_only() -> None:
    update = targets(proposal("2025-07-25", EMPTY, current=EMPTY))
    assert "properties.workerProfiles" not in update
    assert "properties.ingressProfiles" not in update


def test_a_first_generation_cluster_has_one_outbound_address() -> None:
    balancer = {"managedOutboundIps": {"count": 2}}
    candidate = {**EMPTY, "properties": {"networkProfile": {"loadBalancerProfile": balancer}}}
    where = "properties.networkProfile.loadBalancerProfile.managedOutboundIps.count"
    assert where in targets(proposal("2025-07-25", candidate, EMPTY, architecture=0))
    assert where not in targets(proposal("2025-07-25", candidate, EMPTY, architecture=1))


def test_an_old_domain_may_be_shorter_than_a_new_one() -> None:
    candidate = {**EMPTY, "properties": {"clusterProfile": {"domain": "1"}}}
    where = "properties.clusterProfile.domain"
    assert where in targets(proposal("2025-07-25", candidate))
    assert where not in targets(proposal("2025-07-25", candidate, candidate))
