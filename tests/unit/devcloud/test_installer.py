from __future__ import annotations

import asyncio
import base64
import hmac
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from aro_devcloud import Cloud, CloudConfig, build_cloud
from aro_devcloud.config import DEFAULT_SUBSCRIPTION
from aro_devcloud.testing import CountingIds, SharedKeys, VirtualClock, memory_cloud

Http = Callable[..., httpx.AsyncClient]
GROUP = f"/subscriptions/{DEFAULT_SUBSCRIPTION}/resourceGroups/managed"
KEY = bytes(range(64))
URL = "/installer/installs/document-1"


def prepare(cloud: Cloud) -> dict[str, Any]:
    """Makes what the RP makes before it calls the installer, and returns the order."""
    network = cloud.seed_customer_network(DEFAULT_SUBSCRIPTION, "customer", "v")
    cloud.groups.ensure(DEFAULT_SUBSCRIPTION, "managed", "eastus")
    cloud.make(
        f"{GROUP}/providers/Microsoft.Storage/storageAccounts/clusterabc",
        {"location": "eastus", "sku": {"name": "Standard_LRS"}},
    )
    pools = [{"name": name} for name in ("c-x1", "ssh-0", "ssh-1", "ssh-2")]
    frontend = {"name": "f", "properties": {"subnet": {"id": network.master_subnet}}}
    cloud.make(
        f"{GROUP}/providers/Microsoft.Network/loadBalancers/c-x1-internal",
        {
            "location": "eastus",
            "properties": {"backendAddressPools": pools, "frontendIPConfigurations": [frontend]},
        },
    )
    worker = {"vmSize": "Standard_D4s_v5", "subnetId": network.worker_subnet, "count": 3}
    properties = {
        "infraId": "c-x1",
        "storageSuffix": "abc",
        "zones": ["1", "2", "3"],
        "clusterProfile": {"domain": "c", "resourceGroupId": GROUP},
        "masterProfile": {"vmSize": "Standard_D8s_v5", "subnetId": network.master_subnet},
        "workerProfiles": [worker],
    }
    cluster = {"name": "c", "location": "eastus", "properties": properties}
    return {"cluster": cluster, "graphKey": base64.b64encode(KEY).decode()}


def opened(sealed: bytes) -> dict[str, Any]:
    """The graph as its reader opens it: checks the seal, then decrypts."""
    data = base64.b64decode(sealed)
    body, mac = data[:-32], data[-32:]
    assert hmac.digest(KEY[:32], body + bytes(8), "sha512")[:32] == mac
    decryptor = Cipher(algorithms.AES(KEY[32:]), modes.CBC(body[:16])).decryptor()
    unpadder = padding.PKCS7(128).unpadder()
    padded = decryptor.update(body[16:]) + decryptor.finalize()
    graph = json.loads(unpadder.update(padded) + unpadder.finalize())
    assert isinstance(graph, dict)
    return graph


def text(data: str) -> str:
    return base64.b64decode(data).decode()


async def finish(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    seen: list[dict[str, Any]] = []
    while not seen or seen[-1]["state"] == "Running":
        await asyncio.sleep(0.001)
        seen.append((await client.get(URL)).json())
    return seen


async def test_an_installation_moves_through_its_steps(cloud: Cloud, http: Http) -> None:
    order = prepare(cloud)
    async with http() as client:
        begun = await client.put(URL, json=order)
        seen = await finish(client)
    percents = [one["percent"] for one in seen]
    assert begun.json()["state"] == "Running"
    assert percents == sorted(percents)
    assert seen[-1] == {
        "state": "Succeeded",
        "percent": 100,
        "step": "done",
        "reason": "",
        "log": "",
    }


async def test_it_makes_machines_in_the_managed_group(cloud: Cloud, http: Http) -> None:
    order = prepare(cloud)
    async with http() as client:
        await client.put(URL, json=order)
        await finish(client)
    machines = {one.name: one for one in cloud.store.of_type("Microsoft.Compute/virtualMachines")}
    nics = [one.name for one in cloud.store.of_type("Microsoft.Network/networkInterfaces")]
    masters = [f"c-x1-master-{number}" for number in range(3)]
    assert list(machines)[:4] == ["c-x1-bootstrap", *masters]
    workers = list(machines)[4:]
    assert [name[:20] for name in workers] == [f"c-x1-worker-eastus{n}-" for n in (1, 2, 3)]
    assert [machines[name].body["zones"] for name in masters] == [["1"], ["2"], ["3"]]
    assert "c-x1-bootstrap-nic" in nics
    disk = f"{GROUP}/providers/Microsoft.Compute/disks/c-x1-bootstrap_OSDisk"
    assert cloud.resource(disk) is not None


async def test_masters_stand_behind_the_load_balancer(cloud: Cloud, http: Http) -> None:
    order = prepare(cloud)
    async with http() as client:
        await client.put(URL, json=order)
        await finish(client)
    nic = cloud.store.get(f"{GROUP}/providers/Microsoft.Network/networkInterfaces/c-x1-master1-nic")
    pools = nic.properties["ipConfigurations"][0]["properties"]["loadBalancerBackendAddressPools"]
    assert [one["id"].rsplit("/", 1)[1] for one in pools] == ["c-x1", "ssh-1"]


async def test_the_graph_holds_real_certificates_and_a_kubeconfig(cloud: Cloud, http: Http) -> None:
    order = prepare(cloud)
    async with http() as client:
        await client.put(URL, json=order)
        await finish(client)
    blob = cloud.blobs.find("clusterabc", "aro", "graph")
    assert blob is not None
    graph = opened(blob.content)
    root, signer = graph["*tls.RootCA"], graph["*tls.AdminKubeConfigSignerCertKey"]
    signer_certificate = x509.load_pem_x509_certificate(text(signer["CertRaw"]).encode())
    load_pem_private_key(text(signer["KeyRaw"]).encode(), None)
    config = json.loads(text(graph["*kubeconfig.AdminInternalClient"]["File"]["Data"]))
    user, server = config["users"][0]["user"], config["clusters"][0]["cluster"]
    admin = x509.load_pem_x509_certificate(text(user["client-certificate-data"]).encode())
    admin.verify_directly_issued_by(signer_certificate)
    assert server["server"] == "https://api-int.c.eastus.aroapp.io:6443"
    assert text(server["certificate-authority-data"]) == text(root["CertRaw"])
    assert len(graph["*password.KubeadminPassword"]["Password"]) == 23
    install = graph["*installconfig.InstallConfig"]["Config"]
    assert install["networking"]["networkType"] == "OVNKubernetes"
    assert cloud.blobs.find("clusterabc", "ignition", "bootstrap.ign") is not None


async def test_the_same_order_again_goes_on_with_the_same_installation(
    cloud: Cloud, http: Http
) -> None:
    order = prepare(cloud)
    async with http() as client:
        await client.put(URL, json=order)
        await client.get(URL)
        again = await client.put(URL, json=order)
        await finish(client)
        ended = await client.put(URL, json=order)
    machines = list(cloud.store.of_type("Microsoft.Compute/virtualMachines"))
    assert again.json()["percent"] > 0
    assert ended.json()["state"] == "Succeeded"
    assert len(machines) == 7


async def test_an_installation_can_be_told_to_fail(http: Http) -> None:
    cloud = memory_cloud(
        CloudConfig(installer_in_background=False, failing_installs={"c": "level=error msg=no"})
    )
    order = prepare(cloud)
    async with http(other=cloud) as client:
        await client.put(URL, json=order)
        seen = await finish(client)
    assert seen[-1]["state"] == "Failed"
    assert seen[-1]["reason"] == "BootstrapFailed"
    assert "level=error msg=no" in seen[-1]["log"]


async def test_an_installation_that_failed_goes_on_when_it_is_ordered_again(http: Http) -> None:
    config = CloudConfig(installer_in_background=False, failing_installs={"c": "no"})
    cloud = memory_cloud(config)
    order = prepare(cloud)
    async with http(other=cloud) as client:
        await client.put(URL, json=order)
        failed = (await finish(client))[-1]
        cloud.config.failing_installs.clear()  # type: ignore[attr-defined]
        again = (await client.put(URL, json=order)).json()
        ended = (await finish(client))[-1]
    assert failed["state"] == "Failed"
    assert (again["state"], again["reason"], again["log"]) == ("Running", "", "")
    assert again["percent"] == failed["percent"] > 0
    assert ended["state"] == "Succeeded"
    assert len(list(cloud.store.of_type("Microsoft.Compute/virtualMachines"))) == 7


async def test_a_missing_account_is_the_reason_of_a_failure(cloud: Cloud, http: Http) -> None:
    order = prepare(cloud)
    cloud.engine.remove(f"{GROUP}/providers/Microsoft.Storage/storageAccounts/clusterabc")
    async with http() as client:
        await client.put(URL, json=order)
        seen = await finish(client)
    assert (seen[-1]["state"], seen[-1]["reason"]) == ("Failed", "StorageAccountNotFound")


async def test_a_forgotten_installation_is_unknown(cloud: Cloud, http: Http) -> None:
    order = prepare(cloud)
    async with http() as client:
        await client.put(URL, json=order)
        assert (await client.delete(URL)).status_code == 204
        assert (await client.get(URL)).status_code == 404
        assert (await client.delete(URL)).status_code == 204


@pytest.mark.parametrize(
    ("change", "target"),
    [
        ({"cluster": None}, "cluster"),
        ({"graphKey": "%%%"}, "graphKey"),
        ({"graphKey": "AAAA"}, "graphKey"),
        ({"cluster": {"properties": {}}}, "cluster.properties.clusterProfile"),
    ],
)
async def test_an_incomplete_order_is_refused_by_member(
    cloud: Cloud, http: Http, change: dict[str, Any], target: str
) -> None:
    async with http() as client:
        reply = await client.put(URL, json=prepare(cloud) | change)
    assert reply.status_code == 400
    assert reply.json()["error"]["target"] == target


async def test_the_installer_needs_a_token(http: Http) -> None:
    async with http(token="") as client:
        assert (await client.get(URL)).status_code == 401


async def test_a_running_installation_survives_the_end_of_its_process(
    tmp_path: Path, http: Http
) -> None:
    config = CloudConfig(data_dir=tmp_path, installer_in_background=False)
    first = build_cloud(config, VirtualClock(), CountingIds(), SharedKeys())
    async with http(other=first) as client:
        await client.put(URL, json=prepare(first))
        await client.get(URL)
        await client.get(URL)
    background = CloudConfig(data_dir=tmp_path, install_seconds=1)
    second = build_cloud(background, VirtualClock(), CountingIds(), SharedKeys())
    await second.start()
    async with http(other=second) as client:
        seen = await finish(client)
    await second.close()
    assert seen[0]["percent"] >= 25
    assert seen[-1]["state"] == "Succeeded"
    assert len(list(second.store.of_type("Microsoft.Compute/virtualMachines"))) == 7
    assert "graphKey" not in json.dumps(
        [record for _, record in second.records.table("installs").items()]
    )
