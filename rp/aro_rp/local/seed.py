"""What a fresh local database is given: releases on offer and the roles they need."""

from __future__ import annotations

from typing import Any

from aro_api.data import read_table
from aro_api.internal.models import (
    OpenShiftVersion,
    OpenShiftVersionDocument,
    OpenShiftVersionProperties,
    PlatformWorkloadIdentityRoleSet,
    PlatformWorkloadIdentityRoleSetDocument,
    PlatformWorkloadIdentityRoleSetProperties,
)
from aro_rp.clock import Ids
from aro_rp.database.databases import Databases

VERSION_TYPE = "Microsoft.RedHatOpenShift/OpenShiftVersion"
ROLE_SET_TYPE = "Microsoft.RedHatOpenShift/PlatformWorkloadIdentityRoleSet"


async def seed(databases: Databases, ids: Ids) -> None:
    """Adds what is missing; offers that somebody changed stay as they are."""
    versions = {
        stored.doc.open_shift_version.properties.version
        async for stored in databases.versions.all()
    }
    offers = read_table("releases")
    for version in offers["releases"]:
        if version not in versions:
            await databases.versions.create(_version(version, version == offers["default"], ids))
    minors = {
        stored.doc.platform_workload_identity_role_set.properties.open_shift_version
        async for stored in databases.role_sets.all()
    }
    table = read_table("role_sets")
    for minor in table["releases"]:
        if minor not in minors:
            await databases.role_sets.create(_role_set(minor, table["roles"], ids))


def _version(version: str, is_default: bool, ids: Ids) -> OpenShiftVersionDocument:
    release = OpenShiftVersion(
        name=version,
        type=VERSION_TYPE,
        properties=OpenShiftVersionProperties(
            version=version,
            open_shift_pullspec=f"quay.io/openshift-release-dev/ocp-release:{version}-x86_64",
            installer_pullspec=f"local/aro-installer:{version.rpartition('.')[0]}",
            enabled=True,
            default=is_default,
        ),
    )
    return OpenShiftVersionDocument(id=ids.uuid(), open_shift_version=release)


def _role_set(
    minor: str, roles: list[dict[str, Any]], ids: Ids
) -> PlatformWorkloadIdentityRoleSetDocument:
    properties = PlatformWorkloadIdentityRoleSetProperties.model_validate(
        {"openShiftVersion": minor, "platformWorkloadIdentityRoles": roles}
    )
    role_set = PlatformWorkloadIdentityRoleSet(
        name=minor, type=ROLE_SET_TYPE, properties=properties
    )
    return PlatformWorkloadIdentityRoleSetDocument(
        id=ids.uuid(), platform_workload_identity_role_set=role_set
    )
