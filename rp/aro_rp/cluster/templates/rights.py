"""Role assignments and the deny assignment of the managed resource group."""

from __future__ import annotations

from collections.abc import Iterable

from aro_rp.cluster.templates.resource import Resource, resource

CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
BLOB_DATA_CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
EVERYONE = "00000000-0000-0000-0000-000000000000"
DENY_NAME = "ARO cluster resource group deny assignment"

_ASSIGNMENT = "Microsoft.Authorization/roleAssignments"
_STILL_ALLOWED = (
    "Microsoft.Compute/disks/beginGetAccess/action",
    "Microsoft.Compute/disks/endGetAccess/action",
    "Microsoft.Compute/disks/write",
    "Microsoft.Compute/snapshots/beginGetAccess/action",
    "Microsoft.Compute/snapshots/delete",
    "Microsoft.Compute/snapshots/endGetAccess/action",
    "Microsoft.Compute/snapshots/write",
    "Microsoft.Insights/ActionGroups/delete",
    "Microsoft.Insights/ActionGroups/write",
    "Microsoft.Insights/ActivityLogAlerts/delete",
    "Microsoft.Insights/ActivityLogAlerts/write",
    "Microsoft.Insights/MetricAlerts/delete",
    "Microsoft.Insights/MetricAlerts/write",
    "Microsoft.Network/networkInterfaces/effectiveRouteTable/action",
    "Microsoft.Network/networkSecurityGroups/join/action",
    "Microsoft.PolicyInsights/remediations/delete",
    "Microsoft.PolicyInsights/remediations/write",
    "Microsoft.Resources/tags/*",
)


def service_principal_assignment(object_id: str) -> Resource:
    """The cluster's service principal may do everything in its group."""
    return _assignment("[guid(resourceGroup().id, 'SP / Contributor')]", CONTRIBUTOR, object_id)


def identity_assignment(role: str, object_id: str) -> Resource:
    """``role`` is a role definition's GUID."""
    name = f"[guid(resourceGroup().id, '{role}', '{object_id}')]"
    return _assignment(name, role, object_id)


def blob_assignment(account: str, object_id: str, depends_on: Iterable[str]) -> Resource:
    """The RP may read the blobs of the cluster's storage account without its key."""
    scope = f"resourceId('Microsoft.Storage/storageAccounts', '{account}')"
    guid = f"guid({scope}, '{object_id}', '{BLOB_DATA_CONTRIBUTOR}')"
    return resource(
        "Microsoft.Storage/storageAccounts/providers/roleAssignments",
        f"[concat('{account}', '/Microsoft.Authorization/', {guid})]",
        {
            "scope": f"[{scope}]",
            "roleDefinitionId": role_reference(BLOB_DATA_CONTRIBUTOR),
            "principalId": object_id,
            "principalType": "ServicePrincipal",
        },
        version_of=_ASSIGNMENT,
        depends_on=depends_on,
    )


def deny_assignment(excluded: Iterable[str]) -> Resource:
    """Nobody but the excluded objects changes the group's resources."""
    properties = {
        "denyAssignmentName": f"[guid(resourceGroup().id, '{DENY_NAME}')]",
        "permissions": [
            {
                "actions": ["*/action", "*/delete", "*/write"],
                "notActions": list(_STILL_ALLOWED),
            }
        ],
        "scope": "[resourceGroup().id]",
        "principals": [{"id": EVERYONE, "type": "SystemDefined"}],
        "excludePrincipals": [{"id": one, "type": "ServicePrincipal"} for one in excluded],
        "isSystemProtected": True,
    }
    return resource(
        "Microsoft.Authorization/denyAssignments",
        f"[guid(resourceGroup().id, '{DENY_NAME}')]",
        properties,
    )


def role_reference(role: str) -> str:
    return f"[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '{role}')]"


def role_guid(role: str) -> str:
    """The GUID at the end of a role definition's id."""
    return role.rsplit("/", 1)[-1].lower()


def _assignment(name: str, role: str, object_id: str) -> Resource:
    return resource(
        _ASSIGNMENT,
        name,
        {
            "scope": "[resourceGroup().id]",
            "roleDefinitionId": role_reference(role),
            "principalId": object_id,
            "principalType": "ServicePrincipal",
        },
    )
