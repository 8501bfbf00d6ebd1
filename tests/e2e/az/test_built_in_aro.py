"""The `az aro` that comes with the CLI, which calls Azure's public host whatever the cloud says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

PRINCIPAL, IDENTITIES = "22222222-2222-2222-2222-222222222222", "4.17.12"


def network(az: Any, group: str) -> tuple[str, ...]:
    """A group with a network; the flags that name it."""
    az("group", "create", "--name", group, "--location", "eastus")
    place = ("--resource-group", group)
    space = ("--address-prefixes", "10.0.0.0/22")
    first = ("--subnet-name", "master", "--subnet-prefixes", "10.0.0.0/23")
    az("network", "vnet", "create", *place, "--name", "net", *space, *first)
    second = ("--name", "worker", "--address-prefixes", "10.0.2.0/23")
    az("network", "vnet", "subnet", "create", *place, "--vnet-name", "net", *second)
    return ("--vnet", "net", "--master-subnet", "master", "--worker-subnet", "worker")


@pytest.mark.xdist_group("az-principal")
def test_a_service_principal_cluster_lives_its_whole_life(az: Any, tmp_path: Path) -> None:
    where = ("--resource-group", "sp", "--name", "sp")
    made = az("aro", "create", *where, *network(az, "sp")).json
    assert made["provisioningState"] == "Succeeded"
    application = made["servicePrincipalProfile"]["clientId"]
    listed = az("aro", "list", "--output", "table").lines
    assert listed[0].split() == [
        "Name", "ResourceGroup", "Location", "ProvisioningState", "WorkerCount", "URL",
    ]  # fmt: skip
    assert any(line.split()[:5] == ["sp", "sp", "eastus", "Succeeded", "3"] for line in listed)
    assert az("aro", "show", *where).json["id"] == made["id"]
    assert az("aro", "list-credentials", *where).json["kubeadminUsername"] == "kubeadmin"
    az("aro", "get-admin-kubeconfig", *where, "--file", str(tmp_path / "kubeconfig"))
    assert "clusters:" in (tmp_path / "kubeconfig").read_text()
    updated = az("aro", "update", *where, "--refresh-credentials").json
    assert updated["servicePrincipalProfile"]["clientId"] == application
    secrets = az("ad", "app", "credential", "list", "--id", application, "--query", "length(@)")
    assert secrets.json == 2
    az("aro", "delete", *where, "--yes")
    gone = az("aro", "show", *where, code=3)
    assert "ResourceNotFound" in gone.err
    assert az("aro", "list", "--resource-group", "sp").json == []


@pytest.mark.xdist_group("az-identities")
def test_a_cluster_with_managed_identities_lives_its_whole_life(az: Any) -> None:
    where = ("--resource-group", "mi", "--name", "mi")
    versions = az("aro", "get-versions", "--location", "eastus", "--output", "tsv").lines
    version = ("--version", versions[-1])
    subnets = network(az, "mi")
    made = az("aro", "create", *where, *subnets, "--enable-managed-identity", *version).json
    assert made["provisioningState"] == "Succeeded"
    assert made["servicePrincipalProfile"] is None
    assert [name.rpartition("/")[2] for name in made["identity"]["userAssignedIdentities"]] == [
        "aro-cluster"
    ]
    workers = made["platformWorkloadIdentityProfile"]["platformWorkloadIdentities"]
    names = az("identity", "list", "--resource-group", "mi", "--query", "[].name").json
    assert {*workers, "aro-cluster"} <= set(names)
    az("aro", "delete", *where, "--yes", "--delete-identities")
    assert az("identity", "list", "--resource-group", "mi").json == []


@pytest.mark.xdist_group("az-principal")
def test_trouble_is_told_in_the_services_words(az: Any) -> None:
    subnets = network(az, "bad")
    where = ("--resource-group", "bad", "--name", "bad")
    inside = az("aro", "create", *where, *subnets, "--pod-cidr", "10.0.0.0/16", code=1)
    assert "overlap" in inside.err
    unknown = az("aro", "create", *where, *subnets, "--version", "4.99.0", code=1)
    assert "4.99.0" in unknown.err
    assert az("aro", "list", "--resource-group", "bad").json == []
