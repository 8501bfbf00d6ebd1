"""What the tokens say of those who act: the service principal and the RP itself."""

from __future__ import annotations

from dataclasses import dataclass

from azure.core.credentials_async import AsyncTokenCredential

from aro_rp.azure.credentials import claims_of
from aro_rp.cluster.context import ClusterContext
from aro_rp.validate.dynamic.facts import Claims, Kind, Subject


@dataclass(frozen=True, slots=True)
class Principal:
    """The cluster's service principal by its tokens for ARM and for Graph."""

    subject: Subject
    claims: Claims
    graph: Claims


async def principal_of(ctx: ClusterContext) -> Principal:
    """Raises the directory's error when its credentials are not good."""
    credential, endpoints = await ctx.principal(), ctx.world.azure.endpoints
    claims = await _claims(credential, endpoints.arm_scope)
    graph = await _claims(credential, endpoints.graph_scope)
    profile = ctx.properties.service_principal_profile
    client_id = profile.client_id if profile else ""
    return Principal(_subject(Kind.SERVICE_PRINCIPAL, client_id, claims), claims, graph)


async def provider_of(ctx: ClusterContext) -> tuple[Subject, Claims]:
    """The RP's application as the customer's directory knows it."""
    scope = ctx.world.azure.endpoints.arm_scope
    claims = await _claims(ctx.customer.credential, scope)
    return _subject(Kind.RESOURCE_PROVIDER, ctx.settings.client_id, claims), claims


async def _claims(credential: AsyncTokenCredential, scope: str) -> Claims:
    token = await credential.get_token(scope)
    try:
        return claims_of(token.token)
    except ValueError:
        return None


def _subject(kind: Kind, name: str, claims: Claims) -> Subject:
    return Subject(kind, str((claims or {}).get("oid", "")), name)
