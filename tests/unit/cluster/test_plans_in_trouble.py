from __future__ import annotations

from dataclasses import replace

import pytest
from azure.core.exceptions import HttpResponseError
from structlog.testing import capture_logs

from aro_devcloud.faults import FaultRule
from aro_devcloud.testing import ARM_URL
from aro_rp.arm.errors import ArmError
from aro_rp.azure import RetrySettings
from aro_rp.cluster.steps.addresses import create_or_update_router_ip_early
from aro_rp.cluster.steps.deployments import deploy
from aro_rp.cluster.steps.detaching import detach_nsg, mend_failed_nic, unlink_zone
from aro_rp.cluster.steps.dns import create_dns, delete_dns, update_api_record
from aro_rp.cluster.steps.federation import release_replaced_identities
from aro_rp.cluster.steps.identities import read_platform_identities
from aro_rp.cluster.steps.kubeconfigs import read_graph
from aro_rp.cluster.steps.machines import start_vms
from aro_rp.cluster.steps.rights import create_or_update_deny_assignment
from aro_rp.cluster.steps.subnets import read_subnet
from aro_rp.cluster.templates import template
from aro_rp.cluster.templates.load_balancers import public_address


def trouble(region, **rule):
    region.cloud.faults.add(FaultRule(**rule))


async def refusal(region):
    with pytest.raises(ArmError) as refused:
        await region.run_plan()
    return refused.value


@pytest.mark.parametrize(
    "rule",
    [
        {"status": 429, "retry_after_s": 1, "times": 3},
        {"status": 503, "times": 2},
        {"drop": "before", "times": 2},
        {"drop": "after", "times": 2},
    ],
    ids=["throttled", "unavailable", "dropped before", "dropped after"],
)
async def test_a_bad_day_of_azure_is_sat_out(region, sp_cluster, rule):
    for method in ("PUT", "GET"):
        trouble(region, provider="Microsoft.Network", method=method, **rule)
    for provider in ("Microsoft.Resources", "Microsoft.Compute", "blob", "installer", "graph"):
        trouble(region, provider=provider, **rule)
    doc = await region.install(sp_cluster)
    assert doc.open_shift_cluster.properties.apiserver_profile.url


async def test_a_deployment_that_fails_is_told_with_arm_s_words(region, sp_cluster):
    trouble(region, path="/deployments/storage", status=400, code="SkuNotAvailable")
    await region.create(sp_cluster)
    found = await refusal(region)
    assert (found.status, found.problem.code) == (400, "DeploymentFailed")
    assert "SkuNotAvailable" in found.problem.details[0].message


async def test_a_reserved_name_that_somebody_writes_meanwhile_is_looked_at_again(
    region, sp_cluster
):
    await region.create(sp_cluster)
    async with region.working() as ctx:
        await create_dns(ctx)
        (record,) = region.resources("dnsZones/eastus.aroapp.io/")
        properties = region.body(record)["properties"]
        metadata = {**properties["metadata"], "note": "theirs"}
        region.cloud.make(record, {"properties": {**properties, "metadata": metadata}})
        await update_api_record(ctx, "20.0.0.1")
    found = region.body(record)["properties"]
    assert found["ARecords"] == [{"ipv4Address": "20.0.0.1"}]
    assert found["metadata"]["note"] == "theirs"


async def test_rights_that_come_late_are_waited_for(region, sp_cluster):
    rule = {"status": 403, "code": "AuthorizationFailed", "times": 3}
    trouble(region, path="/deployments/storage", method="PUT", **rule)
    before = region.clock.now()
    doc = await region.install(sp_cluster)
    assert doc.open_shift_cluster.properties.apiserver_profile.ip
    assert (region.clock.now() - before).total_seconds() >= 90


async def test_rights_that_never_come_are_our_fault_in_the_managed_group(region, sp_cluster):
    rule = {"status": 403, "code": "AuthorizationFailed", "times": None}
    trouble(region, path="/deployments/storage", method="PUT", **rule)
    await region.create(sp_cluster)
    before = region.clock.now()
    found = await refusal(region)
    assert (found.status, found.problem.code) == (500, "InternalServerError")
    assert (region.clock.now() - before).total_seconds() >= 600


async def test_bad_credentials_of_the_customer_are_told_with_their_place(region, sp_cluster):
    message = "AADSTS7000215: Invalid client secret provided."
    trouble(region, provider="graph", status=401, message=message, times=None)
    await region.create(sp_cluster)
    found = await refusal(region)
    assert (found.status, found.problem.code) == (400, "InvalidServicePrincipalCredentials")
    assert found.problem.target == "properties.servicePrincipalProfile"


async def test_a_policy_against_the_group_is_told(region, sp_cluster):
    path = "/resourcegroups/demo-managed$"
    trouble(region, path=path, method="PUT", status=403, code="RequestDisallowedByPolicy")
    await region.create(sp_cluster)
    found = await refusal(region)
    assert (found.status, found.problem.code) == (400, "DeploymentFailed")


async def test_network_security_groups_are_attached_after_an_outage(region, sp_cluster):
    trouble(region, path="/subnets/worker$", method="PUT", drop="before", skip=1, times=8)
    doc = await region.install(sp_cluster)
    subnet = region.body(doc.open_shift_cluster.properties.worker_profiles[0].subnet_id)
    assert subnet["properties"]["networkSecurityGroup"]["id"].endswith("-nsg")


async def test_network_security_groups_that_are_never_attached_end_the_plan(region, sp_cluster):
    trouble(region, path="/subnets/worker$", method="PUT", status=503, skip=1, times=None)
    await region.create(sp_cluster)
    found = await refusal(region)
    assert found.problem.code == "DeploymentFailed"
    assert "network security group" in found.problem.message


async def test_a_foreign_network_security_group_is_the_customer_s_to_take_off(region, sp_cluster):
    subnet = sp_cluster.open_shift_cluster.properties.master_profile.subnet_id
    nsg = f"{subnet.split('/virtualNetworks/')[0]}/networkSecurityGroups/foreign"
    region.cloud.engine.make(nsg, {"location": "eastus"})
    body = region.body(subnet) | {}
    body["properties"]["networkSecurityGroup"] = {"id": nsg}
    region.cloud.engine.make(subnet, body)
    await region.create(sp_cluster)
    found = await refusal(region)
    assert (found.status, found.problem.code) == (400, "InvalidLinkedVNet")
    assert nsg.rsplit("/", 1)[-1] in found.problem.message


async def test_a_failed_installation_is_our_fault_unless_its_log_says_otherwise(region, sp_cluster):
    region.cloud.config.failing_installs["demo"] = "level=error msg=nobody knows"
    await region.create(sp_cluster)
    found = await refusal(region)
    assert (found.status, found.problem.code) == (500, "InternalServerError")


async def test_an_installer_that_forgot_is_told_again(region, sp_cluster):
    await region.create(sp_cluster)
    trouble(region, provider="installer", method="GET", status=404)
    doc = await region.run_plan()
    assert doc.open_shift_cluster.properties.admin_kubeconfig is not None
    assert len([one for one in region.writes if one.startswith("PUT /installer")]) == 2


@pytest.mark.parametrize(
    "rule", [{"status": 503}, {"status": 429}, {"drop": "before"}], ids=["503", "429", "dropped"]
)
async def test_an_installer_that_cannot_be_asked_for_a_while_goes_on_installing(
    region, sp_cluster, rule
):
    await region.create(sp_cluster)
    trouble(region, provider="installer", method="GET", times=20, **rule)
    doc = await region.run_plan()
    assert doc.open_shift_cluster.properties.admin_kubeconfig is not None


async def test_an_installer_that_can_never_be_asked_is_told_as_such(region, sp_cluster):
    await region.create(sp_cluster)
    trouble(region, provider="installer", method="GET", status=503, times=None, latency_s=300)
    found = await refusal(region)
    assert (found.status, found.problem.code) == (500, "DeploymentFailed")
    assert "installation" in found.problem.message


async def test_an_installer_that_refuses_ends_the_plan_at_once(region, sp_cluster):
    await region.create(sp_cluster)
    trouble(region, provider="installer", method="GET", status=403, times=None)
    begun = region.clock.now()
    with pytest.raises(HttpResponseError):
        await region.run_plan()
    assert (region.clock.now() - begun).total_seconds() < 60


async def test_a_running_deployment_of_the_same_name_is_waited_for(region, sp_cluster):
    doc = await region.install(sp_cluster)
    async with region.working_idle(doc) as ctx:
        await deploy(ctx, "again", template([]))
        rule = {"method": "PUT", "status": 409, "code": "DeploymentActive"}
        trouble(region, path="/deployments/again", **rule)
        await deploy(ctx, "again", template([public_address("x", "eastus", [])]))
        found = await ctx.customer.network.public_ip_addresses.get(ctx.group, "x")
    assert found.ip_address


async def test_a_deployment_whose_replies_get_lost_is_made_all_the_same(region, sp_cluster):
    doc = await region.install(sp_cluster)
    async with region.working_idle(doc) as ctx:
        trouble(region, path="/deployments/again", method="PUT", drop="after", times=3)
        await deploy(ctx, "again", template([public_address("x", "eastus", [])]))
        found = await ctx.customer.network.public_ip_addresses.get(ctx.group, "x")
    assert found.ip_address


async def test_a_lock_on_the_group_stops_the_deletion_with_its_code(region, sp_cluster):
    doc = await region.install(sp_cluster)
    await region.to_state(doc, "Deleting")
    rule = {"status": 409, "code": "ScopeLocked", "times": None}
    trouble(region, method="DELETE", path="/virtualMachines/", **rule)
    found = await refusal(region)
    assert (found.status, found.problem.code) == (409, "ScopeLocked")
    assert found.problem.target == "features.ResourcesClient#DeleteByID"


@pytest.mark.parametrize(
    ("method", "path", "code", "told"),
    [
        ("DELETE", "/demo-managed$", "ScopeLocked", "ScopeLocked"),
        ("PUT", "/subnets/master$", "LinkedAuthorizationFailed", "InvalidLinkedSubnet"),
    ],
)
async def test_what_keeps_a_deletion_from_its_end_is_told(
    region, sp_cluster, method, path, code, told
):
    await region.to_state(await region.install(sp_cluster), "Deleting")
    trouble(region, method=method, path=path, status=409, code=code, times=None)
    assert (await refusal(region)).problem.code == told


async def test_a_deletion_does_not_miss_what_is_gone_meanwhile(region, sp_cluster):
    doc = await region.install(sp_cluster)
    await region.to_state(doc, "Deleting")
    trouble(region, method="DELETE", path="/demo-managed$", status=404, code="NotFound")
    await region.run_plan()
    region.writes.clear()
    async with region.working_idle(doc) as ctx:
        await detach_nsg(ctx, ctx.group_ids.network("networkSecurityGroups", "gone"))
        await mend_failed_nic(ctx, ctx.group_ids.network("networkInterfaces", "gone"))
        await unlink_zone(ctx, ctx.group_ids.network("privateDnsZones", "gone"))
    assert region.writes == []


async def test_an_interface_that_failed_is_written_again_before_it_is_deleted(region, sp_cluster):
    doc = await region.install(sp_cluster)
    failed, *_ = region.resources("/networkInterfaces/")
    region.cloud.store.find(failed).phase = "Failed"
    await region.to_state(doc, "Deleting")
    region.writes.clear()
    await region.run_plan()
    written = [write for write in region.writes if "/networkInterfaces/" in write]
    assert [write for write in written if write.startswith("PUT")] == [f"PUT {failed}"]
    assert written.index(f"PUT {failed}") < written.index(f"DELETE {failed}")


@pytest.mark.parametrize("kind", ["sp", "wi"])
async def test_an_update_needs_every_object_id_that_nothing_is_denied_to(region, kind):
    doc = await region.install(region.new(kind))
    async with region.working_idle(doc) as ctx:
        if kind == "sp":
            ctx.properties.service_principal_profile.sp_object_id = ""
        else:
            known = await read_platform_identities(ctx)
            unknown = {"ingress": replace(known["ingress"], object_id="")}
            ctx.platform_identities = {**known, **unknown}
        with pytest.raises(ValueError, match="not known"):
            await create_or_update_deny_assignment(ctx)
        ctx.properties.provisioning_state = "AdminUpdating"
        region.writes.clear()
        with capture_logs() as lines:
            await create_or_update_deny_assignment(ctx)
    assert region.writes == []
    assert [line["log_level"] for line in lines] == ["warning"]


@pytest.mark.parametrize(
    ("there", "gone", "code", "named"),
    [
        ("subnets/master", "subnets/none", "InvalidLinkedSubnet", "/demo-vnet/subnets/none'"),
        ("demo-vnet", "none", "InvalidLinkedVNet", "/virtualnetworks/none'"),
    ],
)
async def test_what_is_missing_of_a_network_is_named(region, sp_cluster, there, gone, code, named):
    doc = await region.create(sp_cluster)
    subnet = doc.open_shift_cluster.properties.master_profile.subnet_id.replace(there, gone)
    async with region.working_idle(doc) as ctx:
        with pytest.raises(ArmError) as refused:
            await read_subnet(ctx, subnet)
    assert (refused.value.status, refused.value.problem.code) == (400, code)
    assert named in refused.value.problem.message.replace("virtualNetworks", "virtualnetworks")


async def test_a_private_router_needs_a_free_address(region, sp_cluster):
    properties = sp_cluster.open_shift_cluster.properties
    properties.ingress_profiles[0].visibility = "Private"
    subnet = properties.worker_profiles[0].subnet_id
    region.body(subnet)["properties"]["addressPrefix"] = "10.0.2.0/30"
    async with region.working_idle(await region.create(sp_cluster)) as ctx:
        with pytest.raises(ArmError) as refused:
            await create_or_update_router_ip_early(ctx)
    assert (refused.value.status, refused.value.problem.code) == (400, "InvalidLinkedVNet")
    assert f"'{subnet}' is invalid: has no available" in refused.value.problem.message


async def test_a_resource_that_is_slow_to_go_does_not_keep_what_it_holds(region, sp_cluster):
    doc = await region.install(sp_cluster)
    await region.to_state(doc, "Deleting")
    path = f"/loadBalancers/{doc.open_shift_cluster.properties.infra_id}$"
    trouble(region, method="DELETE", path=path, status=503, times=2)
    await region.run_plan()
    assert region.resources("-managed/") == []


def a_zone_with_links(region, doc, *names):
    group = doc.open_shift_cluster.properties.cluster_profile.resource_group_id
    zone = f"{group}/providers/Microsoft.Network/privateDnsZones/old.example"
    subnet = doc.open_shift_cluster.properties.master_profile.subnet_id
    network = {"virtualNetwork": {"id": subnet.rsplit("/", 2)[0]}, "registrationEnabled": False}
    region.cloud.engine.make(zone, {"location": "global"})
    links = [f"{zone}/virtualNetworkLinks/{name}" for name in names]
    for link in links:
        region.cloud.engine.make(link, {"location": "global", "properties": network})
    return zone, links


async def test_a_private_zone_with_links_goes_with_the_group(region, sp_cluster):
    doc = await region.install(sp_cluster)
    a_zone_with_links(region, doc, "link")
    await region.to_state(doc, "Deleting")
    await region.run_plan()
    assert not region.resources("privateDnsZones")


async def test_a_private_zone_loses_its_links_on_all_pages(region, sp_cluster):
    doc = await region.install(sp_cluster)
    zone, links = a_zone_with_links(region, doc, *(f"link-{number}" for number in range(4)))
    pages = [links[:2], links[2:3], [*links[3:], f"{zone}/virtualNetworkLinks/gone-meanwhile"]]
    for page in pages:
        last = page is pages[-1]
        next_link = {} if last else {"nextLink": f"{ARM_URL}{zone}/virtualNetworkLinks?page=next"}
        reply = {"value": [{"id": link} for link in page], **next_link}
        trouble(
            region, method="GET", path="/virtualNetworkLinks$", skip=pages.index(page), reply=reply
        )
    async with region.working_idle(doc) as ctx:
        await unlink_zone(ctx, zone)
    assert region.resources(f"{zone}/") == []


async def test_without_a_tenant_nothing_is_done(region, sp_cluster):
    subscription = (await region.databases.subscriptions.get(sp_cluster.partition_key)).doc
    subscription.subscription.properties.tenant_id = ""
    await region.databases.subscriptions.upsert(subscription)
    await region.create(sp_cluster)
    with pytest.raises(ValueError, match="has no tenant id"):
        await region.run_plan()


async def test_a_cluster_with_two_identities_of_its_own_is_refused(region, wi_cluster):
    own = wi_cluster.open_shift_cluster.managed_service_identity.user_assigned_identities
    own["/another"] = next(iter(own.values())).model_copy()
    await region.create(wi_cluster)
    found = await refusal(region)
    assert found.problem.code == "InvalidClusterMSICount"


async def test_federated_credentials_that_cannot_be_deleted_do_not_stop_a_deletion(
    region, wi_cluster
):
    doc = await region.install(wi_cluster)
    await region.to_state(doc, "Deleting")
    rule = {"method": "DELETE", "status": 403, "code": "Forbidden", "times": None}
    trouble(region, path="federatedIdentityCredentials", **rule)
    with capture_logs() as lines:
        await region.run_plan()
    assert not region.resources("-managed/")
    left = [line["credential"] for line in lines if line["event"] == "federated credential left"]
    assert len(left) == len(region.resources("/federatedIdentityCredentials/")) > 1


async def test_federated_credentials_are_deleted_however_busy_azure_is(region, wi_cluster):
    doc = await region.install(wi_cluster)
    await region.to_state(doc, "Deleting")
    rule = {"method": "DELETE", "status": 429, "times": 10}
    trouble(region, path="federatedIdentityCredentials", **rule)
    await region.run_plan()
    assert region.resources("/federatedIdentityCredentials/") == []


async def test_somebody_else_who_writes_credentials_of_an_identity_is_waited_for(
    region, wi_cluster
):
    """Azure takes one write of an identity's credentials at a time and refuses the others."""
    conflict = {"status": 409, "code": "Conflict", "times": 2}
    for method in ("PUT", "DELETE"):
        trouble(region, path="federatedIdentityCredentials", method=method, **conflict)
    doc = await region.install(wi_cluster)
    await region.to_state(doc, "Deleting")
    await region.run_plan()
    assert region.resources("/federatedIdentityCredentials/") == []


@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_federated_credentials_are_deleted_by_the_second_try_after_an_outage(
    region, wi_cluster, method
):
    doc = await region.install(wi_cluster)
    await region.to_state(doc, "Deleting")
    trouble(region, path="federatedIdentityCredentials", method=method, status=503, times=None)
    with pytest.raises(HttpResponseError):
        await region.run_plan()
    region.cloud.faults.clear()
    await region.to_state(doc, "Deleting")
    await region.run_plan()
    assert region.resources("/federatedIdentityCredentials/") == []


async def test_an_outage_does_not_fail_the_update_that_replaces_an_identity(region, wi_cluster):
    doc = await region.install(wi_cluster)
    async with region.working_idle(doc) as ctx:
        identities = ctx.properties.platform_workload_identity_profile
        del identities.platform_workload_identities["ingress"]
        trouble(region, path="federatedIdentityCredentials", status=503, times=None)
        with capture_logs() as lines:
            await release_replaced_identities(ctx)
    assert [line["event"] for line in lines] == ["federated credentials left"]


async def test_identities_that_cannot_be_looked_into_do_not_stop_a_deletion(region, wi_cluster):
    doc = await region.install(wi_cluster)
    await region.to_state(doc, "Deleting")
    trouble(region, path="federatedIdentityCredentials", status=403, code="Forbidden", times=None)
    await region.run_plan()
    assert not region.resources("-managed/")


def test_sdk_retries_can_be_switched_off():
    assert RetrySettings.none().total == 0


@pytest.mark.parametrize("drop", ["before", "after"])
async def test_a_lost_connection_does_not_keep_machines_from_starting(region, sp_cluster, drop):
    doc = await region.install(sp_cluster)
    async with region.working_idle(doc) as ctx:
        name = f"{ctx.names.infra}-master-0"
        machines = ctx.customer.compute.virtual_machines
        await (await machines.begin_deallocate(ctx.group, name)).result()
        trouble(region, path=f"{name}/start", method="POST", drop=drop)
        await start_vms(ctx)
        view = await machines.instance_view(ctx.group, name)
        assert "PowerState/running" in [status.code for status in view.statuses]


@pytest.mark.parametrize("drop", ["before", "after"])
async def test_a_lost_connection_does_not_keep_names_from_being_deleted(region, sp_cluster, drop):
    doc = await region.install(sp_cluster)
    async with region.working_idle(doc) as ctx:
        trouble(region, path="/A/api", method="DELETE", drop=drop)
        await delete_dns(ctx)
    assert region.resources("dnsZones/eastus.aroapp.io/") == []


@pytest.mark.parametrize("drop", ["before", "after"])
async def test_a_lost_connection_does_not_keep_the_graph_from_being_read(region, sp_cluster, drop):
    doc = await region.install(sp_cluster)
    async with region.working_idle(doc) as ctx:
        trouble(region, path="/listAccountSas", drop=drop)
        assert (await read_graph(ctx)).kubeadmin_password()
