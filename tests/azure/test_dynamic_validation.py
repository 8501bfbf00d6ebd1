"""One row per check of the backend: what the cloud is told, what the operation ends with."""

from __future__ import annotations

from typing import Any

import pytest

from aro_devcloud import FaultRule, Withheld

SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg"
NETWORK = f"{GROUP}/providers/Microsoft.Network"
VNET = f"{NETWORK}/virtualNetworks/vnet"
MASTERS, WORKERS = f"{VNET}/subnets/master", f"{VNET}/subnets/worker"
DISK_SET = f"{GROUP}/providers/Microsoft.Compute/diskEncryptionSets/des"
IDENTITIES = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
PRINCIPAL = "11111111-1111-1111-1111-111111111111"
PROVIDER = "00000000-0000-0000-0000-0000000000f0"
PROFILE = "properties.servicePrincipalProfile"
OF_MASTER = "properties.masterProfile.subnetId"
OF_WORKER = "properties.workerProfiles[0].subnetId"
OF_DISKS = "properties.masterProfile.diskEncryptionSetId"
OUTBOUND = "properties.networkProfile.loadBalancerProfile"
LINKED, DISKS = "InvalidLinkedVNet", "InvalidLinkedDiskEncryptionSet"
SP_RIGHTS = "InvalidServicePrincipalPermissions"
RP_RIGHTS = "InvalidResourceProviderPermissions"


def change(resource: str, **properties: Any) -> Any:
    """Changes properties of a resource as its owner would."""

    def make(cloud: Any, body: Any) -> None:
        found = cloud.resource(resource)
        cloud.make(resource, {**found.body, "properties": {**found.properties, **properties}})

    return make


def attached(kind: str, name: str, *subnets: str, also: Any = None) -> Any:
    """Makes a resource and attaches it to subnets."""

    def make(cloud: Any, body: Any) -> None:
        made = cloud.make(f"{NETWORK}/{kind}/{name}", {"location": "eastus"})
        member = kind.removesuffix("s")
        for subnet in subnets:
            change(subnet, **{member: {"id": made.id}})(cloud, body)
        if also is not None:
            also(cloud, body)

    return make


def removed(resource: str) -> Any:
    return lambda cloud, body: cloud.engine.remove(resource)


def ask(**network: Any) -> Any:
    """Changes the request's network profile."""
    return lambda cloud, body: body["properties"]["networkProfile"].update(network)


def disk_set(location: str = "eastus", *, is_there: bool = True) -> Any:
    def make(cloud: Any, body: Any) -> None:
        properties = body["properties"]
        for profile in (properties["masterProfile"], *properties["workerProfiles"]):
            profile["diskEncryptionSetId"] = DISK_SET
        if is_there:
            cloud.make(DISK_SET, {"location": location})

    return make


def failed_subnet(cloud: Any, body: Any) -> None:
    subnet = cloud.resource(WORKERS)
    subnet.phase = "Failed"
    cloud.store.put(subnet)


def credential(cloud: Any, body: Any) -> None:
    path = f"{IDENTITIES}/ingress/federatedIdentityCredentials/somebody"
    told = {"issuer": "https://else.where", "subject": "s", "audiences": ["openshift"]}
    cloud.make(path, {"properties": told})


def nothing(cloud: Any, body: Any) -> None:
    """A furnished cloud as it is."""


def outbound(count: int) -> Any:
    return ask(loadBalancerProfile={"managedOutboundIps": {"count": count}})


def lacks(who: str, action: str) -> dict[str, Any]:
    namespace = "" if action.startswith("Microsoft.") else "Microsoft.Network/"
    return {"withheld": [Withheld(f"{namespace}{action}", who)]}


def unknown(text: str) -> dict[str, Any]:
    """The access check does not know a resource."""
    return {"faults": [FaultRule("checkaccess", sent=text, status=404, times=None)]}


def forbidden(path: str) -> dict[str, Any]:
    code = "AuthorizationFailed"
    rule = FaultRule(method="GET", path=path, status=403, code=code, times=None)
    return {"faults": [rule]}


def token(application: str, **claims: Any) -> dict[str, Any]:
    return {"token_claims": {application: claims}}


OPAQUE = {"token_type": "Bearer", "expires_in": 3599, "access_token": "opaque"}
TABLE = attached("routeTables", "table", MASTERS, WORKERS)
GATEWAY = attached("natGateways", "gateway", MASTERS)
NSGS = attached(
    "networkSecurityGroups", "mine", MASTERS, WORKERS, also=ask(preconfiguredNSG="Enabled")
)
VNETS, SUBNETS = "virtualNetworks", "virtualNetworks/subnets"
GROUPS, TABLES, GATEWAYS = "networkSecurityGroups", "routeTables", "natGateways"
ROWS: dict[str, tuple[Any, dict[str, Any], str, str]] = {
    "the principal's token cannot be read": (
        nothing, {"faults": [FaultRule("token", sent=PRINCIPAL, reply=OPAQUE)]},
        "InvalidServicePrincipalToken", PROFILE,
    ),
    "the principal's token for Graph cannot be read": (
        nothing, {"faults": [FaultRule("token", sent=PRINCIPAL, reply=OPAQUE, skip=1)]},
        "InvalidServicePrincipalCredentials", PROFILE,
    ),
    "the principal's token does not say who it is": (
        nothing, token(PRINCIPAL, oid=""), "InvalidServicePrincipalClaims", PROFILE,
    ),
    "the provider's token does not say who it is": (
        nothing, token(PROVIDER, oid=""), "InvalidServicePrincipalClaims", PROFILE,
    ),
    "the principal owns applications": (
        nothing, token(PRINCIPAL, roles=["Application.ReadWrite.OwnedBy"]),
        "InvalidServicePrincipalCredentials", PROFILE,
    ),
    "the principal may not join the vnet": (
        nothing, lacks(PRINCIPAL, f"{VNETS}/join/action"), SP_RIGHTS, "",
    ),
    "the principal may not write the vnet": (
        nothing, lacks(PRINCIPAL, f"{VNETS}/write"), SP_RIGHTS, "",
    ),
    "the provider may not read the vnet": (
        nothing, lacks(PROVIDER, f"{VNETS}/read"), RP_RIGHTS, "",
    ),
    "the vnet is closed to us": (nothing, forbidden("virtualNetworks/vnet$"), RP_RIGHTS, ""),
    "the vnet is not there": (removed(VNET), {}, LINKED, ""),
    "the principal may not join subnets": (
        nothing, lacks(PRINCIPAL, f"{SUBNETS}/join/action"), SP_RIGHTS, "",
    ),
    "the provider may not write subnets": (
        nothing, lacks(PROVIDER, f"{SUBNETS}/write"), RP_RIGHTS, "",
    ),
    "a subnet is unknown": (nothing, unknown("subnets/worker"), "InvalidLinkedSubnet", ""),
    "the principal may not write the route table": (
        TABLE, lacks(PRINCIPAL, f"{TABLES}/write"), SP_RIGHTS, "",
    ),
    "the provider may not join the route table": (
        TABLE, lacks(PROVIDER, f"{TABLES}/join/action"), RP_RIGHTS, "",
    ),
    "the route table is unknown": (TABLE, unknown(TABLES), "InvalidLinkedRouteTable", ""),
    "the principal may not read the gateway": (
        GATEWAY, lacks(PRINCIPAL, f"{GATEWAYS}/read"), SP_RIGHTS, "",
    ),
    "the provider may not join the gateway": (
        GATEWAY, lacks(PROVIDER, f"{GATEWAYS}/join/action"), RP_RIGHTS, "",
    ),
    "the gateway is unknown": (GATEWAY, unknown(GATEWAYS), "InvalidLinkedNatGateway", ""),
    "pods overlap a subnet": (ask(podCidr="10.0.0.0/18"), {}, LINKED, ""),
    "pods overlap services": (ask(podCidr="172.16.0.0/12"), {}, LINKED, ""),
    "a subnet is not in the vnet": (removed(WORKERS), {}, LINKED, ""),
    "a subnet has failed": (failed_subnet, {}, LINKED, OF_WORKER),
    "a subnet is too small": (change(MASTERS, addressPrefix="10.0.0.0/28"), {}, LINKED, OF_MASTER),
    "the masters' subnet has a group": (
        attached(GROUPS, "theirs", MASTERS), {}, LINKED, OF_MASTER,
    ),
    "the workers' subnet has a group": (
        attached(GROUPS, "theirs", WORKERS), {}, LINKED, OF_WORKER,
    ),
    "the principal may not join the groups": (
        NSGS, lacks(PRINCIPAL, f"{GROUPS}/join/action"), SP_RIGHTS, "",
    ),
    "the provider may not read the groups": (
        NSGS, lacks(PROVIDER, f"{GROUPS}/read"), RP_RIGHTS, "",
    ),
    "the principal may not read the disk encryption set": (
        disk_set(), lacks(PRINCIPAL, "Microsoft.Compute/diskEncryptionSets/read"), SP_RIGHTS,
        OF_DISKS,
    ),
    "the provider may not read the disk encryption set": (
        disk_set(), lacks(PROVIDER, "Microsoft.Compute/diskEncryptionSets/read"), RP_RIGHTS,
        OF_DISKS,
    ),
    "the disk encryption set is closed to us": (
        disk_set(), forbidden("diskEncryptionSets/des$"), RP_RIGHTS, OF_DISKS,
    ),
    "the disk encryption set is not there": (disk_set(is_there=False), {}, DISKS, OF_DISKS),
    "the disk encryption set is elsewhere": (disk_set("westus"), {}, DISKS, ""),
    "there are too few addresses": (
        outbound(5), {"quotas": {"PublicIPAddresses": 5}}, "ResourceQuotaExceeded",
        f"{OUTBOUND}.ManagedOutboundIPs.Count",
    ),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS)
def test_a_create_fails_when(desk: Any, furnish: Any, wanted: Any, row: str) -> None:
    prepare, cloud, code, target = ROWS[row]

    def furnished(cloud: Any, body: Any) -> None:
        furnish(cloud, body)
        prepare(cloud, body)

    told = desk.create(wanted, furnished, **cloud)
    assert (told.first, set(told.all)) == ((201, code, target), {(code, target)})


def test_a_create_fails_when_the_vnet_is_elsewhere(desk: Any, furnish: Any, wanted: Any) -> None:
    told = desk.create(wanted, lambda cloud, body: furnish(cloud, body, "westus"))
    assert (told.first, told.all) == ((201, LINKED, ""), [(LINKED, "")])


def test_a_create_fails_when_a_preconfigured_group_is_missing(
    desk: Any, furnish: Any, wanted: Any
) -> None:
    def prepare(cloud: Any, body: Any) -> None:
        furnish(cloud, body)
        attached(GROUPS, "mine", MASTERS, also=ask(preconfiguredNSG="Enabled"))(cloud, body)

    told = desk.create(wanted, prepare)
    assert told.all == [(LINKED, ""), ("NotFound", "")]


IDENTITY_ROWS: dict[str, tuple[Any, dict[str, Any], str, str]] = {
    "the cluster's identity may not federate": (
        nothing,
        lacks(
            f"{IDENTITIES}/cluster",
            "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write",
        ),
        "InvalidClusterMSIPermissions", "",
    ),
    "a platform identity may not join subnets": (
        nothing, lacks(f"{IDENTITIES}/ingress", f"{SUBNETS}/join/action"),
        "InvalidWorkloadIdentityPermissions", "",
    ),
    "an identity has a credential already": (
        credential, {}, "PlatformWorkloadIdentityContainsInvalidCredential",
        "properties.platformWorkloadIdentityProfile.platformWorkloadIdentities.ingress.resourceId",
    ),
    "a role allows nothing": (
        nothing,
        {
            "faults": [
                FaultRule(
                    path="roledefinitions/0336e1d3",
                    reply={"name": "r", "properties": {"permissions": []}},
                    times=None,
                )
            ]
        },
        "InternalServerError", "",
    ),
    "an identity cannot be read": (
        nothing, forbidden("userAssignedIdentities/ingress$"), "InvalidPlatformWorkloadIdentity",
        ".properties.platformWorkloadIdentityProfile.platformWorkloadIdentities"
        '["ingress"]',
    ),
}  # fmt: skip


@pytest.mark.parametrize("row", IDENTITY_ROWS)
def test_a_create_with_identities_fails_when(
    desk: Any, furnish: Any, workload: Any, row: str
) -> None:
    prepare, cloud, code, target = IDENTITY_ROWS[row]

    def furnished(cloud: Any, body: Any) -> None:
        furnish(cloud, body)
        prepare(cloud, body)

    told = desk.create(workload, furnished, **cloud)
    assert (told.first, set(told.all)) == ((201, code, target), {(code, target)})


def detached(cloud: Any, body: Any) -> None:
    subnet = cloud.resource(MASTERS)
    subnet.properties.pop("networkSecurityGroup")
    cloud.store.put(subnet)


def crowd(cloud: Any, body: Any) -> None:
    """The cluster has more machines than its outbound address has ports for."""
    balancers = cloud.store.of_type("Microsoft.Network/loadBalancers")
    name = next(one.name for one in balancers if not one.name.endswith("-internal"))
    members = [{"id": f"{NETWORK}/networkInterfaces/{n}/ipConfigurations/x"} for n in range(63)]
    pool = {"name": name, "properties": {"backendIPConfigurations": members}}
    reply = {"name": name, "properties": {"backendAddressPools": [pool]}}
    rule = FaultRule(method="GET", path=f"loadBalancers/{name}$", reply=reply, times=None)
    cloud.faults.add(rule)


UPDATE_ROWS: dict[str, tuple[str, Any, Any, dict[str, Any], str, str]] = {
    "the cluster's group was taken off a subnet": (
        "wanted", nothing, detached, {}, LINKED, OF_MASTER,
    ),
    "a preconfigured group was taken off a subnet": (
        "wanted", NSGS, detached, {}, LINKED, OF_MASTER,
    ),
    "more addresses are wanted than there may be": (
        "wanted", nothing, outbound(9), {"quotas": {"PublicIPAddresses": 4}},
        "ResourceQuotaExceeded", f"{OUTBOUND}.ManagedOutboundIPs.Count",
    ),
    "the machines are too many for the addresses": (
        "wanted", nothing, crowd, {}, "InvalidParameter", OUTBOUND,
    ),
    "an identity was given to somebody else": (
        "workload", nothing, credential, {}, "PlatformWorkloadIdentityContainsInvalidCredential",
        "properties.platformWorkloadIdentityProfile.platformWorkloadIdentities.ingress.resourceId",
    ),
}  # fmt: skip


@pytest.mark.parametrize("row", UPDATE_ROWS)
def test_an_update_fails_when(desk: Any, furnish: Any, request: Any, row: str) -> None:
    kind, first, prepare, cloud, code, target = UPDATE_ROWS[row]

    def furnished(cloud: Any, body: Any) -> None:
        furnish(cloud, body)
        first(cloud, body)

    body = request.getfixturevalue(kind)
    created, updated = desk.update(body, furnished, prepare, **cloud)
    assert created.error == {}
    assert updated.first == (200, code, target)


def test_everything_that_is_wrong_is_told_at_once(desk: Any, furnish: Any, wanted: Any) -> None:
    def prepare(cloud: Any, body: Any) -> None:
        furnish(cloud, body, "westus")
        for one in (failed_subnet, ask(podCidr="172.16.0.0/12"), disk_set(is_there=False)):
            one(cloud, body)

    told = desk.create(wanted, prepare, **lacks(PRINCIPAL, f"{VNETS}/write"))
    assert told.all == [
        (SP_RIGHTS, ""),
        (LINKED, ""),
        (LINKED, ""),
        (LINKED, OF_WORKER),
        (DISKS, OF_DISKS),
    ]


def test_missing_rights_are_waited_for_six_minutes(desk: Any, furnish: Any, wanted: Any) -> None:
    told = desk.create(wanted, furnish, **lacks(PRINCIPAL, f"{VNETS}/write"))
    assert 360 <= told.waited_s < 400


def test_rights_that_arrive_meanwhile_are_good_enough(desk: Any, furnish: Any, wanted: Any) -> None:
    nothing_yet = FaultRule("checkaccess", reply={"value": []}, times=9)
    told = desk.create(wanted, furnish, faults=[nothing_yet])
    assert told.error == {}


def test_what_is_no_right_is_not_waited_for(desk: Any, furnish: Any, wanted: Any) -> None:
    def prepare(cloud: Any, body: Any) -> None:
        furnish(cloud, body)
        failed_subnet(cloud, body)

    assert desk.create(wanted, prepare).waited_s < 30
