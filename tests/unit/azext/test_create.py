from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from azext_aro._generated import inputs
from azext_aro.commands import create, validate
from azext_aro.faults import Absent, FileTrouble, InvalidValue, MissingArgument, Refused, Several

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001"
VNET = f"{SUBSCRIPTION}/resourceGroups/group/providers/Microsoft.Network/virtualNetworks/vnet"
GROUP = f"{SUBSCRIPTION}/resourceGroups/group"
IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
CLIENT = "11111111-1111-1111-1111-111111111111"
CONTRIBUTOR = "4d97b98b-1d4f-4787-a291-c67834d212e7"
GIVEN = inputs.Create(
    "group", "cluster", "master", "worker", vnet="vnet", client_id=CLIENT, client_secret="secret"
)
MANAGED = replace(
    GIVEN,
    client_id=None,
    client_secret=None,
    enable_managed_identity=True,
    version="4.17.27",
    pull_secret='{"auths": {}}',
)


def body(session: Any) -> Any:
    (call,) = session.clusters.calls
    assert call[:2] == ("create", "cluster")
    return call[2]


def test_a_cluster_with_a_service_principal_of_the_customers_own(session: Any) -> None:
    assert create.run(session, GIVEN) == "poller of create"
    sent = body(session)
    assert sent["location"] == "eastus"
    properties = sent["properties"]
    assert properties["servicePrincipalProfile"] == {"clientId": CLIENT, "clientSecret": "secret"}
    assert properties["clusterProfile"] == {
        "domain": "abcdefgh",
        "fipsValidatedModules": "Disabled",
        "resourceGroupId": f"{SUBSCRIPTION}/resourceGroups/aro-abcdefgh",
    }
    assert properties["masterProfile"]["subnetId"] == f"{VNET}/subnets/master"
    assert session.grants() == [("client", CONTRIBUTOR, VNET), ("rp", CONTRIBUTOR, VNET)]
    assert "--pull-secret" in session.terminal.warnings[0]


def test_roles_that_are_there_are_not_made_again(session: Any) -> None:
    role = f"/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/{CONTRIBUTOR}"
    session.arm.found[f"{VNET}/providers/microsoft.authorization/roleassignments".lower()] = [
        {"properties": {"principalId": name, "roleDefinitionId": role, "scope": VNET}}
        for name in ("rp", "client")
    ]
    create.run(session, GIVEN)
    assert session.grants() == []
    assert len(session.terminal.warnings) == 1


def test_nobody_waits_when_told_so(session: Any) -> None:
    create.run(session, replace(GIVEN, no_wait=True))
    assert session.clusters.calls[0][3] is False


def test_without_a_client_id_an_application_is_made(session: Any) -> None:
    session.graph.found |= {
        "post /v1.0/applications": {"appId": "new", "id": "object"},
        "post /v1.0/applications/object/addpassword": {"secretText": "made"},
        "post /v1.0/serviceprincipals": [404, 404, {"id": "principal"}],
    }
    given = replace(GIVEN, client_id=None, client_secret=None)
    create.run(session, given)
    profile = body(session)["properties"]["servicePrincipalProfile"]
    assert profile == {"clientId": "new", "clientSecret": "made"}
    assert session.graph.of("POST")[0] == ("/v1.0/applications", {"displayName": "aro-abcdefgh"})
    assert session.pauses == [10.0, 10.0]
    assert [grant[0] for grant in session.grants()] == ["principal", "rp"]


def test_the_service_must_be_known_in_the_tenant(session: Any) -> None:
    session.graph.found.clear()
    with pytest.raises(Absent, match="f1dd0a37"):
        create.run(session, GIVEN)
    assert not session.clusters.calls


def test_all_mistakes_are_told_before_anything_is_asked(session: Any) -> None:
    given = replace(GIVEN, pod_cidr="x", worker_count=1, client_secret=None, worker_subnet="master")
    with pytest.raises(Several) as told:
        create.run(session, given)
    assert [type(fault) for fault in told.value.faults] == [
        InvalidValue,
        InvalidValue,
        MissingArgument,
        InvalidValue,
    ]
    assert not session.arm.sent
    assert not session.graph.sent


def test_errors_of_the_checks_stop_it(session: Any) -> None:
    with pytest.raises(Refused):
        create.run(session, replace(GIVEN, pod_cidr="10.0.0.0/16"))
    assert not session.clusters.calls
    assert not session.arm.of("PUT")


def test_identities_of_the_customers_own_are_used(session: Any) -> None:
    given = replace(
        MANAGED, mi_user_assigned="own", platform_workload_identities=[("op", f"{IDENTITY}/one")]
    )
    create.run(session, given)
    sent = body(session)
    assert sent["identity"] == {
        "type": "UserAssigned",
        "userAssignedIdentities": {f"{IDENTITY}/own": {}},
    }
    assert sent["properties"]["platformWorkloadIdentityProfile"] == {
        "platformWorkloadIdentities": {"op": {"resourceId": f"{IDENTITY}/one"}}
    }
    assert not session.arm.of("PUT")
    assert not session.graph.sent


def test_identities_are_made_when_none_are_given(session: Any) -> None:
    with_roles(session)
    create.run(session, MANAGED)
    sent = body(session)
    assert list(sent["identity"]["userAssignedIdentities"]) == [f"{IDENTITY}/aro-cluster"]
    assert sent["properties"]["platformWorkloadIdentityProfile"]["platformWorkloadIdentities"] == {
        "ingress": {"resourceId": f"{IDENTITY}/ingress"}
    }
    assert session.grants() == [
        ("principal of ingress", "role", f"{VNET}/subnets/master"),
        ("principal of ingress", "role", f"{VNET}/subnets/worker"),
        (
            "principal of aro-cluster",
            "ef318e2a-8334-4a05-9e4a-295a196c6a6e",
            f"{IDENTITY}/ingress",
        ),
        ("rp", "42f3c60f-e7b1-46d7-ba56-6de681664342", VNET),
    ]


def with_roles(session: Any) -> None:
    role = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/role"
    session.clusters.sets = [
        {
            "properties": {
                "openShiftVersion": "4.17",
                "platformWorkloadIdentityRoles": [
                    {"operatorName": "ingress", "roleDefinitionId": role}
                ],
            }
        }
    ]
    action = "Microsoft.Network/virtualNetworks/subnets/read"
    session.arm.found[role.lower()] = {"properties": {"permissions": [{"actions": [action]}]}}


def test_a_pull_secret_comes_from_a_file_or_the_text(session: Any, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text('{"auths": {}}\n')
    create.run(session, replace(GIVEN, pull_secret=str(file)))
    assert body(session)["properties"]["clusterProfile"]["pullSecret"] == '{"auths": {}}'


@pytest.mark.parametrize("content", [b"[]", b"text"])
def test_a_file_that_holds_no_pull_secret_is_refused(
    session: Any, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    with pytest.raises(InvalidValue, match="--pull-secret"):
        create.run(session, replace(GIVEN, pull_secret=str(file)))


def test_a_file_that_is_no_text_is_told(session: Any, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(FileTrouble):
        create.run(session, replace(GIVEN, pull_secret=str(file)))


@pytest.mark.parametrize("text", ["x" * 5000, "no/such/file", "\0"])
def test_what_is_neither_a_file_nor_json_is_refused(session: Any, text: str) -> None:
    with pytest.raises(InvalidValue, match="neither a file nor JSON"):
        create.run(session, replace(GIVEN, pull_secret=text))


def test_the_region_is_asked_for_or_the_groups(session: Any) -> None:
    create.run(session, replace(GIVEN, location="westeurope"))
    assert body(session)["location"] == "westeurope"
    with pytest.raises(InvalidValue, match="'nowhere' does not exist"):
        create.run(session, replace(GIVEN, resource_group_name="nowhere", vnet=VNET))


def test_a_validation_creates_nothing(session: Any) -> None:
    given = inputs.Validate("group", "cluster", "master", "worker", vnet="vnet")
    validate.run(session, given)
    assert "lacks the role Network Contributor" in session.terminal.warnings[0]
    assert not session.arm.of("PUT")
    assert not session.clusters.calls
    with pytest.raises(Refused, match="overlaps"):
        validate.run(session, replace(given, service_cidr="10.128.0.0/16"))
