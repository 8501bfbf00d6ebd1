"""User-assigned identities and their federated credentials."""

from __future__ import annotations

from aro_devcloud.catalog import Provider, ResourceType, World
from aro_devcloud.clock import stable_uuid
from aro_devcloud.errors import CloudError
from aro_devcloud.store import Resource

CREDENTIAL = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials"
_REQUIRED = ("issuer", "subject", "audiences")


def prepare_identity(world: World, identity: Resource, previous: Resource | None) -> None:
    if previous is not None:
        identity.body["properties"] = dict(previous.properties)
        return
    identity.body["properties"] = {
        "tenantId": world.config.tenant,
        "principalId": stable_uuid("principal", identity.id, identity.created),
        "clientId": stable_uuid("client", identity.id, identity.created),
    }


def prepare_credential(world: World, credential: Resource, previous: Resource | None) -> None:
    properties = credential.properties
    for name in _REQUIRED:
        if not properties.get(name):
            raise CloudError(
                400,
                "BadRequest",
                f"The federated identity credential '{credential.name}' has no "
                f"'properties.{name}'.",
                target=f"properties.{name}",
            )
    for other in world.store.in_scope(credential.id.rsplit("/", 2)[0], CREDENTIAL):
        same_pair = all(other.properties[name] == properties[name] for name in _REQUIRED[:2])
        if same_pair and other.key != credential.key:
            raise CloudError(
                409,
                "Conflict",
                "Issuer and subject combination already exists for this Managed Identity: "
                f"'{other.name}' has issuer '{properties['issuer']}' and subject "
                f"'{properties['subject']}'.",
            )


PROVIDER = Provider(
    "Microsoft.ManagedIdentity",
    (
        ResourceType("userAssignedIdentities", shows_state=False, prepare=prepare_identity),
        ResourceType(
            "userAssignedIdentities/federatedIdentityCredentials",
            tracked=False,
            shows_state=False,
            prepare=prepare_credential,
        ),
    ),
)
