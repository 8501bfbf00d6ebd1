"""Do a cluster's workload identities fit its release? (frontend.md 7.5)"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from aro_api.internal.documents import OpenShiftClusterProperties
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError

FindOperators = Callable[[str], Awaitable[frozenset[str] | None]]
"""Who needs an identity in a minor release; None where no role set says it."""

_VERSION = re.compile(r"(\d+)\.(\d+)\.\d+")


def uses_workload_identity(properties: OpenShiftClusterProperties) -> bool:
    return (
        properties.get("platformWorkloadIdentityProfile") is not None
        and properties.get("servicePrincipalProfile") is None
    )


async def need_matching_roles(properties: OpenShiftClusterProperties, find: FindOperators) -> None:
    """Raises ``ArmError`` 400 unless the operators named are exactly those of the role sets."""
    wanted: frozenset[str] = frozenset()
    for minor in _minors(properties):
        found = await find(minor)
        if found is None:
            raise ArmError.of(
                400,
                Code.INVALID_PARAMETER,
                f"No platform workload identity role set is known for version '{minor}'.",
            )
        wanted |= found
    profile = properties.get("platformWorkloadIdentityProfile", {})
    if (profile.get("platformWorkloadIdentities") or {}).keys() != wanted:
        raise ArmError.of(
            400,
            Code.PLATFORM_WORKLOAD_IDENTITY_MISMATCH,
            f"The platform workload identities must be exactly: {', '.join(sorted(wanted))}.",
            "properties.PlatformWorkloadIdentityProfile.PlatformWorkloadIdentities",
        )


def _minors(properties: OpenShiftClusterProperties) -> list[str]:
    """The release's minor, and that of ``upgradeableTo`` when it is a later one."""
    own = _parse(properties.get("clusterProfile", {}).get("version", ""))
    profile = properties.get("platformWorkloadIdentityProfile", {})
    later = _parse(profile.get("upgradeableTo", ""))
    minors = [own] if later is None or own is None or later <= own else [own, later]
    return [f"{minor[0]}.{minor[1]}" if minor else "" for minor in minors]


def _parse(version: str) -> tuple[int, int] | None:
    match = _VERSION.match(version)
    return (int(match[1]), int(match[2])) if match else None
