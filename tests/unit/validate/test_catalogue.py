"""The frame of the rules: pure, complete, in order, and only where a version has them."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aro_api.shapes import ResourceShape
from aro_api.versions import VERSIONS
from aro_rp.arm.resource_id import ResourceId
from aro_rp.validate.static.catalogue import SECTIONS, problems, rules_of
from aro_rp.validate.static.proposal import Proposal
from aro_rp.validate.static.rule import Rule

RELEASED = (
    "2019-12-31-preview",
    "2020-04-30",
    "2021-09-01-preview",
    "2022-04-01",
    "2022-09-04",
    "2023-04-01",
    "2023-07-01-preview",
    "2023-09-04",
    "2023-11-22",
    "2024-08-12-preview",
    "2025-07-25",
)
PATH = (
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourcegroups/customer"
    "/providers/microsoft.redhatopenshift/openshiftclusters/demo"
)
EMPTY: dict[str, Any] = {"id": PATH, "name": "demo", "properties": {}}
NO_SHAPE = ResourceShape(frozenset(), frozenset(), frozenset())
EVERY_RULE = {rule.id: rule for section in SECTIONS for rule in section.rules}


def proposal(
    version: str, candidate: Any, current: Any = None, architecture: int = 1, *, d2s: bool = False
) -> Proposal:
    return Proposal(
        version=version,
        shape=VERSIONS[version].shape() if version in VERSIONS else NO_SHAPE,
        path=PATH,
        resource=ResourceId.parse(PATH),
        resource_type="Microsoft.RedHatOpenShift/openShiftClusters",
        location="eastus",
        domain="eastus.aroapp.io",
        candidate=candidate,
        current=current,
        architecture_version=architecture,
        require_d2s_workers=d2s,
    )


def targets(found: Proposal) -> list[str]:
    return [problem.target for problem in problems(found)]


@pytest.mark.parametrize("version", RELEASED)
@pytest.mark.parametrize("candidate", [{}, EMPTY, {"properties": None}, {"properties": {"x": 1}}])
def test_no_rule_needs_anything_to_be_there(version: str, candidate: Any) -> None:
    assert problems(proposal(version, candidate))


@pytest.mark.parametrize("rule", EVERY_RULE.values(), ids=lambda rule: rule.id)
def test_a_rule_changes_nothing_and_stands_for_itself(rule: Rule) -> None:
    candidate = copy.deepcopy(EMPTY)
    rule.check(proposal(RELEASED[-1], candidate))
    rule.check(proposal(RELEASED[0], candidate, current=candidate))
    assert candidate == EMPTY


def ids(version: str, *, creates: bool) -> str:
    """The rules' ids in order; a number of the same step is written to the one before."""
    found = [rule.id for rule in rules_of(version, creates=creates)]
    steps: list[str] = []
    for one in found:
        step, number = re.fullmatch("([A-Z])(.*)", one).groups()  # type: ignore[union-attr]
        if steps and steps[-1][0] == step:
            steps[-1] += f",{number}"
        else:
            steps.append(one)
    return " ".join(steps)


C_OLD, C = "C1,2,3,4,5,6,7", "C1,2,3,4,5,6,7,8"
W_OLD = "W1,2,3,4,5,6,7,8,9,10"
M_OLD, M = "M1a,1b,2,3", "M1a,1b,2,3,4,5a,5b"
K_OLD, K = "K1a,2,3a,3b,4,5,7,8,9", "K1a,2,3a,3b,4,5,6,7,8,9,10"
J = "J1a,2,3,4"
A = "A1,2,3"
I9, G9 = "I1,2,3,4,5", "G2,3,4,5,6"
CREATES = {
    0: f"T1,2,3,4 P {C_OLD} U S0,1,2 {W_OLD} {M_OLD} {K_OLD} {A} {J} D0",
    1: f"T1,2,3,4 P {C_OLD} U S0,1,2 {W_OLD} {M_OLD} {A} {K_OLD} {J} D0",
    2: f"T1,2,3,4 P {C_OLD} U S0,1,2 {W_OLD},11 {M} {A} {K} {J} D0",
    3: f"T1,2,3,4 P {C} U S0,1,2 {W_OLD} {M} {A} {K} {J} D0",
    4: f"T1,2,3,4 P {C} U S0,1,2 {W_OLD} {M} {A} {K} {J} D0",
    5: f"T1,2,3,4 P {C} U S0,1,2 {W_OLD},12,13 {M} {A} {K} {J} D0",
    6: f"T1,2,3,4 P {C} U S0,1,2 {W_OLD},12,13,14 L0,1a,1b,2a,2b,2c,3 {M} {A} {K} {J} D0",
    7: f"T1,2,3,4 P {C} U S0,1,2 {W_OLD},12,13 {M} {A} {K.replace('K', 'K0,', 1)} {J} D0",
    8: f"T1,2,3,4 P {C} U S0,1,2 {W_OLD},12,13,14 L1a,1b,3 {M} {A} K0,{K[1:]} {J} D0",
    9: f"T1,2,3,4 {I9} P {C} U S1,2 {W_OLD},12,13,14 L1a,1b,3 {M} {A} {G9} K0,{K[1:]} {J} D0",
    10: f"T1,2,3,4 N0 {I9} N1,2,3,4 P {C} U S1,2 {W_OLD},12,13,14 L1a,1b,3 {M} {A} G1,{G9[1:]} "
    f"K0,1a,1b,{K[4:]} J1a,1b,{J[4:]} D0",
}


@pytest.mark.parametrize("ordinal", CREATES)
def test_each_version_has_its_rules_in_its_order(ordinal: int) -> None:
    """Steps as in api-versions 6.2, numbers as in 6.3 and 6.4."""
    version = RELEASED[ordinal]
    assert ids(version, creates=True) == CREATES[ordinal]
    updates = CREATES[ordinal]
    updates = updates.replace("W1,2,3,4,5,6,7,8,9,10", "W1,2,4,5,6,7,9,10").replace(",3 M", " M")
    gone = "K" if ordinal == 0 else "KJ"
    kept = [step for step in updates.split() if step[0] not in gone]
    kept[-1] = "D1,2" if ordinal >= 9 else "D1"
    assert ids(version, creates=False) == " ".join(kept)


@pytest.mark.parametrize("version", sorted(VERSIONS))
def test_a_version_has_rules_for_exactly_the_members_it_knows(version: str) -> None:
    """Both directions: no rule on what a version does not know, and none forgotten."""
    about = {rule.member for rule in EVERY_RULE.values() if rule.id[0] not in "ND"}
    held = rules_of(version, creates=True)
    mentioned = {rule.member for rule in held if rule.id[0] not in "ND"}
    assert mentioned == about & VERSIONS[version].shape().places.keys()


JUNK = st.sampled_from([None, "", "x", 0, -1, True, [], [None], [{}], {}, {"": None}, {"a": {}}])


@pytest.mark.parametrize("version", sorted(VERSIONS))
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_rules_speak_of_whatever_is_sent(version: str, data: st.DataObject) -> None:
    """Types are somebody else's business; a rule breaks on none, and says the same twice."""
    order = [path for path in VERSIONS[version].shape().order if "{}" not in path]
    candidate: dict[str, Any] = copy.deepcopy(EMPTY)
    for path in data.draw(st.lists(st.sampled_from(order), max_size=8)):
        *above, last = path.split(".")
        at: Any = candidate
        for name in above:
            plain = name.removesuffix("[]")
            if not isinstance(at.get(plain), dict | list) or not at[plain]:
                at[plain] = [{}] if name.endswith("[]") else {}
            at = at[plain][0] if isinstance(at[plain], list) else at[plain]
            if not isinstance(at, dict):
                break
        else:
            at[last] = copy.deepcopy(data.draw(JUNK))
    for current in (None, EMPTY, candidate):
        once = problems(proposal(version, candidate, current))
        assert once == problems(proposal(version, candidate, current))
        assert all(problem.target and problem.message and problem.code for problem in once)


def test_a_version_that_comes_after_has_the_newest_rules() -> None:
    after, newest = rules_of("2031-01-01", creates=True), rules_of(RELEASED[-1], creates=True)
    assert after == newest


def test_a_member_is_named_once_by_rules_that_build_on_each_other() -> None:
    domain = {**EMPTY, "properties": {"clusterProfile": {"domain": "A.b.eastus.aroapp.io"}}}
    found = targets(proposal(RELEASED[-1], domain))
    assert found.count("properties.clusterProfile.domain") == 1


def sized(master: str, worker: str, version: str = "4.18.1") -> dict[str, Any]:
    properties = {
        "clusterProfile": {"version": version},
        "masterProfile": {"vmSize": master},
        "workerProfiles": [{"name": "worker", "vmSize": worker}],
    }
    return {**EMPTY, "properties": properties}


MASTER = "properties.masterProfile.vmSize"
WORKER = "properties.workerProfiles['worker'].vmSize"


@pytest.mark.parametrize(
    ("master", "worker", "version", "refused"),
    [
        ("Standard_D8s_v3", "Standard_D4s_v3", "4.18.1", []),
        ("Standard_D4s_v3", "Standard_D4s_v3", "4.18.1", [MASTER]),
        ("standard_d8s_v3", "standard_d4s_v3", "4.18.1", [MASTER, WORKER]),
        ("Standard_D8s_v3", "Standard_D2s_v3", "4.18.1", [WORKER]),
        ("Standard_D8s_v6", "Standard_D4s_v6", "4.18.1", [MASTER, WORKER]),
        ("Standard_D8s_v6", "Standard_D4s_v6", "4.19.0", []),
        ("Standard_D8s_v6", "Standard_D4s_v6", "4.19.0-rc.1", []),
        ("Standard_D8s_v6", "Standard_D4s_v6", " 5.0.0", []),
        ("Standard_D8s_v6", "Standard_D4s_v6", "latest", []),
        ("Standard_D8s_v3", "Standard_L8s_v4", "4.18.9", [WORKER]),
    ],
)
@pytest.mark.parametrize("ordinal", [0, 10])
def test_sizes_are_offered_by_role_and_release(
    ordinal: int, master: str, worker: str, version: str, refused: list[str]
) -> None:
    found = targets(proposal(RELEASED[ordinal], sized(master, worker, version)))
    assert [target for target in found if target in (MASTER, WORKER)] == refused


@pytest.mark.parametrize(
    ("worker", "refused"), [("Standard_D2s_v5", False), ("Standard_D4s_v3", True), ("x", True)]
)
def test_development_takes_the_smallest_workers_only(worker: str, refused: bool) -> None:
    found = targets(proposal(RELEASED[-1], sized("Standard_D8s_v3", worker), d2s=True))
    assert (WORKER in found) == refused
    assert MASTER not in found


@pytest.mark.parametrize(
    ("part", "target"),
    [
        ("properties", "properties"),
        ("clusterProfile", "properties.clusterProfile"),
        ("networkProfile", "properties.networkProfile"),
        ("masterProfile", "properties.masterProfile"),
        ("apiserverProfile", "properties.apiserverProfile"),
    ],
)
def test_the_newest_version_wants_its_parts(part: str, target: str) -> None:
    """Only here: what a body is laid over always has them."""
    whole = {name: {} for name in ("cluster", "network", "master", "apiserver")}
    properties: Any = {f"{name}Profile": {} for name in whole if f"{name}Profile" != part}
    candidate = {**EMPTY, "properties": None if part == "properties" else properties}
    assert target in targets(proposal(RELEASED[-1], candidate))
    assert target not in targets(proposal(RELEASED[-2], candidate))


@pytest.mark.parametrize(
    ("sdn", "refused"), [("OVNKubernetes", True), ("OpenShiftSDN", False), ("", False)]
)
def test_reserved_ranges_are_the_overlay_networks(sdn: str, refused: bool) -> None:
    network = {"podCidr": "100.64.0.0/16", "softwareDefinedNetwork": sdn}
    candidate = {**EMPTY, "properties": {"networkProfile": network}}
    found = targets(proposal("2021-09-01-preview", candidate))
    assert ("properties.networkProfile" in found) == refused
    assert "properties.networkProfile" in targets(proposal("2022-04-01", candidate))


@pytest.mark.parametrize("ordinal", range(11))
def test_networks_wait_for_an_ingress_since_they_depend_on_it(ordinal: int) -> None:
    found = targets(proposal(RELEASED[ordinal], EMPTY))
    assert ("properties.networkProfile.podCidr" in found) == (ordinal < 5)


@pytest.mark.parametrize(
    ("version", "state", "known"),
    [
        ("2020-04-30", "Canceled", False),
        ("2023-11-22", "Canceled", True),
        ("2025-07-25", "Canceled", True),
        ("2025-07-25", "Cancelled", False),
        ("2020-04-30", "AdminUpdating", True),
        ("2025-07-25", "Maintenance", False),
        ("2023-07-01-preview", "Cancelled", True),
        ("2023-07-01-preview", "Canceled", False),
        ("2023-09-04", "Canceled", False),
        ("2023-09-04", "Cancelled", False),
        ("2024-08-12-preview", "Canceled", True),
        ("2025-07-25", "", False),
    ],
)
def test_which_states_a_version_knows(version: str, state: str, known: bool) -> None:
    candidate = {**EMPTY, "properties": {"provisioningState": state}}
    found = "properties.provisioningState" not in targets(proposal(version, candidate))
    assert found == known


def test_workers_and_routers_are_looked_at_on_create_only() -> None:
    for version in RELEASED:
        update = targets(proposal(version, EMPTY, current=EMPTY))
        assert "properties.workerProfiles" not in update
        assert ("properties.ingressProfiles" in update) == (version == RELEASED[0])


def test_a_first_generation_cluster_has_one_outbound_address() -> None:
    balancer = {"managedOutboundIps": {"count": 2}}
    candidate = {**EMPTY, "properties": {"networkProfile": {"loadBalancerProfile": balancer}}}
    where = "properties.networkProfile.loadBalancerProfile.managedOutboundIps.count"
    assert where not in targets(proposal("2023-09-04", candidate, EMPTY, architecture=0))
    assert where in targets(proposal("2023-07-01-preview", candidate, EMPTY, architecture=0))
    assert where in targets(proposal("2025-07-25", candidate, EMPTY, architecture=0))
    assert where not in targets(proposal("2025-07-25", candidate, EMPTY, architecture=1))


def test_an_old_domain_may_be_shorter_than_a_new_one() -> None:
    candidate = {**EMPTY, "properties": {"clusterProfile": {"domain": "1"}}}
    where = "properties.clusterProfile.domain"
    assert where in targets(proposal("2025-07-25", candidate))
    assert where not in targets(proposal("2025-07-25", candidate, candidate))
