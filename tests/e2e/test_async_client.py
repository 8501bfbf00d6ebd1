"""The asynchronous client lives through a cluster's life, newest and oldest api-version."""

from __future__ import annotations

from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.identity.aio import ClientSecretCredential

from aro_client import API_VERSIONS, DEFAULT_API_VERSION
from aro_client.aio import AzureRedHatOpenShiftClient

OLDEST = min(API_VERSIONS)


def wanted(models: Any, told: dict[str, Any], newest: bool) -> Any:
    node = {"encryption_at_host": "Disabled"} if newest else {}
    profile = {"fips_validated_modules": "Disabled"} if newest else {}
    managed = f"/subscriptions/{told['subscription']}/resourceGroups/{told['name']}-managed"
    subnet = told["network"] + "/subnets/"
    return models.OpenShiftCluster(
        location=told["location"],
        cluster_profile=models.ClusterProfile(
            domain=told["domain"], resource_group_id=managed, **profile
        ),
        service_principal_profile=models.ServicePrincipalProfile(
            client_id=told["client_id"], client_secret="not-a-secret-really"
        ),
        network_profile=models.NetworkProfile(
            pod_cidr="10.128.0.0/14", service_cidr="172.30.0.0/16"
        ),
        master_profile=models.MasterProfile(
            vm_size="Standard_D8s_v3", subnet_id=subnet + "master", **node
        ),
        worker_profiles=[
            models.WorkerProfile(
                name="worker",
                vm_size="Standard_D4s_v3",
                disk_size_gb=128,
                subnet_id=subnet + "worker",
                count=3,
                **node,
            )
        ],
        apiserver_profile=models.APIServerProfile(visibility="Public"),
        ingress_profiles=[models.IngressProfile(name="default", visibility="Public")],
    )


@pytest.mark.parametrize("api_version", [DEFAULT_API_VERSION, OLDEST])
async def test_the_asynchronous_client_makes_reads_changes_and_deletes_a_cluster(
    api_version: str, customer: Any
) -> None:
    told = await customer.told(f"async{api_version.replace('-', '')}")
    name = told["name"]
    trusted = {"connection_verify": told["ca_file"]}
    credential = ClientSecretCredential(
        told["tenant"],
        told["client_id"],
        "any secret",
        authority=told["arm_url"].removeprefix("https://"),
        disable_instance_discovery=True,
        **trusted,
    )
    client = AzureRedHatOpenShiftClient(
        credential,
        told["subscription"],
        base_url=told["arm_url"],
        api_version=api_version,
        credential_scopes=[told["arm_url"] + "/.default"],
        polling_interval=1,
        **trusted,
    )
    models = client.models(api_version)
    cluster = wanted(models, told, newest=api_version == DEFAULT_API_VERSION)
    async with credential, client:
        clusters = client.open_shift_clusters
        poller = await clusters.begin_create_or_update(name, name, cluster)
        assert (await poller.result()).provisioning_state == "Succeeded"
        assert name in [one.name async for one in clusters.list()]
        assert [one.name async for one in clusters.list_by_resource_group(name)] == [name]
        assert (await clusters.list_credentials(name, name)).kubeadmin_username == "kubeadmin"
        changed = models.OpenShiftClusterUpdate(tags={"changed": "yes"})
        updated = await (await clusters.begin_update(name, name, changed)).result()
        assert updated.tags == {"changed": "yes"}
        fixed = models.OpenShiftClusterUpdate(cluster_profile=models.ClusterProfile(domain="other"))
        with pytest.raises(HttpResponseError, match="PropertyChangeNotAllowed"):
            await clusters.begin_update(name, name, fixed)
        await (await clusters.begin_delete(name, name)).result()
        with pytest.raises(ResourceNotFoundError):
            await clusters.get(name, name)
