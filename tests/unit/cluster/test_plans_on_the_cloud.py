from __future__ import annotations

import base64
import json

import orjson
import pytest
import yaml
from cryptography import x509

from aro_api.internal.models import RegistryProfile
from aro_api.secret import Secret
from aro_devcloud.faults import FaultRule
from aro_rp.arm.errors import ArmError
from aro_rp.cluster.documents import cluster_subnets
from aro_rp.cluster.steps.base_resources import storage_inputs
from aro_rp.cluster.steps.identities import read_roles
from aro_rp.cluster.steps.installation import install_order
from aro_rp.cluster.steps.resource_group import refresh_resource_group
from aro_rp.cluster.steps.rights import (
    delete_assignment,
    ensure_platform_identity_rbac,
    group_assignments,
)
from aro_rp.cluster.templates.rights import BLOB_DATA_CONTRIBUTOR, CONTRIBUTOR


@pytest.fixture(params=["sp", "wi"])
def any_cluster(request, region):
    return request.getfixturevalue(f"{request.param}_cluster")


async def test_an_installed_cluster_knows_its_addresses_names_and_zones(region, sp_cluster):
    properties = (await region.install(sp_cluster)).open_shift_cluster.properties
    public_ip = region.body(
        f"{managed(properties)}/Microsoft.Network/publicIPAddresses/{properties.infra_id}-pip-v4"
    )
    assert properties.apiserver_profile.ip == public_ip["properties"]["ipAddress"]
    assert properties.apiserver_profile.int_ip.startswith("10.0.0.")
    assert properties.network_profile.private_endpoint_ip.startswith("10.1.")
    assert properties.zones == ["1", "2", "3"]
    assert properties.network_profile.software_defined_network == "OVNKubernetes"
    assert properties.infra_id.startswith("demo-")
    assert properties.apiserver_profile.url == "https://api.demo.eastus.aroapp.io:6443/"
    assert properties.console_profile.url == (
        "https://console-openshift-console.apps.demo.eastus.aroapp.io/"
    )


def managed(properties):
    return f"{properties.cluster_profile.resource_group_id}/providers"


async def test_names_point_at_the_api_and_the_router(region, sp_cluster):
    doc = await region.install(sp_cluster)
    properties = doc.open_shift_cluster.properties
    zone = next(one for one in region.resources("dnsZones") if one.endswith("eastus.aroapp.io"))
    api, router = region.body(f"{zone}/A/api.demo"), region.body(f"{zone}/A/*.apps.demo")
    assert api["properties"]["metadata"]["resourceId"] == doc.open_shift_cluster.id
    assert addresses(api) == [properties.apiserver_profile.ip]
    assert addresses(router) == [properties.ingress_profiles[0].ip]


def addresses(record):
    found = {key.lower(): value for key, value in record["properties"].items()}
    return [one["ipv4Address"] for one in found["arecords"]]


async def test_kubeconfigs_speak_for_whom_they_should(region, sp_cluster):
    properties = (await region.install(sp_cluster)).open_shift_cluster.properties
    service = ("CN=system:aro-service,O=system:masters", INSIDE)
    assert speaks_for(region, properties.aro_service_kubeconfig) == service
    assert speaks_for(region, properties.aro_sre_kubeconfig) == SRE
    assert speaks_for(region, properties.user_admin_kubeconfig) == USER
    assert properties.kubeadmin_password.reveal(region.databases.cipher.unseal).count("-") == 3


INSIDE = "https://api-int.demo.eastus.aroapp.io:6443"
SRE = ("CN=system:aro-sre", INSIDE)
USER = ("CN=system:admin", "https://api.demo.eastus.aroapp.io:6443")


def speaks_for(region, secret):
    """Subject and server of a kubeconfig."""
    config = yaml.safe_load(secret.reveal(region.databases.cipher.unseal))
    data = config["users"][0]["user"]["client-certificate-data"]
    certificate = x509.load_pem_x509_certificate(base64.b64decode(data))
    return certificate.subject.rfc4514_string(), config["clusters"][0]["cluster"]["server"]


async def test_maintenance_makes_anew_what_is_missing_or_of_no_use(region, sp_cluster):
    doc = await region.install(sp_cluster)
    held = doc.open_shift_cluster.properties

    async def maintain():
        await region.to_state(doc, "AdminUpdating")
        return (await region.run_plan()).open_shift_cluster.properties

    kept = await maintain()
    for name in ("user_admin_kubeconfig", "aro_sre_kubeconfig"):
        assert getattr(kept, name).sealed() == getattr(held, name).sealed()

    def spoil(stored):
        properties = stored.open_shift_cluster.properties
        properties.user_admin_kubeconfig = properties.aro_sre_kubeconfig
        properties.aro_sre_kubeconfig = None
        properties.apiserver_profile.int_ip = ""

    await region.change(doc, spoil)
    accounts = f"{managed(held)}/Microsoft.Storage/storageAccounts"
    account = f"{accounts}/{held.image_registry_storage_account_name}"
    firewall = region.body(account)["properties"].pop("networkAcls")
    mended = await maintain()
    assert region.body(account)["properties"]["networkAcls"] == firewall
    assert speaks_for(region, mended.aro_sre_kubeconfig) == SRE
    assert speaks_for(region, mended.user_admin_kubeconfig) == USER
    assert mended.apiserver_profile.int_ip == held.apiserver_profile.int_ip != ""


@pytest.mark.parametrize("has_gateway", [False, True])
async def test_nodes_without_a_gateway_reach_storage_by_service_endpoints(
    region, sp_cluster, has_gateway
):
    sp_cluster.open_shift_cluster.properties.feature_profile.gateway_enabled = has_gateway
    doc = await region.install(sp_cluster)
    async with region.working_idle(doc) as ctx:
        let_in = (await storage_inputs(ctx, is_new=False)).subnets
    for subnet in cluster_subnets(doc.open_shift_cluster.properties):
        found = region.body(subnet)["properties"].get("serviceEndpoints", [])
        services = [] if has_gateway else ["Microsoft.ContainerRegistry", "Microsoft.Storage"]
        assert [one["service"] for one in found] == services
        assert (subnet in let_in) is not has_gateway


@pytest.mark.parametrize("before", [("Enabled", "Disabled"), ("Disabled", "Enabled")])
async def test_the_masters_subnet_takes_private_endpoints_and_links(region, sp_cluster, before):
    names = ("privateEndpointNetworkPolicies", "privateLinkServiceNetworkPolicies")
    subnet = sp_cluster.open_shift_cluster.properties.master_profile.subnet_id
    region.body(subnet)["properties"].update(zip(names, before, strict=True))
    await region.install(sp_cluster)
    policies = region.body(subnet)["properties"]
    assert [policies[name] for name in names] == ["Disabled", "Disabled"]


async def test_the_bootstrap_machine_leaves_nothing_behind(region, any_cluster):
    await region.install(any_cluster)
    assert not [one for one in region.resources() if "bootstrap" in one]
    assert not [one for one in region.resources() if one.endswith("/containers/ignition")]


async def test_billing_begins_with_the_installation(region, sp_cluster):
    doc = await region.install(sp_cluster)
    record = (await region.databases.billing.get(doc.id)).doc
    assert record.infra_id == doc.open_shift_cluster.properties.infra_id
    assert record.billing.creation_time
    assert not record.billing.deletion_time


async def test_every_step_may_run_twice(region, any_cluster):
    doc = await region.create(any_cluster)
    first = await region.run_each_step_twice()
    await region.hand_over(doc)
    second = await region.run_each_step_twice()
    kept = ("infra_id", "storage_suffix", "zones", "image_registry_storage_account_name")
    for name in kept:
        assert getattr(first.open_shift_cluster.properties, name) == getattr(
            second.open_shift_cluster.properties, name
        )
    assert len([one for one in region.resources() if "-master-" in one and "virtualM" in one]) == 3


async def test_a_second_run_of_the_bootstrap_plan_changes_nothing(region, any_cluster):
    doc = await region.create(any_cluster)
    before_doc = await region.run_plan()
    before, made = region.state(), region.keys.made
    await region.change(doc, lambda d: setattr(d, "journal", None))
    region.writes.clear()
    after_doc = await region.run_plan()
    assert region.state() == before
    assert not [write for write in region.writes if "/virtualNetworks/" in write]
    assert region.keys.made == made
    context = {"seal": region.databases.cipher.seal}
    assert after_doc.open_shift_cluster.model_dump(
        mode="json", context=context
    ) == before_doc.open_shift_cluster.model_dump(mode="json", context=context)


async def test_a_second_update_changes_nothing(region, any_cluster):
    doc = await region.install(any_cluster)
    await region.to_state(doc, "Updating")
    await region.run_plan()
    before = region.state()
    await region.to_state(doc, "Updating")
    await region.run_plan()
    assert region.state() == before


async def test_an_admin_update_of_everything_marks_who_did_it(region, any_cluster):
    doc = await region.install(any_cluster)
    await region.to_state(doc, "AdminUpdating")
    before = region.state()
    after = await region.run_plan()
    assert after.open_shift_cluster.properties.provisioned_by == region.settings.version
    accounts = {key for key in before if "storageAccounts" in key}
    assert {k: v for k, v in region.state().items() if k not in accounts} == {
        k: v for k, v in before.items() if k not in accounts
    }


async def test_maintenance_of_a_cluster_from_before_its_registry_account_was_kept(
    region, sp_cluster
):
    doc = await region.install(sp_cluster)

    def forget(stored):
        stored.open_shift_cluster.properties.image_registry_storage_account_name = ""

    await region.to_state(doc, "AdminUpdating")
    await region.change(doc, forget)
    accounts = region.resources("/storageAccounts/")
    await region.run_plan()
    assert region.resources("/storageAccounts/") == accounts


async def test_a_deletion_leaves_only_what_was_there_before(region, any_cluster):
    before = region.resources()
    doc = await region.install(any_cluster)
    await region.to_state(doc, "Deleting")
    await region.run_plan()
    assert [one for one in region.resources() if "/deployments/" not in one] == before
    assert not region.cloud.records.table("installs").items()
    assert (await region.databases.billing.get(doc.id)).doc.billing.deletion_time
    subnets = [region.body(one) for one in region.resources("/subnets/")]
    assert not [one for one in subnets if one["properties"].get("networkSecurityGroup")]


async def test_a_deletion_may_run_again(region, any_cluster):
    doc = await region.install(any_cluster)
    await region.to_state(doc, "Deleting")
    await region.run_each_step_twice()
    after = region.state()
    await region.to_state(doc, "Deleting")
    await region.run_plan()
    assert region.state() == after


async def test_a_cluster_that_was_never_begun_can_be_deleted(region, any_cluster):
    before = region.state()
    doc = await region.create(any_cluster)
    await region.to_state(doc, "Deleting")
    await region.run_plan()
    assert region.state() == before


async def test_a_group_of_somebody_else_is_neither_used_nor_deleted(region, sp_cluster):
    group = sp_cluster.open_shift_cluster.properties.cluster_profile.resource_group_id
    region.cloud.groups.ensure(group.split("/")[2], group.split("/")[4], "eastus", "/somebody")
    theirs = f"{group}/providers/Microsoft.Network/networkSecurityGroups/theirs"
    region.cloud.make(theirs, {"location": "eastus"})
    doc = await region.create(sp_cluster)
    with pytest.raises(ArmError) as refused:
        await region.run_plan()
    assert refused.value.problem.code == "ClusterResourceGroupAlreadyExists"
    await region.to_state(doc, "Deleting")
    await region.run_plan()
    assert region.resources(group + "/") == [theirs]
    async with region.working() as ctx:
        assert (await ctx.customer.resources.resource_groups.get(ctx.group)).managed_by


async def test_another_cluster_s_domain_is_refused(region, sp_cluster):
    await region.install(sp_cluster)
    other = sp_cluster.model_copy(deep=True)
    other.id = other.id[:-1] + "9"
    other.key = other.key.replace("/demo", "/other")
    other.client_id_key, other.cluster_resource_group_id_key = "other", "other"
    master = other.open_shift_cluster.properties.master_profile
    workers = other.open_shift_cluster.properties.worker_profiles[0]
    network = region.cloud.seed_customer_network(other.partition_key, "other-rg", "vnet", "eastus")
    master.subnet_id, workers.subnet_id = network.master_subnet, network.worker_subnet
    other.open_shift_cluster.id = other.open_shift_cluster.id.replace("/demo", "/other")
    other.open_shift_cluster.properties.provisioning_state = "Creating"
    await region.create(other)
    with pytest.raises(ArmError) as refused:
        await region.run_plan()
    assert refused.value.problem.code == "DuplicateDomain"


@pytest.mark.parametrize(
    ("subnet", "code"),
    [
        ("demo-vnet/subnets/none", "InvalidLinkedVNet"),
        ("none/subnets/master", "InvalidLinkedVNet"),
    ],
)
async def test_a_missing_network_is_the_customer_s_to_mend(region, sp_cluster, subnet, code):
    master = sp_cluster.open_shift_cluster.properties.master_profile
    master.subnet_id = master.subnet_id.replace("demo-vnet/subnets/master", subnet)
    await region.create(sp_cluster)
    with pytest.raises(ArmError) as refused:
        await region.run_plan()
    assert (refused.value.status, refused.value.problem.code) == (400, code)
    assert master.subnet_id.split("/subnets/")[0] in refused.value.problem.message


async def test_a_private_cluster_has_no_public_address(region, sp_cluster):
    properties = sp_cluster.open_shift_cluster.properties
    properties.apiserver_profile.visibility = "Private"
    properties.ingress_profiles[0].visibility = "Private"
    properties.network_profile.outbound_type = "UserDefinedRouting"
    properties.network_profile.load_balancer_profile = None
    doc = await region.install(sp_cluster)
    after = doc.open_shift_cluster.properties
    assert after.apiserver_profile.ip == after.apiserver_profile.int_ip
    assert after.ingress_profiles[0].ip == "10.0.1.254"
    assert not region.resources("publicIPAddresses")
    await region.to_state(doc, "Updating")
    await region.run_plan()
    assert not region.resources("publicIPAddresses")


async def test_a_rotated_service_principal_gets_the_rights_of_the_old(region, sp_cluster):
    doc = await region.install(sp_cluster)
    old = doc.open_shift_cluster.properties.service_principal_profile.sp_object_id

    def rotate(stored):
        profile = stored.open_shift_cluster.properties.service_principal_profile
        profile.client_id = "33333333-3333-3333-3333-333333333333"

    await region.to_state(doc, "Updating")
    await region.change(doc, rotate)
    after = await region.run_plan()
    new = after.open_shift_cluster.properties.service_principal_profile.sp_object_id
    assert new != old
    principals = [
        region.body(one)["properties"]["principalId"]
        for one in region.resources("/roleAssignments/")
    ]
    assert new in principals
    assert old not in principals
    [deny] = region.resources("/denyAssignments/")
    assert [p["id"] for p in region.body(deny)["properties"]["excludePrincipals"]] == [new]


async def test_stopped_machines_are_started_by_an_update(region, sp_cluster):
    doc = await region.install(sp_cluster)
    async with region.working_idle(doc) as ctx:
        name = f"{ctx.names.infra}-master-0"
        machines = ctx.customer.compute.virtual_machines
        await (await machines.begin_deallocate(ctx.group, name)).result()
        await region.to_state(doc, "Updating")
    region.writes.clear()
    await region.run_plan()
    started = [write for write in region.writes if write.endswith("/start")]
    assert [write.split("/")[-2] for write in started] == [name]
    async with region.working_idle(doc) as ctx:
        view = await machines.instance_view(ctx.group, name)
        assert "PowerState/running" in [status.code for status in view.statuses]


async def test_the_group_is_written_again_as_it_is_and_never_made_again(region, sp_cluster):
    doc = await region.install(sp_cluster)
    async with region.working_idle(doc) as ctx:
        groups = ctx.customer.resources.resource_groups
        await groups.update(ctx.group, {"tags": {"theirs": "kept"}})
        region.writes.clear()
        await refresh_resource_group(ctx)
        assert len(region.writes) == 1
        found = await groups.get(ctx.group)
        assert (found.location, found.managed_by) == ("eastus", doc.open_shift_cluster.id)
        assert found.tags == {"theirs": "kept", "purge": "true"}
        ctx.cluster.id += "-other"
        await refresh_resource_group(ctx)
        ctx.properties.cluster_profile.resource_group_id += "-gone"
        await refresh_resource_group(ctx)
        assert len(region.writes) == 1


async def test_a_cluster_knows_the_ids_of_every_identity_it_was_given(region, wi_cluster):
    cluster = (await region.install(wi_cluster)).open_shift_cluster
    profile = cluster.properties.platform_workload_identity_profile
    operators = profile.platform_workload_identities.values()
    for one in operators:
        assert (one.client_id, one.object_id) == ids_of(region, one.resource_id)
    own = cluster.managed_service_identity.user_assigned_identities
    for resource_id, one in own.items():
        assert (one.client_id, one.principal_id) == ids_of(region, resource_id)
    known = {one.client_id for one in (*operators, *own.values())}
    assert len(known) == len(operators) + len(own) > 7


async def given(ctx):
    """Who has which role in the managed group."""
    return sorted(
        (one.principal_id, one.role_definition_id) for one in await group_assignments(ctx)
    )


async def test_identities_get_back_what_they_lost_and_lose_what_they_should_not_have(
    region, wi_cluster
):
    doc = await region.install(wi_cluster)
    async with region.working_idle(doc) as ctx:
        before, lost = await given(ctx), (await group_assignments(ctx))[0]
        await delete_assignment(ctx, lost)
        role = lost.role_definition_id.rsplit("/", 1)[0]
        more = {
            "properties": {
                "principalId": lost.principal_id,
                "roleDefinitionId": f"{role}/{CONTRIBUTOR}",
                "principalType": "ServicePrincipal",
            }
        }
        assignments = ctx.customer.authorization.role_assignments
        await assignments.create(ctx.group_id, "99999999-9999-4999-8999-999999999999", more)
        assert await given(ctx) != before
        await ensure_platform_identity_rbac(ctx)
        assert await given(ctx) == before
        region.writes.clear()
        await ensure_platform_identity_rbac(ctx)
        assert region.writes == []


async def test_without_a_service_principal_we_may_read_the_cluster_s_blobs(region, wi_cluster):
    properties = (await region.install(wi_cluster)).open_shift_cluster.properties
    account = f"{managed(properties)}/Microsoft.Storage/storageAccounts/cluster"
    (given,) = region.resources(
        f"{account}{properties.storage_suffix}/providers/Microsoft.Authorization/roleAssignments"
    )
    assert region.body(given)["properties"]["roleDefinitionId"].endswith(BLOB_DATA_CONTRIBUTOR)


def ids_of(region, resource_id):
    properties = region.body(resource_id)["properties"]
    return properties["clientId"], properties["principalId"]


async def test_the_issuer_s_key_is_published_and_kept(region, wi_cluster):
    doc = await region.install(wi_cluster)
    profile = doc.open_shift_cluster.properties.cluster_profile
    account = region.settings.oidc_storage_account
    root = f"{region.settings.rp_tenant}/{doc.id}"
    discovery = orjson.loads(
        region.cloud.blobs.find(account, "$web", f"{root}/.well-known/openid-configuration").content
    )
    keys = orjson.loads(region.cloud.blobs.find(account, "$web", f"{root}/openid/v1/jwks").content)
    assert discovery["issuer"] == profile.oidc_issuer
    assert len(keys["keys"]) == 1
    assert profile.bound_service_account_signing_key.reveal(region.databases.cipher.unseal)


async def test_each_service_account_gets_a_federated_credential(region, wi_cluster):
    doc = await region.install(wi_cluster)
    issuer = doc.open_shift_cluster.properties.cluster_profile.oidc_issuer
    found = [region.body(one)["properties"] for one in region.resources("federatedIdentity")]
    async with region.working_idle(doc) as ctx:
        accounts = [a for role in await read_roles(ctx) for a in role.service_accounts]
    assert sorted(one["subject"] for one in found) == sorted(accounts)
    assert {one["issuer"] for one in found} == {issuer}


async def replace_ingress(region, doc):
    """An update that is about to run; gives the id of the identity that it takes away."""
    identities = doc.open_shift_cluster.properties.platform_workload_identity_profile
    old = identities.platform_workload_identities["ingress"].resource_id
    region.cloud.make(f"{old}-new", {"location": "eastus"})

    def change(stored):
        profile = stored.open_shift_cluster.properties.platform_workload_identity_profile
        profile.platform_workload_identities["ingress"].resource_id = f"{old}-new"

    await region.change(doc, change)
    await region.to_state(doc, "Updating")
    return old


async def test_an_identity_that_an_update_replaces_is_free_for_other_clusters(region, wi_cluster):
    doc = await region.install(wi_cluster)
    old = await replace_ingress(region, doc)
    theirs = {"issuer": "https://other/", "subject": "other", "audiences": ["openshift"]}
    region.cloud.make(f"{old}/federatedIdentityCredentials/theirs", {"properties": theirs})
    doc = await region.run_plan()
    assert [one.rsplit("/", 1)[-1] for one in region.resources(f"{old}/")] == ["theirs"]
    assert region.resources(f"{old}-new/federatedIdentityCredentials/")
    assert f"{old}-new" in doc.federated_identities
    assert old not in doc.federated_identities


@pytest.mark.parametrize("state", ["Updating", "Deleting"])
async def test_an_identity_that_could_not_be_freed_is_freed_by_what_comes_next(
    region, wi_cluster, state
):
    doc = await region.install(wi_cluster)
    old = await replace_ingress(region, doc)
    refusal = {"status": 403, "code": "Forbidden", "times": None}
    region.cloud.faults.add(FaultRule(method="DELETE", path=f"{old}/", **refusal))
    doc = await region.run_plan()
    assert old in doc.federated_identities
    region.cloud.faults.clear()
    await region.to_state(doc, state)
    await region.run_plan()
    assert region.resources(f"{old}/") == []


async def test_an_identity_that_is_gone_needs_no_freeing(region, wi_cluster):
    doc = await region.install(wi_cluster)
    old = await replace_ingress(region, doc)
    gone = {"status": 404, "code": "ResourceNotFound", "times": None}
    region.cloud.faults.add(FaultRule(path=f"{old}/", **gone))
    doc = await region.run_plan()
    assert old not in doc.federated_identities


async def test_a_missing_identity_is_named(region, wi_cluster):
    profile = wi_cluster.open_shift_cluster.properties.platform_workload_identity_profile
    profile.platform_workload_identities["ingress"].resource_id += "-gone"
    await region.create(wi_cluster)
    with pytest.raises(ArmError) as refused:
        await region.run_plan()
    assert refused.value.problem.code == "InvalidPlatformWorkloadIdentity"
    assert 'platformWorkloadIdentities["ingress"]' in refused.value.problem.target


async def test_a_release_without_role_set_is_refused(region, wi_cluster):
    wi_cluster.open_shift_cluster.properties.cluster_profile.version = "4.1.0"
    await region.create(wi_cluster)
    with pytest.raises(ArmError) as refused:
        await region.run_plan()
    assert refused.value.problem.code == "InvalidParameter"
    assert "4.1" in refused.value.problem.message


async def test_the_installer_is_told_what_it_needs_and_no_more(region, sp_cluster):
    doc = await region.install(sp_cluster)
    async with region.working_idle(doc) as ctx:
        ctx.properties.registry_profiles = [RegistryProfile(name="r", password=Secret("registry"))]
        order = install_order(ctx)
    text = json.dumps(order)
    assert "registryProfiles" not in order["cluster"]["properties"]
    assert order["cluster"]["properties"]["servicePrincipalProfile"]["clientSecret"] == "sp-secret"
    assert "BEGIN RSA PRIVATE KEY" in order["cluster"]["properties"]["sshKey"]
    assert "ubeconfig" not in text
    assert len(base64.b64decode(order["graphKey"])) == 64
