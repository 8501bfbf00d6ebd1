"""The two questions that dynamic validation asks of Azure: how things are, and who may do what."""

from __future__ import annotations

from collections.abc import Sequence

from aro_rp.azure.check_access import CheckAccess
from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.documents import uses_workload_identity
from aro_rp.cluster.facts.identities import identities_of, identity_subjects
from aro_rp.cluster.facts.networks import address_quota, backends, disk_set_location, read_vnet
from aro_rp.cluster.facts.tokens import Principal, principal_of, provider_of
from aro_rp.cluster.facts.wanted import wanted_of
from aro_rp.cluster.parallel import all_of
from aro_rp.validate.dynamic.access import Access, Need, Verdict
from aro_rp.validate.dynamic.facts import Facts, Identities, Subject, vnet_of

AT_ONCE = 20


async def read_facts(ctx: ClusterContext) -> Facts:
    """Raises Azure's error for what cannot be asked; what is missing or forbidden is a fact."""
    wanted = wanted_of(ctx.doc, ctx.location)
    principal: Principal | None = None
    identities: Identities | None = None
    subjects: Sequence[Subject]
    if uses_workload_identity(ctx.properties):
        identities = await identities_of(ctx)
        subjects = await identity_subjects(ctx, identities)
    else:
        principal = await principal_of(ctx)
        subjects = [principal.subject]
    provider, provider_claims = await provider_of(ctx)
    vnets = {vnet_of(one.key): vnet_of(one.id) for one in wanted.subnets}
    found = await all_of(*(read_vnet(ctx, one) for one in vnets.values()))
    places = await all_of(*(disk_set_location(ctx, one.id) for one in wanted.disk_sets))
    return Facts(
        wanted=wanted,
        subjects=subjects,
        provider=provider,
        provider_claims=provider_claims,
        vnets=dict(zip(vnets, found, strict=True)),
        disk_sets={one.key: v for one, v in zip(wanted.disk_sets, places, strict=True)},
        principal_claims=principal.claims if principal else None,
        graph_claims=principal.graph if principal else None,
        identities=identities,
        addresses=await address_quota(ctx, wanted),
        backends=await backends(ctx, wanted),
    )


async def ask_access(ctx: ClusterContext, needs: Sequence[Need]) -> Access:
    """Asks some at a time; a subject nobody knows the object of has no rights."""
    verdicts: list[Verdict] = []
    async with ctx.world.azure.check_access(ctx.tenant) as check:
        for start in range(0, len(needs), AT_ONCE):
            some = needs[start : start + AT_ONCE]
            verdicts += await all_of(*(_verdict(ctx, check, one) for one in some))
    return dict(zip(needs, verdicts, strict=True))


async def _verdict(ctx: ClusterContext, check: CheckAccess, need: Need) -> Verdict:
    subject = need.subject.object_id
    if not subject:
        return Verdict(actions=frozenset(need.actions))
    denied = await ctx.retry_action(lambda: check.denied(subject, need.resource, need.actions))
    return Verdict(resource=True) if denied is None else Verdict(actions=denied)
