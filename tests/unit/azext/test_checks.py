from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from azext_aro import checks
from azext_aro.faults import InvalidValue, NotAllowed, Refused
from azext_aro.report import ERROR, WARNING, Row
from azext_aro.rules.references import Networks

GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/group"
VNET = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet"
TABLE = f"{GROUP}/providers/Microsoft.Network/routeTables/table"
GATEWAY = f"{GROUP}/providers/Microsoft.Network/natGateways/gateway"
NSG = f"{GROUP}/providers/Microsoft.Network/networkSecurityGroups/nsg"
DES = f"{GROUP}/providers/Microsoft.Compute/diskEncryptionSets/des"
PERMISSIONS = "/providers/microsoft.authorization/permissions"
ASSIGNMENTS = "/providers/microsoft.authorization/roleassignments"
SUBJECT = checks.Subject(
    networks=Networks(VNET, f"{VNET}/subnets/master", f"{VNET}/subnets/worker"),
    location="eastus",
    pod_cidr="10.128.0.0/14",
    service_cidr="172.30.0.0/16",
    version=None,
    preconfigured_nsg=False,
    disk_set=None,
    principals=(),
)


@pytest.fixture
def attach(session: Any) -> Callable[[str, str, str], None]:
    def attach(subnet: str, member: str, resource: str) -> None:
        found = session.arm.found[f"{VNET}/subnets/{subnet}".lower()]
        found["properties"][member] = {"id": resource}

    return attach


def test_a_good_network_has_no_findings(session: Any) -> None:
    assert checks.examine(session, SUBJECT) == []


def test_each_right_that_is_missing_on_the_network_is_an_error(session: Any) -> None:
    session.arm.found[VNET.lower() + PERMISSIONS] = [{"actions": ["*/read"]}]
    rows = checks.examine(session, SUBJECT)
    assert [row.severity for row in rows] == [ERROR] * 4
    assert "'Microsoft.Network/virtualNetworks/join/action'" in rows[0].description


@pytest.mark.parametrize("gone", ["", "/subnets/master", "/subnets/worker"])
def test_networks_must_exist(session: Any, gone: str) -> None:
    del session.arm.found[f"{VNET}{gone}".lower()]
    with pytest.raises(InvalidValue, match="does not exist"):
        checks.examine(session, SUBJECT)


def test_rights_on_route_tables_are_looked_at(session: Any, attach: Any) -> None:
    attach("worker", "routeTable", TABLE)
    rows = checks.examine(session, SUBJECT)
    assert [(row.name, row.severity) for row in rows] == [("worker_route_table", ERROR)] * 3
    session.arm.found[TABLE.lower() + PERMISSIONS] = [{"actions": ["Microsoft.Network/*"]}]
    assert checks.examine(session, SUBJECT) == []


def test_a_security_group_needs_the_flag_for_it(session: Any, attach: Any) -> None:
    attach("master", "networkSecurityGroup", NSG)
    attach("worker", "networkSecurityGroup", NSG)
    rows = checks.examine(session, SUBJECT)
    assert [row.name for row in rows] == ["master_subnet master", "worker_subnet worker"]
    assert checks.examine(session, replace(SUBJECT, preconfigured_nsg=True)) == []


def test_security_groups_of_the_customers_own_are_on_all_subnets(session: Any, attach: Any) -> None:
    attach("master", "networkSecurityGroup", NSG)
    with pytest.raises(Refused, match="have none"):
        checks.examine(session, replace(SUBJECT, preconfigured_nsg=True))


@pytest.mark.parametrize(
    ("pod", "service", "expected"),
    [
        ("10.128.0.0/18", "172.30.0.0/22", []),
        ("10.128.0.0/19", "172.30.0.0/16", ["Pod CIDR Capacity"]),
        ("10.128.0.0/14", "172.30.0.0/23", ["Service CIDR Capacity"]),
        ("10.0.0.0/16", "172.30.0.0/16", ["Pod CIDR", "Pod CIDR"]),
        ("10.128.0.0/14", "10.128.0.0/16", ["Pod CIDR"]),
        ("10.128.0.0/14", "10.0.0.0/22", ["Service CIDR", "Service CIDR"]),
    ],
)
def test_ranges_are_large_enough_and_overlaps_are_told_once(
    session: Any, pod: str, service: str, expected: list[str]
) -> None:
    rows = checks.examine(session, replace(SUBJECT, pod_cidr=pod, service_cidr=service))
    assert [row.name for row in rows] == expected
    assert {row.type for row in rows} <= {"CIDR Range"}


def test_a_subnet_may_have_several_ranges(session: Any) -> None:
    properties = session.arm.found[f"{VNET}/subnets/master".lower()]["properties"]
    properties.clear()
    properties["addressPrefixes"] = ["10.0.0.0/24", "10.130.0.0/24"]
    rows = checks.examine(session, SUBJECT)
    assert [row.description for row in rows] == [
        "Pod CIDR 10.128.0.0/14 overlaps with Master Subnet CIDR 10.130.0.0/24."
    ]


def test_roles_that_are_missing_are_warnings(session: Any, attach: Any) -> None:
    attach("worker", "natGateway", GATEWAY)
    subject = replace(SUBJECT, principals=("rp",), disk_set=DES)
    rows = checks.examine(session, subject)
    assert [(row.name, row.severity) for row in rows] == [
        (GATEWAY, WARNING),
        (VNET, WARNING),
        (DES, WARNING),
    ]


@pytest.mark.parametrize(
    ("role", "scope", "principal", "missing"),
    [
        ("4d97b98b-1d4f-4787-a291-c67834d212e7", VNET, "rp", 0),
        ("4D97B98B-1D4F-4787-A291-C67834D212E7", VNET.upper(), "RP", 0),
        ("4d97b98b-1d4f-4787-a291-c67834d212e7", GROUP, "rp", 0),
        ("4d97b98b-1d4f-4787-a291-c67834d212e7", f"{VNET}/subnets/master", "rp", 1),
        ("4d97b98b-1d4f-4787-a291-c67834d212e7", VNET, "other", 1),
        ("acdd72a7-3385-48ef-bd42-f606fba81ae7", VNET, "rp", 1),
    ],
)
def test_a_role_at_the_scope_or_above_is_enough(
    session: Any, role: str, scope: str, principal: str, missing: int
) -> None:
    definition = f"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/{role}"
    session.arm.found[VNET.lower() + ASSIGNMENTS] = [
        {
            "properties": {
                "roleDefinitionId": definition,
                "scope": scope,
                "principalId": principal,
            }
        }
    ]
    rows = checks.examine(session, replace(SUBJECT, principals=("rp",)))
    assert len(rows) == missing


def test_a_version_must_be_on_offer(session: Any) -> None:
    assert checks.examine(session, replace(SUBJECT, version="4.17.27")) == []
    (row,) = checks.examine(session, replace(SUBJECT, version="4.1.1"))
    assert (row.type, row.severity) == ("OpenShift Version", ERROR)
    assert "4.17.27, 4.18.22" in row.description


def test_errors_end_it_with_a_table_of_everything(session: Any) -> None:
    rows = [Row("A", "a", WARNING, "one"), Row("B", "b", ERROR, "two")]
    with pytest.raises(Refused) as refused:
        checks.judge(session, rows, warnings_as_text=True)
    assert "| one" in refused.value.message
    assert "| two" in refused.value.message


def test_warnings_are_lines_in_a_create_and_a_table_in_a_validation(session: Any) -> None:
    rows = [Row("A", "a", WARNING, "One."), Row("B", "b", WARNING, "Two.")]
    checks.judge(session, rows, warnings_as_text=True)
    assert len(session.terminal.warnings) == 2
    checks.judge(session, rows, warnings_as_text=False)
    assert "+===" in session.terminal.warnings[2]
    checks.judge(session, [], warnings_as_text=False)
    assert len(session.terminal.warnings) == 3


def test_what_else_is_looked_at_before_a_create(session: Any) -> None:
    checks.must_be_registered(session)
    checks.must_not_exist(session, "new")
    checks.must_not_exist(session, None)
    with pytest.raises(InvalidValue, match="exists already"):
        checks.must_not_exist(session, "group")
    with pytest.raises(InvalidValue, match="cannot be read"):
        checks.must_be_readable(session, DES)
    provider = (
        "/subscriptions/00000000-0000-0000-0000-000000000001/providers/microsoft.redhatopenshift"
    )
    session.arm.found[provider] = {"registrationState": "NotRegistered"}
    with pytest.raises(NotAllowed, match="NotRegistered"):
        checks.must_be_registered(session)
