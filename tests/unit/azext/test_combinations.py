from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from azext_aro._generated import inputs
from azext_aro.faults import Conflict, Fault, InvalidValue, MissingArgument
from azext_aro.rules import combinations

CREATE = inputs.Create("group", "name", "master", "worker")
UPDATE = inputs.Update("group", "name")
CLIENT = "11111111-1111-1111-1111-111111111111"
PAIRS = [("file-csi-driver", "file")]


def kinds(faults: list[Fault]) -> list[type[Fault]]:
    return [type(fault) for fault in faults]


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ({}, []),
        ({"client_id": CLIENT, "client_secret": "x"}, []),
        ({"client_id": CLIENT}, [MissingArgument]),
        ({"client_secret": "x"}, [MissingArgument]),
        ({"client_id": CLIENT, "client_secret": ""}, [MissingArgument]),
        ({"enable_managed_identity": True}, [MissingArgument]),
        ({"enable_managed_identity": True, "version": "4.17.27"}, []),
        (
            {
                "enable_managed_identity": True,
                "mi_user_assigned": "cluster",
                "platform_workload_identities": PAIRS,
            },
            [],
        ),
        (
            {"enable_managed_identity": True, "mi_user_assigned": "c", "version": "4.17.27"},
            [MissingArgument],
        ),
        (
            {"enable_managed_identity": True, "platform_workload_identities": PAIRS},
            [MissingArgument],
        ),
        (
            {
                "enable_managed_identity": True,
                "version": "4.17.27",
                "client_id": CLIENT,
                "client_secret": "x",
            },
            [Conflict, Conflict],
        ),
        ({"platform_workload_identities": PAIRS}, [MissingArgument]),
        ({"mi_user_assigned": "cluster"}, [MissingArgument]),
        (
            {
                "enable_managed_identity": True,
                "mi_user_assigned": "cluster",
                "platform_workload_identities": PAIRS * 2,
            },
            [InvalidValue],
        ),
    ],
)
def test_identity_flags_of_a_new_cluster(
    flags: dict[str, Any], expected: list[type[Fault]]
) -> None:
    assert kinds(list(combinations.of_new_cluster(replace(CREATE, **flags)))) == expected


@pytest.mark.parametrize(
    ("outbound", "apiserver", "ingress", "count"),
    [
        (None, "Public", "Public", 0),
        ("Loadbalancer", "Public", "Public", 0),
        ("UserDefinedRouting", "Private", "Private", 0),
        ("UserDefinedRouting", "private", "PRIVATE", 0),
        ("UserDefinedRouting", "Public", "Private", 1),
        ("UserDefinedRouting", "Public", "Public", 2),
        ("userdefinedrouting", "Public", "Public", 2),
    ],
)
def test_routes_of_the_customers_own_need_private_endpoints(
    outbound: str | None, apiserver: str, ingress: str, count: int
) -> None:
    given = replace(
        CREATE,
        outbound_type=outbound,
        apiserver_visibility=apiserver,
        ingress_visibility=ingress,
    )
    assert kinds(list(combinations.of_routing(given))) == [InvalidValue] * count


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ({}, []),
        ({"client_secret": "x"}, []),
        ({"client_id": CLIENT}, [MissingArgument]),
        ({"client_id": CLIENT, "client_secret": "x"}, []),
        ({"refresh_cluster_credentials": True}, []),
        ({"refresh_cluster_credentials": True, "client_secret": "x"}, [Conflict]),
        ({"refresh_cluster_credentials": True, "upgradeable_to": "4.18.1"}, [Conflict]),
        (
            {"refresh_cluster_credentials": True, "platform_workload_identities": PAIRS},
            [Conflict],
        ),
        ({"client_secret": "x", "upgradeable_to": "4.18.1"}, [Conflict]),
        ({"client_secret": "x", "platform_workload_identities": PAIRS}, [Conflict]),
        ({"upgradeable_to": "4.18.1", "platform_workload_identities": PAIRS}, []),
        ({"platform_workload_identities": PAIRS * 2}, [InvalidValue]),
        ({"mi_user_assigned": "cluster"}, []),
    ],
)
def test_flags_of_an_update(flags: dict[str, Any], expected: list[type[Fault]]) -> None:
    assert kinds(list(combinations.of_update(replace(UPDATE, **flags)))) == expected


def test_identities_cannot_be_deleted_after_a_cluster_that_nobody_waits_for() -> None:
    given = inputs.Delete("group", "name", delete_identities=True, no_wait=True)
    assert kinds(list(combinations.of_delete(given))) == [Conflict]
    assert not list(combinations.of_delete(replace(given, no_wait=False)))
