"""Versions and role sets on offer (frontend.md 13)."""

from __future__ import annotations

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.convert.offers import render_role_set, render_version
from aro_rp.frontend.call import Call
from aro_rp.frontend.releases import Releases
from aro_rp.frontend.replies import Reply, json_reply

VERSIONS_LIST = "OpenShiftVersions_List"


class VersionReads:
    """``get`` is served wherever the list is, also where the published spec lacks it."""

    def __init__(self, releases: Releases) -> None:
        self._releases = releases

    async def list(self, call: Call, *, subscription_id: str, location: str) -> Reply:
        api_version = call.versioned().version
        offered = (await self._releases.versions()).values()
        return json_reply(200, {"value": [render_version(item, api_version) for item in offered]})

    async def get(
        self, call: Call, *, subscription_id: str, location: str, open_shift_version: str
    ) -> Reply:
        api = call.versioned()
        if VERSIONS_LIST not in api.operations:
            raise ArmError.of(
                400,
                Code.INVALID_RESOURCE_TYPE,
                "The resource type 'openshiftversions' could not be found in the namespace "
                f"'microsoft.redhatopenshift' for api version '{api.version}'.",
            )
        found = await self._releases.version(open_shift_version)
        if found is None:
            raise _not_found("openShiftVersion", open_shift_version)
        return json_reply(200, render_version(found, api.version))


class RoleSetReads:
    """Role sets by the minor release that they are for."""

    def __init__(self, releases: Releases) -> None:
        self._releases = releases

    async def list(self, call: Call, *, subscription_id: str, location: str) -> Reply:
        known = (await self._releases.role_sets()).values()
        return json_reply(200, {"value": [render_role_set(item) for item in known]})

    async def get(
        self, call: Call, *, subscription_id: str, location: str, open_shift_minor_version: str
    ) -> Reply:
        found = await self._releases.role_set(open_shift_minor_version)
        if found is None:
            raise _not_found("platformWorkloadIdentityRoleSet", open_shift_minor_version)
        return json_reply(200, render_role_set(found))


def _not_found(kind: str, name: str) -> ArmError:
    return ArmError.of(
        400, Code.RESOURCE_NOT_FOUND, f"The Resource '{kind}' with version '{name}' was not found."
    )
