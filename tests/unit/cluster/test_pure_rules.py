from __future__ import annotations

import hashlib

import pytest
from azure.mgmt.network.models import ServiceEndpointPropertiesFormat, Subnet

from aro_api.internal.models import PlatformWorkloadIdentityRole
from aro_rp.arm.errors import ArmError
from aro_rp.cluster.deletion import deletable
from aro_rp.cluster.federation import credential_name, is_ours, wanted_credentials
from aro_rp.cluster.outbound import choose_outbound, missing_outbound
from aro_rp.cluster.steps.subnets import add_service_endpoints, has_storage
from aro_rp.cluster.subnets import SubnetId, highest_free_address
from aro_rp.cluster.templates.api_versions import api_version

SUBNET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/n"


def test_a_subnet_id_is_read_and_written():
    where = SubnetId.parse(SUBNET)
    assert (where.resource_group, where.vnet, where.name) == ("g", "v", "n")
    assert str(where) == SUBNET
    assert SubnetId.parse(SUBNET.lower()).vnet == "v"


@pytest.mark.parametrize("text", ["", SUBNET.rsplit("/", 2)[0], SUBNET.replace("subnets", "x")])
def test_an_id_of_something_else_is_refused_with_itself_as_target(text):
    with pytest.raises(ArmError) as refused:
        SubnetId.parse(text)
    assert refused.value.problem.target == text


@pytest.mark.parametrize(
    ("prefix", "used", "expected"),
    [
        ("10.0.0.0/29", [], "10.0.0.6"),
        ("10.0.0.0/29", ["10.0.0.6"], "10.0.0.5"),
        ("10.0.0.0/29", ["10.0.0.6", "10.0.0.5", "10.0.0.4"], None),
        ("10.0.0.0/24", ["10.0.0.254", "10.0.0.252"], "10.0.0.253"),
    ],
)
def test_the_highest_free_address_is_taken(prefix, used, expected):
    assert highest_free_address(prefix, used) == expected


def test_endpoints_are_added_once_and_failed_ones_replaced():
    subnet = Subnet({"properties": {}})
    assert add_service_endpoints(subnet)
    assert [one.service for one in subnet.service_endpoints] == [
        "Microsoft.ContainerRegistry",
        "Microsoft.Storage",
    ]
    subnet.service_endpoints = [
        ServiceEndpointPropertiesFormat(service=one.service, provisioning_state="Succeeded")
        for one in subnet.service_endpoints
    ]
    assert not add_service_endpoints(subnet)
    failed = ServiceEndpointPropertiesFormat(
        service="microsoft.storage", provisioning_state="Failed"
    )
    theirs = ServiceEndpointPropertiesFormat(service="Microsoft.Sql")
    subnet.service_endpoints = [subnet.service_endpoints[0], failed, theirs]
    assert add_service_endpoints(subnet)
    assert [(one.service, one.locations) for one in subnet.service_endpoints] == [
        ("Microsoft.ContainerRegistry", None),
        ("Microsoft.Sql", None),
        ("Microsoft.Storage", ["*"]),
    ]


@pytest.mark.parametrize(
    ("service", "locations", "reaches"),
    [
        ("Microsoft.Storage", ["*"], True),
        ("microsoft.storage", ["westus", "EastUS"], True),
        ("Microsoft.Storage", ["westus"], False),
        ("Microsoft.Storage", None, False),
        ("Microsoft.Sql", ["*"], False),
        (None, ["*"], False),
    ],
)
def test_only_an_endpoint_for_the_region_s_storage_leads_there(service, locations, reaches):
    subnet = Subnet({"properties": {}})
    assert not has_storage(subnet, "eastus")
    theirs = ServiceEndpointPropertiesFormat(service="Microsoft.Sql")
    one = ServiceEndpointPropertiesFormat(service=service, locations=locations)
    subnet.service_endpoints = [theirs, one]
    assert has_storage(subnet, "eastus") is reaches


def test_federated_credentials_have_stable_names_of_at_most_120_characters():
    name = credential_name("demo", "system:serviceaccount:ns:sa", "identity")
    assert name.startswith("demo_sa_")
    hashed = hashlib.sha224(b"demo_sa-sa-identity").hexdigest()
    assert int(name.removeprefix("demo_sa_"), 36) == int(hashed, 16)
    assert name == credential_name("demo", "system:serviceaccount:other:sa", "identity")
    assert name != credential_name("demo", "system:serviceaccount:ns:sa", "other")
    assert len(credential_name("c" * 100, "a:" + "s" * 100, "i")) == 120


def test_each_account_of_an_operator_s_first_role_gets_a_credential():
    def role(name, *accounts):
        return PlatformWorkloadIdentityRole(operator_name=name, service_accounts=list(accounts))

    roles = [role("a", "ns:one", "ns:two"), role("a", "ns:later"), role("b", "ns:three")]
    found = list(wanted_credentials("c", "https://i", {"a": "/x/ida", "none": "/x/idn"}, roles))
    assert [(one.identity_id, one.subject) for one in found] == [
        ("/x/ida", "ns:one"),
        ("/x/ida", "ns:two"),
    ]
    names = [credential_name("c", account, "ida") for account in ("ns:one", "ns:two")]
    assert [one.name for one in found] == names


@pytest.mark.parametrize(
    ("audiences", "issuer", "own", "expected"),
    [
        (["openshift"], "i", "i", True),
        (["openshift", "more"], "i", "i", False),
        (["openshift"], "other", "i", False),
        (None, "i", "i", False),
        (["openshift"], "", "", False),
    ],
)
def test_only_the_cluster_s_own_credentials_are_deleted(audiences, issuer, own, expected):
    assert is_ours(audiences, issuer, own) is expected


API, A, B, C = "x-pip-v4", "a-outbound-pip-v4", "b-outbound-pip-v4", "c-outbound-pip-v4"


@pytest.mark.parametrize(
    ("existing", "api_ip", "count", "expected"),
    [
        ([API], API, 3, [A, B]),
        ([API, A], API, 3, [B]),
        ([API, B], API, 3, [A]),
        ([], "", 1, [A]),
        ([API], "", 1, [A]),
        ([API, A, B], API, 1, []),
    ],
)
def test_missing_addresses_are_made_in_order(existing, api_ip, count, expected):
    assert missing_outbound(existing, [A, B, C], api_ip, count) == expected


@pytest.mark.parametrize(
    ("existing", "effective", "api_ip", "count", "expected"),
    [
        ([A, B, API], [], API, 2, [API, A]),
        ([A, B, API], [API, B], API, 2, [API, B]),
        ([A, B, API], [A], "", 2, [A, B]),
        ([A, B], [B], "", 1, [B]),
    ],
)
def test_the_api_s_address_comes_first_then_what_is_in_use(
    existing, effective, api_ip, count, expected
):
    assert choose_outbound(existing, effective, api_ip, count) == expected


def test_resources_go_level_by_level():
    kinds = [
        "Microsoft.Network/networkSecurityGroups",
        "Microsoft.Network/networkInterfaces",
        "Microsoft.Compute/virtualMachines",
        "Microsoft.Network/loadBalancers",
        "Microsoft.Network/privateLinkServices",
        "Microsoft.Storage/storageAccounts",
        "Microsoft.Network/privateEndpoints",
        "Contoso.Things/things",
    ]
    levels, unknown = deletable((f"/{kind}/X", kind) for kind in kinds)
    assert [[kind.rsplit("/", 1)[-1] for _, kind in level] for level in levels] == [
        ["virtualMachines", "privateEndpoints"],
        ["privateLinkServices"],
        ["networkInterfaces"],
        ["loadBalancers", "storageAccounts"],
        ["networkSecurityGroups"],
    ]
    assert [kind for _, kind in unknown] == ["Contoso.Things/things"]


@pytest.mark.parametrize(
    ("kind", "version"),
    [
        ("Microsoft.Compute/virtualMachines/extensions", "2024-03-01"),
        ("microsoft.compute/DISKS", "2019-03-01"),
        ("Microsoft.Network/privateDnsZones/virtualNetworkLinks", "2018-09-01"),
        ("Microsoft.Authorization/denyAssignments", "2018-07-01-preview"),
        ("Contoso.Things/things", ""),
    ],
)
def test_api_versions_are_those_of_the_longest_known_prefix(kind, version):
    assert api_version(kind) == version
