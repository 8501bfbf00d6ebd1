"""The cluster's identity, the platform identities, their roles and federated credentials."""

from __future__ import annotations

from collections.abc import Sequence

from aro_api.internal.models import PlatformWorkloadIdentityRole
from aro_rp.arm.resource_id import ResourceId
from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.documents import platform_identities
from aro_rp.cluster.federation import wanted_credentials
from aro_rp.cluster.parallel import all_of
from aro_rp.cluster.steps.identities import read_identity, read_platform_identities, read_roles
from aro_rp.validate.dynamic.facts import Credential, Identities, Kind, Subject

FEDERATION_ROLE = (
    "/providers/Microsoft.Authorization/roleDefinitions/ef318e2a-8334-4a05-9e4a-295a196c6a6e"
)


async def identities_of(ctx: ClusterContext) -> Identities:
    """Raises ``ArmError`` for an identity that cannot be read or a release without role set."""
    known = await read_platform_identities(ctx)
    roles = await read_roles(ctx)
    wanted_roles = [FEDERATION_ROLE, *(role.role_definition_id for role in roles)]
    names = list(dict.fromkeys(one.lower() for one in wanted_roles))
    definitions = await all_of(*(_actions(ctx, name) for name in names))
    credentials = await all_of(*(_credentials(ctx, one.resource_id) for one in known.values()))
    issuer = ctx.properties.cluster_profile.oidc_issuer or ""
    resources = platform_identities(ctx.doc)
    own = wanted_credentials(ctx.cluster.name, issuer, resources, roles)
    return Identities(
        cluster=await _cluster_identity(ctx),
        resources=resources,
        required=frozenset(role.operator_name for role in roles),
        definitions=dict(zip(names, definitions, strict=True)),
        federation_role=FEDERATION_ROLE,
        credentials=dict(zip(known, credentials, strict=True)),
        issuer=issuer,
        own=frozenset(one.name for one in own),
    )


async def identity_subjects(ctx: ClusterContext, facts: Identities) -> list[Subject]:
    """The platform identities, each asked only for what its roles are for."""
    known, roles = await read_platform_identities(ctx), await read_roles(ctx)
    return [
        Subject(Kind.WORKLOAD_IDENTITY, one.object_id, operator, _limits(facts, roles, operator))
        for operator, one in known.items()
    ]


def _limits(
    facts: Identities, roles: Sequence[PlatformWorkloadIdentityRole], operator: str
) -> tuple[str, ...]:
    mine = [role.role_definition_id.lower() for role in roles if role.operator_name == operator]
    return tuple(dict.fromkeys(action for role in mine for action in facts.definitions[role]))


async def _actions(ctx: ClusterContext, role: str) -> tuple[str, ...]:
    """What a role definition allows; one answer serves all clusters for a while."""

    async def read() -> tuple[str, ...]:
        found = await ctx.customer.authorization.role_definitions.get_by_id(role)
        return tuple(one for entry in found.permissions or [] for one in entry.actions or [])

    return await ctx.world.role_actions.read(role, read, ctx.clock.now())


async def _credentials(ctx: ClusterContext, identity: str) -> list[Credential]:
    where = ResourceId.parse(identity)
    clients = ctx.world.azure.clients(ctx.tenant, where.subscription)
    listing = clients.identities.federated_identity_credentials.list(
        where.resource_group, where.name
    )
    return [
        Credential(one.name or "", one.issuer or "", tuple(one.audiences or []))
        async for one in listing
    ]


async def _cluster_identity(ctx: ClusterContext) -> Subject:
    identity = ctx.cluster.managed_service_identity
    (own,) = (identity.user_assigned_identities if identity else None) or {}
    found = await read_identity(ctx, own)
    return Subject(Kind.CLUSTER_IDENTITY, found.principal_id or "", own)
