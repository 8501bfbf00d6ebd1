"""What our `az aro` says when something is wrong: the reason, what to do, never a traceback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aro_rp.local.process import started

NOBODY = "00000000-0000-0000-0000-000000000000"
OWN = "44444444-4444-4444-4444-000000000002"

pytestmark = pytest.mark.xdist_group("az-extension")


@pytest.fixture(scope="module")
def refused(our_az: Any) -> Iterator[Any]:
    """Runs `az aro`, in a wide window, and gives what it says on the way to its exit code.

    Of all that was refused nothing may be left.
    """

    def refused(*words: str, code: int = 1) -> str:
        said = str(our_az("aro", *words, code=code, COLUMNS="400").err)
        assert "Traceback" not in said
        return said

    yield refused
    assert our_az("aro", "list", "--query", "[?name=='wrong']").json == []


def test_all_mistakes_of_a_command_line_are_told_at_once(refused: Any, place: Any) -> None:
    here = place("mistakes")
    said = refused(
        "create", *here.cluster("wrong"), *here.flags,
        "--pod-cidr", "10.128.0.1/14", "--worker-count", "2", "--client-id", "x",
    )  # fmt: skip
    for mistake in (
        "--pod-cidr '10.128.0.1/14' is not an IPv4 range",
        "--worker-count '2' is less than 3",
        "--client-id 'x' is not a UUID",
        "--client-id needs --client-secret",
        "Give an address range such as",
    ):
        assert mistake in said


def test_ranges_that_overlap_are_a_table(refused: Any, place: Any) -> None:
    here = place("overlaps")
    said = refused("create", *here.cluster("wrong"), *here.flags, "--service-cidr", "10.0.0.0/16")
    assert "| Service CIDR" in said
    assert "overlaps with Worker Subnet CIDR 10.0.2.0/23" in said
    assert "az aro validate" in said


def test_networks_that_are_not_there_are_named(refused: Any, place: Any) -> None:
    here = place("absent")
    cluster = here.cluster("wrong")
    subnets = ("--master-subnet", "master", "--worker-subnet")
    said = refused("create", *cluster, "--vnet", "none", *subnets, "worker")
    assert "/virtualNetworks/none' does not exist" in said
    said = refused("validate", *cluster, "--vnet", "net", *subnets, "none")
    assert "/subnets/none' of --worker-subnet does not exist" in said
    said = refused("create", *cluster, *subnets, "worker")
    assert "--master-subnet 'master' is a name and needs --vnet" in said


def test_flags_that_the_tool_itself_refuses(refused: Any, place: Any) -> None:
    cluster = ("--resource-group", "any", "--name", "wrong")
    assert "--worker-subnet" in refused("create", *cluster, "--master-subnet", "m", code=2)
    pair = ("--assign-platform-workload-identity", "ingress")
    assert "found 1 values" in refused("update", *cluster, *pair, code=2)


def test_a_caller_without_rights_is_told_which(our_az: Any, refused: Any, place: Any) -> None:
    here = place("rights")
    group = our_az("group", "show", "--name", "rights", "--query", "id").json
    denial = f"{group}/providers/Microsoft.Authorization/denyAssignments/{NOBODY}"
    denied = {
        "denyAssignmentName": "No joining",
        "permissions": [{"actions": ["Microsoft.Network/virtualNetworks/join/action"]}],
        "principals": [{"id": NOBODY, "type": "SystemDefined"}],
        "scope": group,
    }
    url = ("--url", f"{denial}?api-version=2022-04-01")
    our_az("rest", "--method", "put", *url, "--body", json.dumps({"properties": denied}))
    said = refused("create", *here.cluster("wrong"), *here.flags)
    assert "You lack 'Microsoft.Network/virtualNetworks/join/action' on" in said
    assert "'Microsoft.Network/virtualNetworks/read'" not in said


def test_what_only_the_service_knows_is_told_with_its_place(refused: Any, place: Any) -> None:
    here = place("service")
    said = refused("create", *here.cluster("wrong"), *here.flags, "--worker-count", "51")
    assert "(InvalidParameter) The provided worker count 51" in said
    assert "Target: properties.workerProfiles['worker'].count" in said
    size = ("--worker-vm-size", "Standard_Small", "--master-vm-size", "Standard_Small")
    said = refused("create", *here.cluster("wrong"), *here.flags, *size)
    assert "- properties.masterProfile.vmSize: (InvalidParameter)" in said
    assert "- properties.workerProfiles['worker'].vmSize: (InvalidParameter)" in said


def test_a_cluster_that_is_not_there(refused: Any) -> None:
    cluster = ("--resource-group", "none", "--name", "wrong")
    for command in ("show", "update", "list-credentials", "get-admin-kubeconfig"):
        assert "not" in refused(command, *cluster, code=3)
    assert "not" in refused("delete", *cluster, "--yes", code=3)


def test_an_operation_that_fails_tells_the_services_reason(our_az: Any) -> None:
    our_az("group", "create", "--name", "fails", "--location", "eastus")
    away = ("--location", "westus2", "--address-prefixes", "10.0.0.0/22")
    vnet = ("--resource-group", "fails", "--vnet-name", "net")
    our_az("network", "vnet", "create", "--resource-group", "fails", "--name", "net", *away)
    for name, space in (("master", "10.0.0.0/23"), ("worker", "10.0.2.0/23")):
        flags = ("--name", name, "--address-prefixes", space)
        our_az("network", "vnet", "subnet", "create", *vnet, *flags)
    cluster = ("--resource-group", "fails", "--name", "fails")
    subnets = ("--vnet", "net", "--master-subnet", "master", "--worker-subnet", "worker")
    said = our_az("aro", "create", *cluster, *subnets, code=1).err
    assert "(InvalidLinkedVNet)" in said
    assert "is in 'westus2'" in said
    assert "accepted and then failed" in said
    assert "Traceback" not in said
    assert "Failed" in our_az("aro", "show", *cluster, "--output", "table").out
    our_az("aro", "wait", *cluster, "--created", "--interval", "1", code=1)
    our_az("aro", "delete", *cluster, "--yes")


def test_an_update_with_a_wrong_secret_ends_soon_and_is_mended(our_az: Any, place: Any) -> None:
    here = place("secrets")
    cluster = here.cluster("secrets")
    our_az("aro", "create", *cluster, *here.flags)
    said = our_az("aro", "update", *cluster, "--client-secret", "wrong", code=1).err
    assert "(InvalidServicePrincipalCredentials)" in said
    assert "Target: properties.servicePrincipalProfile" in said
    assert "az aro update` with --refresh-credentials" in said
    assert "Traceback" not in said
    state = ("--query", "provisioningState", "--output", "tsv")
    assert our_az("aro", "show", *cluster, *state).lines == ["Failed"]
    our_az("aro", "update", *cluster, "--refresh-credentials")
    assert our_az("aro", "show", *cluster, *state).lines == ["Succeeded"]


@pytest.fixture(scope="module")
def poor(
    tmp_path_factory: pytest.TempPathFactory, signed_in: Any, extension: Path, make_place: Any
) -> Iterator[Any]:
    """A group in a cloud with little quota, where an application may not join subnets."""
    folder = tmp_path_factory.mktemp("poor")
    told = {
        "quotas": {"standardDSv5Family": 8},
        "withheld": [
            {"action": "Microsoft.Network/virtualNetworks/subnets/join/action", "principal": OWN}
        ],
    }
    (folder / "cloud.json").write_text(json.dumps(told))
    with started(folder / "data", "--instant", "--cloud", str(folder / "cloud.json")) as running:
        with signed_in(running).copied(folder, extension).forked() as az:
            yield make_place(az, "poor")


def test_a_quota_that_is_too_small_is_told_with_its_figures(poor: Any) -> None:
    said = poor.az("aro", "create", *poor.cluster("large"), *poor.flags, code=1).err
    assert "(ResourceQuotaExceeded) Resource quota of standardDSv5Family exceeded" in said
    assert "Maximum allowed: 8" in said
    assert "az vm list-usage" in said
    assert "Traceback" not in said
    assert poor.az("aro", "list").json == []


def test_a_principal_without_rights_is_told_by_the_operation_that_failed(poor: Any) -> None:
    cluster = poor.cluster("barred")
    sizes = ("--master-vm-size", "Standard_D8s_v3", "--worker-vm-size", "Standard_D4s_v3")
    own = ("--client-id", OWN, "--client-secret", "secret")
    said = poor.az("aro", "create", *cluster, *poor.flags, *sizes, *own, code=1).err
    assert "The service found 2 problems:" in said
    for subnet in ("master", "worker"):
        assert f"/subnets/{subnet}': Microsoft.Network/virtualNetworks/subnets/join/action" in said
    assert f"(InvalidServicePrincipalPermissions) The service principal '{OWN}'" in said
    assert "az role assignment create" in said
    assert "Traceback" not in said
    assert "Failed" in poor.az("aro", "show", *cluster, "--output", "table").out
    poor.az("aro", "delete", *cluster, "--yes")


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory, plain_environment: Any) -> Iterator[Any]:
    """A stack that takes its time."""
    with started(tmp_path_factory.mktemp("slow")) as running:
        yield running


def test_a_cluster_that_is_being_created_cannot_be_updated(
    slow: Any, signed_in: Any, extension: Path, tmp_path: Path, make_place: Any
) -> None:
    with signed_in(slow).copied(tmp_path, extension).forked() as az:
        here = make_place(az, "busy")
        cluster = here.cluster("busy")
        az("aro", "create", *cluster, *here.flags, "--no-wait")
        said = az("aro", "update", *cluster, code=1).err
        assert "(RequestNotAllowed)" in said
        assert "az aro wait" in said
        assert "Creating" in az("aro", "show", *cluster, "--output", "table").out
