"""The order of everything: the only place where it is written (backend.md 9-13).

Names of plans and steps are in stored journals: a step may be added or dropped, never renamed.
Steps whose parts are not built yet are absent; a comment says where each is to come. The hand-over
between the install phases, and the end of an installation, are the worker loop's: it writes them
together with the state of the cluster.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from aro_api.internal.models import (
    MaintenanceTask,
    OpenShiftClusterDocument,
    ProvisioningState,
)
from aro_rp.azure.errors import is_authorization_error
from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.documents import has_preconfigured_nsg, uses_workload_identity
from aro_rp.cluster.failures import explain, rights_missing
from aro_rp.cluster.steps import (
    addresses,
    base_resources,
    billing,
    deletion,
    dns,
    federation,
    identities,
    installation,
    kubeconfigs,
    machines,
    oidc,
    outbound,
    private_endpoint,
    resource_group,
    rights,
    setup,
    subnets,
    validation,
    zones,
)
from aro_rp.steps import Action, AuthorizationRetryingAction, Condition, Plan, Step
from aro_rp.steps.declaration import Work

ClusterStep = Step[ClusterContext]
ClusterPlan = Plan[ClusterContext]

BOOTSTRAP_ENDS_AT = 85
_RETRY = "Please retry, or if the issue persists open a support ticket."
_NOT_ATTACHED = f"The network security group was not attached to the subnets in time. {_RETRY}"
_NOT_INSTALLED = f"The installation of the cluster did not finish in time. {_RETRY}"


def plan_for(doc: OpenShiftClusterDocument) -> ClusterPlan:
    """What a leased document asks for. ``ValueError`` for a state that asks for nothing."""
    properties = doc.open_shift_cluster.properties
    match properties.provisioning_state:
        case ProvisioningState.CREATING:
            phase = properties.install.phase if properties.install else 0
            if phase not in INSTALL_PHASES:
                raise ValueError(f"cluster {doc.key} has unknown install phase {phase}")
            return INSTALL_PHASES[phase](doc)
        case ProvisioningState.UPDATING:
            return update(doc)
        case ProvisioningState.ADMIN_UPDATING:
            return admin_update(doc)
        case ProvisioningState.DELETING:
            return delete(doc)
    raise ValueError(f"cluster {doc.key} is {properties.provisioning_state}: nothing to do")


def bootstrap(doc: OpenShiftClusterDocument) -> ClusterPlan:
    """Install, phase 0."""
    wi = uses_workload_identity(doc.open_shift_cluster.properties)
    own_nsg = not has_preconfigured_nsg(doc.open_shift_cluster.properties)
    return _plan(
        "install-bootstrap",
        [
            # to come: ensureClusterMsiCertificate, initializeClusterMsiClients (WI; MSI data plane)
            *_when(
                wi,
                act("platformWorkloadIdentityIDs", identities.platform_workload_identity_ids),
            ),
            validated(),
            authorized("validateZones", zones.validate_zones),
            *_when(
                wi,
                authorized("clusterIdentityIDs", identities.cluster_identity_ids),
                authorized(
                    "persistPlatformWorkloadIdentityIDs",
                    identities.persist_platform_workload_identity_ids,
                ),
            ),
            *_when(not wi, authorized("clusterSPObjectID", identities.cluster_sp_object_id)),
            act("ensurePreconfiguredNSG", setup.ensure_preconfigured_nsg),
            # to come: ensureACRToken (registry token)
            act("ensureInfraID", setup.ensure_infra_id),
            act("ensureSSHKey", setup.ensure_ssh_key),
            act("ensureStorageSuffix", setup.ensure_storage_suffix),
            act("populateMTUSize", setup.populate_mtu_size),
            act("createDNS", dns.create_dns),
            *_when(wi, act("createOIDC", oidc.create_oidc)),
            act("ensureResourceGroup", resource_group.ensure_resource_group),
            act("ensureServiceEndpoints", subnets.ensure_service_endpoints),
            act("setMasterSubnetPolicies", subnets.set_master_subnet_policies),
            authorized("deployBaseResourceTemplate", base_resources.deploy_base_resource_template),
            *_when(
                wi, act("federateIdentityCredentials", federation.federate_identity_credentials)
            ),
            *_when(own_nsg, attach_nsgs()),
            authorized("updateAPIIPEarly", addresses.update_api_ip_early),
            authorized("createOrUpdateRouterIPEarly", addresses.create_or_update_router_ip_early),
            # to come: ensureGatewayCreate (gateway)
            authorized(
                "createAPIServerPrivateEndpoint",
                private_endpoint.create_api_server_private_endpoint,
            ),
            # to come: createCertificates (key vault), hiveCreateNamespace (Hive)
            act("runInstaller", installation.run_installer),
            installation_complete(),
            act("generateKubeconfigs", kubeconfigs.generate_kubeconfigs),
            # to come: hiveEnsureResources, hiveClusterDeploymentReady, hiveResetCorrelationData
            act("ensureBillingRecord", billing.ensure_billing_record),
            # to come: apiServersReady, installAROOperator, enableOperatorReconciliation (operator)
        ],
        topic="install",
        ends_at=BOOTSTRAP_ENDS_AT,
    )


def remove_bootstrap(doc: OpenShiftClusterDocument) -> ClusterPlan:
    """Install, phase 1: needs nothing that phase 0 kept in memory."""
    return _plan(
        "install-remove-bootstrap",
        [
            act("removeBootstrap", machines.remove_bootstrap),
            act("removeBootstrapIgnition", kubeconfigs.remove_bootstrap_ignition),
            # to come: apiServersReady, configureAPIServerCertificate, apiServersReadyAgain,
            # minimumWorkerNodesReady, operatorConsoleExists, updateConsoleBranding,
            # operatorConsoleReady, disableSamples, disableOperatorHubSources, disableUpdates,
            # clusterVersionReady, aroDeploymentReady (all: the cluster's Kubernetes API)
            act("updateClusterData", kubeconfigs.update_cluster_data),
            # to come: configureIngressCertificate, ingressControllerReady,
            # configureDefaultStorageClass, removeAzureFileCSIStorageClass,
            # disableOperatorReconciliation, clusterOperatorsHaveSettled (Kubernetes API)
        ],
        topic="install",
    )


def update(doc: OpenShiftClusterDocument) -> ClusterPlan:
    """A customer's update; also the way by which new credentials reach everything."""
    wi = uses_workload_identity(doc.open_shift_cluster.properties)
    return _plan(
        "update",
        [
            *_when(
                wi,
                act("fixupClusterMsiTenantID", identities.fixup_cluster_msi_tenant_id),
                # to come: ensureClusterMsiCertificate, initializeClusterMsiClients (MSI data plane)
                act("platformWorkloadIdentityIDs", identities.platform_workload_identity_ids),
            ),
            validated(),
            *_when(
                wi,
                authorized("clusterIdentityIDs", identities.cluster_identity_ids),
                authorized(
                    "persistPlatformWorkloadIdentityIDs",
                    identities.persist_platform_workload_identity_ids,
                ),
                act("ensurePlatformWorkloadIdentityRBAC", rights.ensure_platform_identity_rbac),
                act("federateIdentityCredentials", federation.federate_identity_credentials),
            ),
            *_when(
                not wi,
                act("fixupClusterSPObjectID", identities.cluster_sp_object_id, fatal=False),
                act(
                    "createOrUpdateClusterServicePrincipalRBAC",
                    rights.create_or_update_cluster_sp_rbac,
                ),
            ),
            act("createOrUpdateDenyAssignment", rights.create_or_update_deny_assignment),
            act("startVMs", machines.start_vms),
            # to come: apiServersReady (Kubernetes API), rotateACRTokenPassword (registry token),
            # correctCertificateIssuer, configureAPIServerCertificate, configureIngressCertificate
            act("fixUserAdminKubeconfig", kubeconfigs.fix_user_admin_kubeconfig),
            act("reconcileLoadBalancerProfile", outbound.reconcile_load_balancer_profile),
            # to come: reconcileSoftwareDefinedNetwork, ensureCredentialsRequest; WI:
            # ensureUpgradeAnnotation, deployPlatformWorkloadIdentitySecrets; SP:
            # updateOpenShiftSecret, aroCredentialsRequestReconciled, updateAROSecret,
            # restartAROOperatorMaster, aroDeploymentReady (Kubernetes API); hiveCreateNamespace,
            # hiveEnsureResources, hiveResetCorrelationData (Hive)
            *_when(wi, act("releaseReplacedIdentities", federation.release_replaced_identities)),
        ],
        topic="update",
    )


def admin_update(doc: OpenShiftClusterDocument) -> ClusterPlan:
    """Maintenance: what the task names, after what every task begins with."""
    task = doc.open_shift_cluster.properties.maintenance_task or MaintenanceTask.EVERYTHING
    blocks = {
        MaintenanceTask.EVERYTHING: [*_general_fixes(), *_certificates(), *_provisioned()],
        # to come: OPERATOR_UPDATE and SYNC_CLUSTER_OBJECT (operator), MIGRATE_LOAD_BALANCER
        # (migrateInternalLoadBalancerZones, fixSSH); until then they do what every task does
        MaintenanceTask.CERTIFICATES_RENEWAL: _certificates(),
    }
    steps = [*_zeroth(doc), *blocks.get(MaintenanceTask(task), [])]
    return _plan(f"admin-update-{task}", _once(steps), topic="adminUpdate")


def _zeroth(doc: OpenShiftClusterDocument) -> Iterable[ClusterStep]:
    wi = uses_workload_identity(doc.open_shift_cluster.properties)
    return [
        act("ensureBillingRecord", billing.ensure_billing_record),
        act("ensureDefaults", setup.ensure_defaults),
        *_when(
            wi,
            act("fixupClusterMsiTenantID", identities.fixup_cluster_msi_tenant_id),
            # to come: ensureClusterMsiCertificate, initializeClusterMsiClients (MSI data plane)
            authorized("clusterIdentityIDs", identities.cluster_identity_ids),
            authorized("platformWorkloadIdentityIDs", identities.platform_workload_identity_ids),
            authorized(
                "persistPlatformWorkloadIdentityIDs",
                identities.persist_platform_workload_identity_ids,
            ),
        ),
        *_when(
            not wi,
            act("fixupClusterSPObjectID", identities.cluster_sp_object_id, fatal=False),
        ),
        act("fixInfraID", setup.fix_infra_id),
    ]


def _general_fixes() -> Iterable[ClusterStep]:
    return [
        act("ensureResourceGroup", resource_group.ensure_resource_group),
        act("createOrUpdateDenyAssignment", rights.create_or_update_deny_assignment),
        act("ensureServiceEndpoints", subnets.ensure_service_endpoints),
        # to come: populateRegistryStorageAccountName (Kubernetes API)
        act("migrateStorageAccounts", base_resources.migrate_storage_accounts),
        # to come: fixSSH (load balancer of old clusters)
        act("startVMs", machines.start_vms),
        # to come: apiServersReady (Kubernetes API)
        act("fixSREKubeconfig", kubeconfigs.fix_sre_kubeconfig),
        act("fixUserAdminKubeconfig", kubeconfigs.fix_user_admin_kubeconfig),
        # to come: createOrUpdateRouterIPFromCluster, ensureGatewayUpgrade (gateway),
        # rotateACRTokenPassword (registry token), ensureMTUSize, reconcileSoftwareDefinedNetwork
    ]


def _certificates() -> Iterable[ClusterStep]:
    return [
        act("startVMs", machines.start_vms),
        act("populateDatabaseIntIP", addresses.populate_database_int_ip),
        # to come: apiServersReady, correctCertificateIssuer, fixMCSCert, fixMCSUserData,
        # configureAPIServerCertificate, configureIngressCertificate (key vault, Kubernetes API)
    ]


def _provisioned() -> Iterable[ClusterStep]:
    """Last, so that a cluster that shows it has had everything."""
    # to come, before it: ensureAROOperator, aroDeploymentReady, syncClusterObject (operator),
    # hiveCreateNamespace, hiveEnsureResources, hiveResetCorrelationData (Hive)
    return [act("updateProvisionedBy", setup.update_provisioned_by)]


def delete(doc: OpenShiftClusterDocument) -> ClusterPlan:
    """Everything that belongs to the cluster; the document itself is the worker loop's."""
    wi = uses_workload_identity(doc.open_shift_cluster.properties)
    return _plan(
        "delete",
        [
            act("ensureResourceGroup", resource_group.refresh_resource_group, fatal=False),
            act("forgetInstallation", installation.forget_installation),
            act("deleteDNS", dns.delete_dns),
            act("deleteAPIServerPrivateEndpoint", private_endpoint.delete_private_endpoint),
            *_when(wi, act("deleteOIDC", oidc.delete_oidc)),
            act("deleteRoleAssignments", rights.delete_role_assignments),
            act("deleteRoleDefinitions", rights.delete_custom_roles),
            # to come: deleteGateway (before the group: link ids are used again by others)
            act("deleteResources", deletion.delete_group_resources),
            act("deleteResourceGroup", deletion.delete_group),
            *_when(wi, act("deleteFederatedCredentials", federation.delete_federated_credentials)),
            # to come: deleteClusterMsiCertificate (WI), deleteCertificates (key vault),
            # deleteACRToken (registry token), hiveDeleteNamespace (Hive)
            act("endBilling", billing.end_billing),
        ],
    )


INSTALL_PHASES = {0: bootstrap, 1: remove_bootstrap}


def act(name: str, run: Work[ClusterContext], *, fatal: bool = True) -> ClusterStep:
    return Action(name, run, fatal=fatal)


def authorized(name: str, run: Work[ClusterContext]) -> ClusterStep:
    """Waits for rights that the customer has just given to reach all of Azure."""
    return AuthorizationRetryingAction(
        name,
        run,
        is_auth_error=is_authorization_error,
        refresh=renew_tokens,
        explain=rights_missing,
    )


def validated() -> ClusterStep:
    """Looks again for six minutes while somebody lacks rights: Azure keeps answers for five."""
    return AuthorizationRetryingAction(
        "validateResources",
        validation.validate_resources,
        is_auth_error=validation.may_be_granted_yet,
        refresh=renew_tokens,
        explain=rights_missing,
        timeout=timedelta(minutes=6),
    )


async def renew_tokens(ctx: ClusterContext) -> None:
    ctx.renew_tokens()


def attach_nsgs() -> ClusterStep:
    return Condition(
        "attachNSGs",
        subnets.nsgs_attached,
        timeout=timedelta(minutes=3),
        every=timedelta(seconds=30),
        sentence=_NOT_ATTACHED,
    )


def installation_complete() -> ClusterStep:
    """Asks without a pause of the engine's: the question waits as long as the settings say."""
    return Condition(
        "installationComplete",
        installation.installation_complete,
        timeout=timedelta(minutes=60),
        every=timedelta(0),
        sentence=_NOT_INSTALLED,
    )


def _when(wanted: bool, *steps: ClusterStep) -> tuple[ClusterStep, ...]:
    return steps if wanted else ()


def _once(steps: Iterable[ClusterStep]) -> list[ClusterStep]:
    """A step that several blocks begin with is done once."""
    found: dict[str, ClusterStep] = {}
    for step in steps:
        found.setdefault(step.name, step)
    return list(found.values())


def _plan(
    name: str, steps: Iterable[ClusterStep], *, topic: str = "", ends_at: int = 100
) -> ClusterPlan:
    return Plan(name, tuple(steps), topic=topic, ends_at=ends_at, explain=explain)
