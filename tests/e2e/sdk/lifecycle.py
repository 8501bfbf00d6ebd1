"""A user's program written for azure-mgmt-redhatopenshift: the whole life of one cluster.

Runs on a released SDK inside its own environment, or on ours: ``module`` is what it imports.
Prints one JSON object with what it saw; the test on the other side judges it. Everything it is
told comes as JSON on stdin: ``module, arm_url, ca_file, tenant, subscription, group, name,
location, domain, api_version, network``.
"""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any

from azure.core.exceptions import HttpResponseError
from azure.identity import ClientSecretCredential

POLL_SECONDS = 1
WITH_MAPPINGS = "2025-07-25"  # since this api-version's release models are mappings too
WITH_PLUGIN = "2021-09-01-preview"  # the one api-version in which the network's plug-in is said


def connect(told: dict[str, Any]) -> Any:
    sdk = importlib.import_module(told["module"])
    credential = ClientSecretCredential(
        told["tenant"],
        "11111111-1111-1111-1111-111111111111",
        "any secret",
        authority=told["arm_url"].removeprefix("https://"),
        disable_instance_discovery=True,
        connection_verify=told["ca_file"],
    )
    return sdk.AzureRedHatOpenShiftClient(
        credential,
        told["subscription"],
        base_url=told["arm_url"],
        api_version=told["api_version"],
        credential_scopes=[told["arm_url"] + "/.default"],
        connection_verify=told["ca_file"],
        polling_interval=POLL_SECONDS,
    )


def models_of(client: Any, told: dict[str, Any]) -> Any:
    """The model classes: a module in single-version releases, a method in multi-version ones."""
    if hasattr(client, "models"):
        return type(client).models(told["api_version"])
    return importlib.import_module(told["module"] + ".models")


def wanted(models: Any, told: dict[str, Any]) -> Any:
    """A service principal cluster; members unknown to an old api-version are left out."""
    version = told["api_version"]
    node = {"encryption_at_host": "Disabled"} if version >= "2021-09-01-preview" else {}
    profile = {"fips_validated_modules": "Disabled"} if version >= "2022-04-01" else {}
    plugin = {"software_defined_network": "OVNKubernetes"} if version == WITH_PLUGIN else {}
    managed_group = f"/subscriptions/{told['subscription']}/resourceGroups/{told['name']}-managed"
    return models.OpenShiftCluster(
        location=told["location"],
        tags={"made-by": "sdk"},
        cluster_profile=models.ClusterProfile(
            domain=told["domain"], resource_group_id=managed_group, **profile
        ),
        service_principal_profile=models.ServicePrincipalProfile(
            client_id=told["client_id"], client_secret="not-a-secret-really"
        ),
        network_profile=models.NetworkProfile(
            pod_cidr="10.128.0.0/14", service_cidr="172.30.0.0/16", **plugin
        ),
        master_profile=models.MasterProfile(
            vm_size="Standard_D8s_v3", subnet_id=told["network"] + "/subnets/master", **node
        ),
        worker_profiles=[
            models.WorkerProfile(
                name="worker",
                vm_size="Standard_D4s_v3",
                disk_size_gb=128,
                subnet_id=told["network"] + "/subnets/worker",
                count=3,
                **node,
            )
        ],
        apiserver_profile=models.APIServerProfile(visibility="Public"),
        ingress_profiles=[models.IngressProfile(name="default", visibility="Public")],
    )


def status_of(call: Any) -> int:
    """The HTTP status that a refused call carries; 0 when it was not refused."""
    try:
        call()
    except HttpResponseError as refused:
        return int(refused.status_code or 0)
    return 0


def as_json(model: Any) -> dict[str, Any]:
    return dict(model.as_dict())


def as_mapping(models: Any, clusters: Any, group: str, name: str) -> dict[str, Any]:
    """The same in the way of release 4.0.0: models are mappings, ``properties`` is an object."""
    cluster = clusters.get(group, name)
    inside = models.OpenShiftClusterProperties(
        network_profile=models.NetworkProfile(
            load_balancer_profile=models.LoadBalancerProfile(
                managed_outbound_ips=models.ManagedOutboundIPs(count=2)
            )
        )
    )
    nested = models.OpenShiftClusterUpdate(properties=inside)
    updated = clusters.begin_update(group, name, nested).result()
    plain = {"tags": {"changed": "as JSON"}}
    again = clusters.begin_update(group, name, plain).result()
    return {
        "nested": cluster.properties.provisioning_state,
        "by_key": cluster["properties"]["provisioningState"],
        "as_dict": cluster.as_dict()["properties"]["masterProfile"]["vmSize"],
        "has": ["properties" in cluster, "color" in cluster, sorted(dict(cluster))[0]],
        "ips": updated.properties.network_profile.load_balancer_profile.managed_outbound_ips.count,
        "tags": again["tags"],
        "raw": models.OpenShiftCluster({"location": "x", "properties": {}}).location,
    }


def live(told: dict[str, Any]) -> dict[str, Any]:
    saw: dict[str, Any] = {}
    group, name = told["group"], told["name"]
    with connect(told) as client:
        clusters = client.open_shift_clusters
        models = models_of(client, told)
        poller = clusters.begin_create_or_update(group, name, wanted(models, told))
        saw["running"] = clusters.get(group, name).provisioning_state
        created = poller.result()
        saw["created"] = created.provisioning_state
        saw["reply"] = as_json(created)
        saw["got"] = as_json(clusters.get(group, name))
        saw["listed"] = [cluster.name for cluster in clusters.list()]
        saw["in_group"] = [cluster.name for cluster in clusters.list_by_resource_group(group)]
        credentials = clusters.list_credentials(group, name)
        saw["username"], password = credentials.kubeadmin_username, credentials.kubeadmin_password
        saw["password_length"] = len(password or "")
        if told["api_version"] >= "2021-09-01-preview":
            kubeconfig = clusters.list_admin_credentials(group, name).kubeconfig
            saw["kubeconfig_length"] = len(kubeconfig or "")
        if told["api_version"] >= "2022-09-04":
            location = told["location"]
            saw["versions"] = [v.version for v in client.open_shift_versions.list(location)]
        saw["operations"] = len(list(client.operations.list()))
        if told["api_version"] == WITH_MAPPINGS:
            saw["mapping"] = as_mapping(models, clusters, group, name)
        patch = models.OpenShiftClusterUpdate(tags={"changed": "yes"})
        updated = clusters.begin_update(group, name, patch).result()
        saw["updated"] = [updated.provisioning_state, updated.tags]
        immutable = models.OpenShiftClusterUpdate(
            cluster_profile=models.ClusterProfile(domain="other")
        )
        saw["immutable"] = status_of(lambda: clusters.begin_update(group, name, immutable))
        clusters.begin_delete(group, name).result()
        saw["after_delete"] = status_of(lambda: clusters.get(group, name))
        saw["listed_after"] = [cluster.name for cluster in clusters.list()]
        saw["missing"] = status_of(lambda: clusters.get(group, "never-made"))
    return saw


if __name__ == "__main__":
    sys.stdout.write(json.dumps(live(json.load(sys.stdin)), default=str))
