"""Values that a cluster gets once and keeps: names, keys, sizes, defaults (backend.md 14.1)."""

from __future__ import annotations

from functools import partial

from aro_api.internal.models import (
    LoadBalancerProfile,
    MaintenanceTask,
    ManagedOutboundIPs,
    OpenShiftClusterDocument,
    ProvisioningState,
)
from aro_api.secret import Secret
from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.documents import LOAD_BALANCER, has_preconfigured_nsg
from aro_rp.cluster.keys import private_pem
from aro_rp.cluster.naming import new_infra_id, new_storage_suffix, registry_account
from aro_rp.env.features import MTU_3900, is_registered

MANAGED_NSG_FLAG = "aro.azuresubnets.nsg.managed"
SSH_KEY_BITS = 2048
OLD_INFRA_ID = "aro"
USUAL_MTU, LARGE_MTU = 1500, 3900


async def ensure_preconfigured_nsg(ctx: ClusterContext) -> None:
    """A customer who brings network security groups keeps the operator's hands off them."""
    flags = ctx.properties.operator_flags or {}
    if not has_preconfigured_nsg(ctx.properties) or flags.get(MANAGED_NSG_FLAG) == "false":
        return

    def change(doc: OpenShiftClusterDocument) -> None:
        properties = doc.open_shift_cluster.properties
        properties.operator_flags = {**(properties.operator_flags or {}), MANAGED_NSG_FLAG: "false"}

    ctx.note(change)


async def ensure_infra_id(ctx: ClusterContext) -> None:
    if ctx.properties.infra_id:
        return
    infra_id = new_infra_id(ctx.cluster.name or ctx.doc.key.rsplit("/", 1)[-1], ctx.world.ids)
    ctx.note(partial(_set_infra_id, infra_id=infra_id))


async def fix_infra_id(ctx: ClusterContext) -> None:
    """Clusters from before infra ids all have the same."""
    if not ctx.properties.infra_id:
        ctx.note(partial(_set_infra_id, infra_id=OLD_INFRA_ID))


def _set_infra_id(doc: OpenShiftClusterDocument, infra_id: str) -> None:
    properties = doc.open_shift_cluster.properties
    properties.infra_id = properties.infra_id or infra_id


async def ensure_ssh_key(ctx: ClusterContext) -> None:
    if ctx.properties.ssh_key is not None:
        return
    key = Secret(private_pem(await ctx.world.keys.rsa(SSH_KEY_BITS)))

    def change(doc: OpenShiftClusterDocument) -> None:
        properties = doc.open_shift_cluster.properties
        properties.ssh_key = properties.ssh_key or key

    ctx.note(change)


async def ensure_storage_suffix(ctx: ClusterContext) -> None:
    if ctx.properties.storage_suffix and ctx.properties.image_registry_storage_account_name:
        return
    suffix = new_storage_suffix(ctx.world.ids)

    def change(doc: OpenShiftClusterDocument) -> None:
        properties = doc.open_shift_cluster.properties
        properties.storage_suffix = properties.storage_suffix or suffix
        properties.image_registry_storage_account_name = registry_account(properties.storage_suffix)

    ctx.note(change)


async def populate_mtu_size(ctx: ClusterContext) -> None:
    """Large frames only for subscriptions that asked for them."""
    large = is_registered(ctx.subscription, MTU_3900)
    size = LARGE_MTU if large else USUAL_MTU
    if ctx.properties.network_profile.mtu_size == size:
        return

    def change(doc: OpenShiftClusterDocument) -> None:
        doc.open_shift_cluster.properties.network_profile.mtu_size = size

    ctx.note(change)


async def ensure_defaults(ctx: ClusterContext) -> None:
    """Fills in fields that did not exist when the cluster was made."""
    before = ctx.doc.model_dump()
    after = ctx.doc.model_copy(deep=True)
    fill_defaults(after)
    if after.model_dump() != before:
        ctx.note(fill_defaults)


def fill_defaults(doc: OpenShiftClusterDocument) -> None:
    properties = doc.open_shift_cluster.properties
    workers = [*(properties.worker_profiles or []), *(properties.worker_profiles_status or [])]
    master = properties.master_profile
    master.encryption_at_host = master.encryption_at_host or "Disabled"
    for worker in workers:
        worker.encryption_at_host = worker.encryption_at_host or "Disabled"
    cluster, network = properties.cluster_profile, properties.network_profile
    cluster.fips_validated_modules = cluster.fips_validated_modules or "Disabled"
    if properties.provisioning_state == ProvisioningState.ADMIN_UPDATING:
        properties.maintenance_task = properties.maintenance_task or MaintenanceTask.EVERYTHING
    network.outbound_type = network.outbound_type or LOAD_BALANCER
    network.preconfigured_nsg = network.preconfigured_nsg or "Disabled"
    if network.outbound_type == LOAD_BALANCER and network.load_balancer_profile is None:
        network.load_balancer_profile = LoadBalancerProfile(
            managed_outbound_ips=ManagedOutboundIPs(count=1)
        )


async def update_provisioned_by(ctx: ClusterContext) -> None:
    """The last step of a full admin update: fleet tools read it to know that all was done."""

    def change(doc: OpenShiftClusterDocument) -> None:
        doc.open_shift_cluster.properties.provisioned_by = ctx.settings.version

    ctx.note(change)
