"""Our `az aro` over whole lives of clusters, through the real `az` and a running stack."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest

COLUMNS = ["Name", "ResourceGroup", "Location", "ProvisioningState", "WorkerCount", "URL"]
OWN = "44444444-4444-4444-4444-000000000001"


@pytest.mark.xdist_group("az-extension")
def test_az_takes_the_wheel_in_place_of_what_it_comes_with(our_az: Any) -> None:
    (found,) = our_az("extension", "list").json
    assert (found["name"], found["extensionType"], found["preview"]) == ("aro", "whl", False)
    assert "azext_aro" in our_az("aro", "list", "--debug").err


@pytest.mark.xdist_group("az-extension")
def test_a_cluster_with_a_service_principal(our_az: Any, place: Any, tmp_path: Path) -> None:
    here = place("lives")
    cluster = here.cluster("lives")
    made = our_az("aro", "create", *cluster, *here.flags, "--tags", "a=b")
    assert "--pull-secret" in made.err
    assert "lacks the role Network Contributor" in made.err
    shown = our_az("aro", "show", *cluster).json
    assert made.json == shown
    assert (shown["provisioningState"], shown["tags"]) == ("Succeeded", {"a": "b"})
    application = shown["servicePrincipalProfile"]["clientId"]
    named = our_az("ad", "app", "show", "--id", application).json["displayName"]
    assert shown["clusterProfile"]["resourceGroupId"].endswith(f"/{named}")
    assert our_az("aro", "list", "--resource-group", "lives").json == [shown]
    assert our_az("aro", "show", "--ids", shown["id"]).json == shown

    listed = our_az("aro", "list", "--output", "table").lines
    assert listed[0].split() == COLUMNS
    row = next(line.split() for line in listed if line.startswith("lives "))
    assert row == ["lives", "lives", "eastus", "Succeeded", "3", shown["consoleProfile"]["url"]]

    credentials = our_az("aro", "list-credentials", *cluster).json
    assert credentials["kubeadminUsername"] == "kubeadmin"
    assert credentials["kubeadminPassword"]
    table = our_az("aro", "list-credentials", *cluster, "--output", "table").lines
    assert [line.split() for line in (table[0], table[2])] == [
        ["User", "Password"],
        ["kubeadmin", credentials["kubeadminPassword"]],
    ]
    file = tmp_path / "kubeconfig"
    our_az("aro", "get-admin-kubeconfig", *cluster, "--file", str(file))
    assert file.read_text().startswith("apiVersion: v1\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = our_az("aro", "get-admin-kubeconfig", *cluster, "--file", str(file), code=1)
    assert "exists already" in again.err

    renewed = our_az("aro", "update", *cluster, "--refresh-credentials").json
    assert renewed["servicePrincipalProfile"]["clientId"] == application
    more = our_az("aro", "update", *cluster, "--lb-ip-count", "2", "--output", "table")
    assert more.lines[0].split() == COLUMNS
    count = "networkProfile.loadBalancerProfile.managedOutboundIps.count"
    assert our_az("aro", "show", *cluster, "--query", count).json == 2

    our_az("aro", "delete", *cluster, "--yes", "--no-wait")
    our_az("aro", "wait", *cluster, "--deleted", "--interval", "1")
    gone = our_az("aro", "show", *cluster, code=3)
    assert "(ResourceNotFound)" in gone.err
    assert "az aro list" in gone.err


@pytest.mark.xdist_group("az-extension")
def test_a_cluster_with_everything_said(our_az: Any, place: Any, tmp_path: Path) -> None:
    here = place("said")
    cluster = here.cluster("said")
    secret = tmp_path / "secret"
    secret.write_text('{"auths": {}}\n')
    vnet = our_az(
        "network", "vnet", "show", "--resource-group", "said", "--name", "net", "--query", "id"
    ).json
    made = our_az(
        "aro", "create", *cluster, "--location", "eastus",
        "--master-subnet", f"{vnet}/subnets/master", "--worker-subnet", f"{vnet}/subnets/worker",
        "--client-id", OWN, "--client-secret", "secret", "--version", "4.17.27",
        "--pull-secret", str(secret), "--domain", "said", "--cluster-resource-group", "said-own",
        "--fips", "true", "--master-enc-host", "--worker-enc-host", "--worker-count", "4",
        "--worker-vm-size", "Standard_D8s_v5", "--worker-vm-disk-size-gb", "256",
        "--pod-cidr", "10.128.0.0/16", "--service-cidr", "172.30.0.0/18",
        "--apiserver-visibility", "private", "--ingress-visibility", "Private",
        "--no-wait",
    )  # fmt: skip
    assert made.out == ""
    our_az("aro", "wait", *cluster, "--created", "--interval", "1")
    shown = our_az("aro", "show", *cluster).json
    assert shown["clusterProfile"]["version"] == "4.17.27"
    assert shown["clusterProfile"]["fipsValidatedModules"] == "Enabled"
    assert shown["clusterProfile"]["resourceGroupId"].endswith("/said-own")
    assert shown["servicePrincipalProfile"]["clientId"] == OWN
    assert shown["masterProfile"]["encryptionAtHost"] == "Enabled"
    (worker,) = shown["workerProfiles"]
    assert (worker["count"], worker["diskSizeGb"], worker["vmSize"]) == (4, 256, "Standard_D8s_v5")
    assert shown["apiserverProfile"]["visibility"] == "Private"
    assert shown["networkProfile"]["podCidr"] == "10.128.0.0/16"
    our_az("aro", "delete", *cluster, "--yes")


@pytest.mark.xdist_group("az-extension-identities")
def test_a_cluster_with_managed_identities(our_az: Any, place: Any) -> None:
    here = place("managed")
    cluster = here.cluster("managed")
    flags = ("--enable-managed-identity", "--version", "4.17.27", "--output", "table")
    assert our_az("aro", "create", *cluster, *here.flags, *flags).lines[0].split() == COLUMNS
    profile = our_az("aro", "show", *cluster, "--query", "platformWorkloadIdentityProfile").json[
        "platformWorkloadIdentities"
    ]
    assert "ingress" in profile

    our_az("aro", "update", *cluster, "--upgradeable-to", "4.18.22")
    query = ("--query", "platformWorkloadIdentityProfile.upgradeableTo", "--output", "tsv")
    assert our_az("aro", "show", *cluster, *query).lines == ["4.18.22"]
    unfit = our_az("aro", "update", *cluster, "--client-id", OWN, "--client-secret", "x", code=1)
    assert "the cluster has managed identities" in unfit.err

    told = our_az("aro", "delete", *cluster, "--yes", "--delete-identities").err
    assert "/userAssignedIdentities/aro-cluster" in told
    assert our_az("identity", "list", "--resource-group", "managed").json == []


@pytest.mark.xdist_group("az-extension-identities")
def test_identities_of_the_customers_own_are_made_and_used(our_az: Any, place: Any) -> None:
    here = place("own")
    where = ("--resource-group", "own", "--location", "eastus", "--version", "4.17.27")
    told = our_az("aro", "identity", "get-required", *where, *here.flags, "--output", "tsv")
    assert told.lines[0].startswith("az identity create --name aro-cluster ")
    made = our_az("aro", "identity", "create-required", *where, *here.flags, "--yes").json
    names = [one["id"].rpartition("/")[2] for one in made]
    assert [line.split()[4] for line in told.lines[: len(names)]] == names
    assigned = [
        flag for name in names[1:] for flag in ("--assign-platform-workload-identity", name, name)
    ]
    cluster = here.cluster("own")
    our_az(
        "aro", "create", *cluster, *here.flags, "--version", "4.17.27",
        "--enable-mi", "--assign-cluster-identity", "aro-cluster", *assigned,
    )  # fmt: skip
    left = our_az("aro", "delete", *cluster, "--yes").err
    assert "az identity delete --name aro-cluster" in left
    assert len(our_az("identity", "list", "--resource-group", "own").json) == len(names)


@pytest.mark.xdist_group("az-extension")
def test_versions_are_listed_by_number(our_az: Any) -> None:
    versions = our_az("aro", "get-versions", "--location", "eastus").json
    assert versions == sorted(versions, key=lambda text: [int(part) for part in text.split(".")])
    table = our_az("aro", "get-versions", "--location", "eastus", "--output", "table").lines
    assert [line.strip() for line in table[2:]] == versions
    assert table[0] == "Version"
