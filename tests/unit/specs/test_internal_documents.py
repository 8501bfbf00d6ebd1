"""The hub describes every stored document and everything that a customer can say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

CONTAINERS = {
    *("OpenShiftCluster", "AsyncOperation", "Subscription", "Billing", "Gateway", "Portal"),
    *("PoolWorker", "OpenShiftVersion", "PlatformWorkloadIdentityRoleSet"),
    *("MaintenanceManifest", "MaintenanceSchedule"),
}
SECRETS = {
    "ClusterProfile": {"pullSecret", "boundServiceAccountSigningKey"},
    "ServicePrincipalProfile": {"clientSecret"},
    "RegistryProfile": {"password"},
    "OpenShiftClusterProperties": {
        *("sshKey", "adminKubeconfig", "aroServiceKubeconfig", "aroSREKubeconfig"),
        *("kubeadminPassword", "userAdminKubeconfig"),
    },
}
RENAMED = {"identity": "managedServiceIdentity"}


@pytest.fixture
def hub(spec_folder: Path) -> dict[str, Any]:
    loaded = json.loads((spec_folder / "internal/documents.json").read_text())
    definitions: dict[str, Any] = loaded["definitions"]
    return definitions


def test_every_container_has_a_document(hub: dict[str, Any]) -> None:
    documents = {name for name in hub if name.endswith("Document")}
    assert documents == {f"{name}Document" for name in CONTAINERS}
    assert all("id" in hub[name]["properties"] for name in documents)


def test_secrets_are_sealed_at_rest(hub: dict[str, Any]) -> None:
    sealed = {
        name: {k for k, v in d["properties"].items() if v.get("x-ms-secret")}
        for name, d in hub.items()
        if any(v.get("x-ms-secret") for v in d.get("properties", {}).values())
    }
    assert sealed == SECRETS


def test_the_hub_has_a_place_for_all_that_a_version_says(spec: Any, hub: dict[str, Any]) -> None:
    for path, _ in spec.walk(spec.definition("OpenShiftCluster")):
        at: Any = {"$ref": "#/definitions/OpenShiftCluster"}
        for part in path.replace("[]", ".[]").replace("{}", ".{}").split("."):
            at = inside(hub, at, RENAMED.get(part, part))
        assert at, path


def inside(hub: dict[str, Any], schema: Any, part: str) -> Any:
    """The schema of one step of a path; KeyError if the hub has none."""
    for wrapped in schema.get("allOf", ()):
        return inside(hub, wrapped, part)
    if "$ref" in schema:
        schema = hub[schema["$ref"].removeprefix("#/definitions/")]
    if part == "[]":
        return schema["items"]
    return schema["additionalProperties"] if part == "{}" else schema["properties"][part]
