"""Which operators must have an identity (frontend.md 7.5)."""

from __future__ import annotations

from typing import Any

import pytest

from aro_rp.arm.errors import ArmError
from aro_rp.frontend.role_match import need_matching_roles, uses_workload_identity

ROLES = {"4.9": "a", "4.10": "ab", "4.17": "abc", "4.18": "abd", "5.0": "e"}


async def find(minor: str) -> frozenset[str] | None:
    return frozenset(ROLES[minor]) if minor in ROLES else None


def cluster(version: str, later: str, operators: str) -> Any:
    identities = {name: {"resourceId": name} for name in operators}
    profile: Any = {"platformWorkloadIdentities": identities}
    if later:
        profile["upgradeableTo"] = later
    return {"clusterProfile": {"version": version}, "platformWorkloadIdentityProfile": profile}


@pytest.mark.parametrize(
    ("version", "later", "operators"),
    [
        ("4.17.27", "", "abc"),
        ("4.17.27", "4.17.30", "abc"),
        ("4.17.27", "4.16.1", "abc"),
        ("4.17.27", "4.18.1", "abcd"),
        ("4.9.1", "4.10.0", "ab"),
        ("4.10.1", "4.9.99", "ab"),
        ("4.18.1", "5.0.0", "abde"),
        ("4.17.27-rc.1", "", "abc"),
    ],
)
async def test_exactly_the_operators_of_all_releases_concerned(
    version: str, later: str, operators: str
) -> None:
    await need_matching_roles(cluster(version, later, operators), find)
    for wrong in (operators[1:], operators + "x", operators[1:] + "x"):
        with pytest.raises(ArmError) as caught:
            await need_matching_roles(cluster(version, later, wrong), find)
        problem = caught.value.problem
        assert (caught.value.status, problem.code) == (400, "PlatformWorkloadIdentityMismatch")
        target = "properties.PlatformWorkloadIdentityProfile.PlatformWorkloadIdentities"
        assert problem.target == target


@pytest.mark.parametrize(("version", "later"), [("4.8.0", ""), ("4.17.1", "4.19.0"), ("", "")])
async def test_a_release_without_roles_is_an_invalid_parameter(version: str, later: str) -> None:
    with pytest.raises(ArmError) as caught:
        await need_matching_roles(cluster(version, later, "abc"), find)
    problem = caught.value.problem
    assert (caught.value.status, problem.code, problem.target) == (400, "InvalidParameter", "")


def test_a_cluster_has_workload_identities_when_it_has_no_service_principal() -> None:
    both: Any = {"platformWorkloadIdentityProfile": {}, "servicePrincipalProfile": {}}
    assert uses_workload_identity({"platformWorkloadIdentityProfile": {}})
    assert not uses_workload_identity(both)
    assert not uses_workload_identity({})
