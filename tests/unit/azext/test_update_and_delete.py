from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from azext_aro._generated import inputs
from azext_aro.commands import delete, update
from azext_aro.faults import AzureRefused, Conflict, InvalidValue, NotAllowed, Several

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001"
GROUP = f"{SUBSCRIPTION}/resourceGroups/group"
VNET = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet"
IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
CLIENT = "11111111-1111-1111-1111-111111111111"
GIVEN = inputs.Update("group", "cluster")
Json = dict[str, Any]


def cluster() -> Json:
    return {
        "id": f"{GROUP}/providers/Microsoft.RedHatOpenShift/openShiftClusters/cluster",
        "location": "eastus",
        "identity": None,
        "properties": {
            "clusterProfile": {"resourceGroupId": f"{SUBSCRIPTION}/resourcegroups/aro-x"},
            "servicePrincipalProfile": {"clientId": CLIENT},
            "masterProfile": {"subnetId": f"{VNET}/subnets/master"},
            "workerProfiles": [{"subnetId": f"{VNET}/subnets/worker"}],
            "workerProfilesStatus": [{"subnetId": None}],
            "consoleProfile": None,
        },
    }


def managed() -> Json:
    made = cluster()
    made["identity"] = {"userAssignedIdentities": {f"{IDENTITY}/own": {"clientId": "x"}}}
    del made["properties"]["servicePrincipalProfile"]
    made["properties"]["platformWorkloadIdentityProfile"] = {
        "platformWorkloadIdentities": {"old": {"resourceId": f"{IDENTITY}/old"}}
    }
    return made


@pytest.fixture
def plain(session: Any) -> Any:
    session.clusters.found["cluster"] = cluster()
    return session


@pytest.fixture
def workload(session: Any) -> Any:
    session.clusters.found["cluster"] = managed()
    return session


def sent(session: Any) -> Any:
    ((what, _, body, _),) = session.clusters.calls
    assert what == "update"
    return body


def test_an_update_without_flags_is_sent_all_the_same(plain: Any) -> None:
    assert update.run(plain, GIVEN) == "poller of update"
    assert sent(plain) == {}


def test_without_new_credentials_roles_are_only_tried(plain: Any) -> None:
    plain.arm.found[f"{VNET}/providers/microsoft.authorization/roleassignments".lower()] = 403
    update.run(plain, GIVEN)
    assert any("403" in note or "refused" in note for note in plain.terminal.notes)
    with pytest.raises(AzureRefused):
        update.run(plain, replace(GIVEN, client_secret="new"))


def test_new_credentials_get_their_roles(plain: Any) -> None:
    update.run(plain, replace(GIVEN, client_id=CLIENT, client_secret="new"))
    assert sent(plain)["properties"] == {
        "servicePrincipalProfile": {"clientId": CLIENT, "clientSecret": "new"}
    }
    assert [grant[0] for grant in plain.grants()] == ["rp", "client"]


def test_a_new_secret_is_made_for_the_clusters_application(plain: Any) -> None:
    plain.graph.found |= {
        f"/v1.0/applications?appid eq '{CLIENT}'": [{"id": "object"}],
        "post /v1.0/applications/object/addpassword": {"secretText": "made"},
    }
    update.run(plain, replace(GIVEN, refresh_cluster_credentials=True))
    assert sent(plain)["properties"] == {"servicePrincipalProfile": {"clientSecret": "made"}}


def test_an_application_that_is_gone_is_made_again(plain: Any) -> None:
    plain.graph.found |= {
        "post /v1.0/applications": {"appId": "new", "id": "object"},
        "post /v1.0/applications/object/addpassword": {"secretText": "made"},
        "post /v1.0/serviceprincipals": {"id": "principal"},
        f"/v1.0/applications?appid eq '{CLIENT}'": [],
    }
    update.run(plain, replace(GIVEN, refresh_cluster_credentials=True))
    profile = sent(plain)["properties"]["servicePrincipalProfile"]
    assert profile == {"clientId": "new", "clientSecret": "made"}
    assert plain.graph.of("POST")[0][1] == {"displayName": "aro-x"}


@pytest.mark.parametrize(
    "flags",
    [
        {"upgradeable_to": "4.18.1"},
        {"mi_user_assigned": "x"},
        {"platform_workload_identities": [("a", "b")]},
    ],
)
def test_flags_for_identities_are_not_for_service_principals(
    plain: Any, flags: dict[str, Any]
) -> None:
    with pytest.raises(InvalidValue, match="has a service principal"):
        update.run(plain, replace(GIVEN, **flags))
    assert not plain.clusters.calls


def test_credentials_are_not_for_managed_identities(workload: Any) -> None:
    with pytest.raises(Several, match="has managed identities"):
        update.run(workload, replace(GIVEN, client_id=CLIENT, client_secret="x"))


def test_identities_are_given_by_name_or_id(workload: Any) -> None:
    given = replace(GIVEN, mi_user_assigned="new", platform_workload_identities=[("old", "other")])
    update.run(workload, given)
    assert sent(workload) == {
        "identity": {
            "type": "UserAssigned",
            "userAssignedIdentities": {f"{IDENTITY}/new": {}},
        },
        "properties": {
            "platformWorkloadIdentityProfile": {
                "platformWorkloadIdentities": {"old": {"resourceId": f"{IDENTITY}/other"}}
            }
        },
    }


@pytest.mark.parametrize(
    ("given", "flag"),
    [
        (replace(GIVEN, mi_user_assigned="/mine"), "--assign-cluster-identity '/mine'"),
        (
            replace(GIVEN, platform_workload_identities=[("old", "my/own")]),
            "--assign-platform-workload-identity 'my/own'",
        ),
    ],
)
def test_an_identity_that_cannot_be_is_named_with_its_flag(
    workload: Any, given: inputs.Update, flag: str
) -> None:
    with pytest.raises(InvalidValue, match=f"^{flag} is not the ID of a Microsoft.Managed"):
        update.run(workload, given)
    assert workload.clusters.calls == []


def test_an_upgrade_makes_the_identities_that_it_lacks(workload: Any) -> None:
    role = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/role"
    workload.clusters.sets = [
        role_set("4.1", "wrong", role),
        role_set("4.18", "old", role),
    ]
    workload.clusters.sets[1]["properties"]["platformWorkloadIdentityRoles"].append(
        {"operatorName": "new", "roleDefinitionId": role}
    )
    action = "Microsoft.Network/virtualNetworks/read"
    workload.arm.found[role.lower()] = {"properties": {"permissions": [{"actions": [action]}]}}
    own = {"properties": {"principalId": "own principal"}}
    workload.arm.found[f"{IDENTITY}/own".lower()] = own
    update.run(workload, replace(GIVEN, upgradeable_to="4.18.22"))
    assert sent(workload)["properties"]["platformWorkloadIdentityProfile"] == {
        "platformWorkloadIdentities": {
            "old": {"resourceId": f"{IDENTITY}/old"},
            "new": {"resourceId": f"{IDENTITY}/new"},
        },
        "upgradeableTo": "4.18.22",
    }
    assert workload.grants() == [
        ("principal of new", "role", VNET),
        ("own principal", "ef318e2a-8334-4a05-9e4a-295a196c6a6e", f"{IDENTITY}/new"),
    ]


def role_set(version: str, operator: str, role: str) -> Json:
    roles = [{"operatorName": operator, "roleDefinitionId": role}]
    properties = {"openShiftVersion": version, "platformWorkloadIdentityRoles": roles}
    return {"properties": properties}


def test_a_delete_looks_after_the_services_roles_as_well_as_it_can(plain: Any) -> None:
    assert delete.run(plain, inputs.Delete("group", "cluster", no_wait=True)) == "poller of delete"
    assert plain.clusters.calls == [("delete", "cluster", None, False)]
    assert [grant[0] for grant in plain.grants()] == ["rp"]


@pytest.mark.parametrize("directory", [{}, {"/v1.0/serviceprincipals": 403}])
def test_a_delete_goes_on_without_the_directory(plain: Any, directory: Json) -> None:
    plain.graph.found = directory
    delete.run(plain, inputs.Delete("group", "cluster"))
    assert plain.clusters.calls


def test_a_cluster_that_is_not_there_is_not_deleted(session: Any) -> None:
    with pytest.raises(AzureRefused, match="was not found"):
        delete.run(session, inputs.Delete("group", "cluster"))


def test_identities_that_stay_are_told_with_the_commands_for_them(workload: Any) -> None:
    delete.run(workload, inputs.Delete("group", "cluster"))
    assert workload.terminal.warnings[1].startswith("  az identity delete --name own ")
    assert len(workload.terminal.warnings) == 3
    assert not workload.arm.of("DELETE")


def test_identities_go_after_the_cluster(workload: Any) -> None:
    may = [{"actions": ["*"]}]
    for name in ("own", "old"):
        place = f"{IDENTITY}/{name}/providers/Microsoft.Authorization/permissions"
        workload.arm.found[place.lower()] = may
    assert delete.run(workload, inputs.Delete("group", "cluster", delete_identities=True)) is None
    assert [call[0] for call in workload.clusters.calls] == ["delete", "finish"]
    assert [path for path, _ in workload.arm.of("DELETE")] == [
        f"{IDENTITY}/own",
        f"{IDENTITY}/old",
    ]


def test_identities_that_the_caller_may_not_delete_stop_it(workload: Any) -> None:
    with pytest.raises(NotAllowed, match="You lack"):
        delete.run(workload, inputs.Delete("group", "cluster", delete_identities=True))
    assert not workload.clusters.calls


def test_a_delete_refuses_flags_that_do_not_fit(plain: Any) -> None:
    with pytest.raises(InvalidValue, match="no managed identities"):
        delete.run(plain, inputs.Delete("group", "cluster", delete_identities=True))
    with pytest.raises(Conflict):
        delete.run(plain, inputs.Delete("group", "cluster", delete_identities=True, no_wait=True))
