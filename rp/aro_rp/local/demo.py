"""The demo cluster: made through the ARM front door as any customer would."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from aro_rp.arm.long_running import TERMINAL
from aro_rp.arm.resource_id import ResourceId
from aro_rp.clock import Clock
from aro_rp.local import progress
from aro_rp.local.arm_client import ArmClient, CallRefused, OperationStatus

NAME = "demo"
LOCATION = "eastus"
SAVED = "demo.json"
NETWORK_VERSION = "api-version=2024-05-01"
GROUP_VERSION = "api-version=2022-09-01"


def cluster_id(subscription: str) -> str:
    namespace, kind = "Microsoft.RedHatOpenShift", "openShiftClusters"
    return str(ResourceId(subscription, NAME, namespace, kind, NAME))


def network_id(subscription: str) -> str:
    group = f"/subscriptions/{subscription}/resourceGroups/{NAME}"
    return f"{group}/providers/Microsoft.Network/virtualNetworks/{NAME}-vnet"


def network() -> dict[str, object]:
    """A virtual network with a subnet for each kind of node."""
    subnets = {"master": "10.0.0.0/23", "worker": "10.0.2.0/23"}
    return {
        "location": LOCATION,
        "properties": {
            "addressSpace": {"addressPrefixes": ["10.0.0.0/22"]},
            "subnets": [
                {"name": name, "properties": {"addressPrefix": prefix}}
                for name, prefix in subnets.items()
            ],
        },
    }


def cluster(subscription: str) -> dict[str, object]:
    """The body of the demo's PUT: a public service principal cluster of three and three nodes."""
    subnets = network_id(subscription) + "/subnets/"
    managed_group = f"/subscriptions/{subscription}/resourceGroups/{NAME}-managed"
    return {
        "location": LOCATION,
        "tags": {"purpose": "demo"},
        "properties": {
            "clusterProfile": {
                "domain": NAME,
                "resourceGroupId": managed_group,
                "fipsValidatedModules": "Disabled",
            },
            "servicePrincipalProfile": {
                "clientId": "22222222-2222-2222-2222-222222222222",
                "clientSecret": "local",
            },
            "networkProfile": {"podCidr": "10.128.0.0/14", "serviceCidr": "172.30.0.0/16"},
            "masterProfile": {
                "vmSize": "Standard_D8s_v3",
                "subnetId": subnets + "master",
                "encryptionAtHost": "Disabled",
            },
            "workerProfiles": [
                {
                    "name": "worker",
                    "vmSize": "Standard_D4s_v3",
                    "diskSizeGB": 128,
                    "subnetId": subnets + "worker",
                    "count": 3,
                    "encryptionAtHost": "Disabled",
                }
            ],
            "apiserverProfile": {"visibility": "Public"},
            "ingressProfiles": [{"name": "default", "visibility": "Public"}],
        },
    }


async def ensure(arm: ArmClient, folder: Path, console: Console, clock: Clock) -> dict[str, Any]:
    """The demo cluster once its operation has ended: new, continued or as an earlier start left it.

    Raises ``CallRefused`` when ARM refuses a call.
    """
    subscription = arm.endpoint.subscription
    found = await _find(arm, cluster_id(subscription))
    if found is None:
        await _create(arm, folder, subscription)
    elif _state(found) not in TERMINAL:
        console.print(f"Cluster {NAME} is {_state(found)} since an earlier start; it goes on.")
    else:
        if _state(found) != "Succeeded":
            said = f"Cluster {NAME} is {_state(found)} since an earlier start; once it is deleted,"
            console.print(f"{said} as below, the next start makes it anew.", soft_wrap=True)
        return found
    title = f"Cluster {NAME}"
    last = await progress.show(title, _statuses(arm, folder), console, clock)
    progress.tell_error(title, last, console)
    return await _find(arm, cluster_id(subscription)) or {}


async def _create(arm: ArmClient, folder: Path, subscription: str) -> None:
    group = f"/subscriptions/{subscription}/resourceGroups/{NAME}?{GROUP_VERSION}"
    await arm.call("PUT", group, {"location": LOCATION})
    await arm.call("PUT", f"{network_id(subscription)}?{NETWORK_VERSION}", network())
    reply = await arm.call("PUT", cluster_id(subscription), cluster(subscription))
    path = httpx.URL(reply.headers["Azure-AsyncOperation"]).raw_path.decode()
    _remember(folder / SAVED, path)  # the next start may answer at another port


def _remember(file: Path, operation: str) -> None:
    """Who cannot, as the disk is full, goes by the cluster's state."""
    made = file.with_name(f".{file.name}.new")
    try:
        made.write_text(json.dumps({"operation": operation}) + "\n")
        made.replace(file)
    except OSError:
        file.unlink(missing_ok=True)
        made.unlink(missing_ok=True)


async def _find(arm: ArmClient, resource: str) -> dict[str, Any] | None:
    try:
        return dict((await arm.call("GET", resource)).json())
    except CallRefused as refused:
        if refused.reply.status_code == 404:
            return None
        raise


def _state(found: Mapping[str, Any]) -> str:
    return str(found["properties"]["provisioningState"])


async def _statuses(arm: ArmClient, folder: Path) -> AsyncIterator[OperationStatus]:
    saved = folder / SAVED
    if saved.exists():
        try:
            async for status in arm.follow(json.loads(saved.read_text())["operation"]):
                yield status
            return
        except CallRefused as refused:
            if refused.reply.status_code != 404:
                raise
    async for status in _states(arm):
        yield status


async def _states(arm: ArmClient) -> AsyncIterator[OperationStatus]:
    """The cluster's own state, for a demo whose operation id was lost in a crash."""
    while True:
        found = await _find(arm, cluster_id(arm.endpoint.subscription))
        state = "Succeeded" if found is None else _state(found)
        yield OperationStatus(state, 100 if state == "Succeeded" else 0, state, None)
        if state in TERMINAL:
            return
        await arm.pause()


def table(found: Mapping[str, Any]) -> Table:
    """The cluster as a person wants to see it."""
    properties = found["properties"]
    rows = {
        "Name": found["name"],
        "Resource group": ResourceId.parse(found["id"]).resource_group,
        "State": properties["provisioningState"],
        "Version": properties["clusterProfile"].get("version", ""),
        "Location": found["location"],
        "API server": properties["apiserverProfile"].get("url", ""),
        "API server address": properties["apiserverProfile"].get("ip", ""),
        "Console": properties.get("consoleProfile", {}).get("url", ""),
        "Ingress address": properties["ingressProfiles"][0].get("ip", ""),
        "Workers": str(sum(worker.get("count", 0) for worker in properties["workerProfiles"])),
        "Managed group": properties["clusterProfile"]["resourceGroupId"].rsplit("/", 1)[-1],
    }
    shown = Table(show_header=False)
    shown.add_column(no_wrap=True)
    shown.add_column(overflow="fold")
    for name, value in rows.items():
        shown.add_row(name, value)
    return shown
