"""Versions and role sets as each api-version shows them (api-versions 4.3, other resources)."""

from __future__ import annotations

from aro_api.internal import models as hub
from aro_api.versions import VERSIONS
from aro_api.wire import JsonObject

VERSION_TYPE = "Microsoft.RedHatOpenShift/OpenShiftVersion"
ROLE_SET_TYPE = "Microsoft.RedHatOpenShift/PlatformWorkloadIdentityRoleSet"


def text_members(out: JsonObject, **members: str | None) -> JsonObject:
    """Adds the members that are not empty."""
    for name, value in members.items():
        if value:
            out[name] = value
    return out


def render_version(src: hub.OpenShiftVersion, version: str) -> JsonObject:
    """An offered release; api-versions that cannot address one show neither its name nor type."""
    out = text_members({}, id=src.id)
    if "OpenShiftVersions_Get" in VERSIONS[version].operations:
        out["name"] = src.name or src.properties.version
        out["type"] = src.type or VERSION_TYPE
    out["properties"] = text_members({}, version=src.properties.version)
    return out


def render_role_set(src: hub.PlatformWorkloadIdentityRoleSet) -> JsonObject:
    """Roles of one minor release; service accounts and secret locations stay inside."""
    properties = text_members({}, openShiftVersion=src.properties.open_shift_version)
    roles = [
        text_members(
            {},
            operatorName=role.operator_name,
            roleDefinitionName=role.role_definition_name,
            roleDefinitionId=role.role_definition_id,
        )
        for role in src.properties.platform_workload_identity_roles or ()
    ]
    if roles:
        properties["platformWorkloadIdentityRoles"] = roles
    out = text_members({}, id=src.id)
    out["name"] = src.name or src.properties.open_shift_version
    out["type"] = src.type or ROLE_SET_TYPE
    out["properties"] = properties
    return out
