from __future__ import annotations

import pytest

from aro_api.internal import models as hub
from aro_api.versions import VERSIONS
from aro_rp.convert import render_role_set, render_version

RELEASE = hub.OpenShiftVersion.model_validate(
    {"properties": {"version": "4.17.27", "openShiftPullspec": "hidden", "enabled": True}}
)


def test_an_offered_release_is_named_after_its_version() -> None:
    assert render_version(RELEASE, "2025-07-25") == {
        "name": "4.17.27",
        "type": "Microsoft.RedHatOpenShift/OpenShiftVersion",
        "properties": {"version": "4.17.27"},
    }


def test_a_version_that_cannot_get_one_shows_no_name() -> None:
    with_id = RELEASE.model_copy(update={"id": "/x"})
    assert render_version(with_id, "2023-11-22") == {
        "id": "/x",
        "properties": {"version": "4.17.27"},
    }


def test_a_stored_name_and_type_win() -> None:
    named = RELEASE.model_copy(update={"name": "n", "type": "t"})
    shown = render_version(named, "2025-07-25")
    assert (shown["name"], shown["type"]) == ("n", "t")


def test_a_role_set_shows_roles_without_what_is_internal() -> None:
    role_set = hub.PlatformWorkloadIdentityRoleSet.model_validate(
        {
            "properties": {
                "openShiftVersion": "4.17",
                "platformWorkloadIdentityRoles": [
                    {
                        "operatorName": "ingress",
                        "roleDefinitionName": "Ingress",
                        "roleDefinitionId": "/r",
                        "serviceAccounts": ["hidden"],
                        "secretLocation": {"namespace": "hidden"},
                    }
                ],
            }
        }
    )
    assert render_role_set(role_set) == {
        "name": "4.17",
        "type": "Microsoft.RedHatOpenShift/PlatformWorkloadIdentityRoleSet",
        "properties": {
            "openShiftVersion": "4.17",
            "platformWorkloadIdentityRoles": [
                {
                    "operatorName": "ingress",
                    "roleDefinitionName": "Ingress",
                    "roleDefinitionId": "/r",
                }
            ],
        },
    }


def test_an_empty_list_of_roles_is_left_out() -> None:
    shown = render_role_set(hub.PlatformWorkloadIdentityRoleSet())
    assert shown["properties"] == {}


@pytest.mark.parametrize(
    "version", [v for v in VERSIONS if "OpenShiftVersions_List" in VERSIONS[v].operations]
)
def test_what_is_shown_fits_the_version(version: str) -> None:
    model = VERSIONS[version].models().OpenShiftVersion
    assert model.model_validate(render_version(RELEASE, version)).properties.version == "4.17.27"
