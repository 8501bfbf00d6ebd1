from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.core.rest import HttpRequest

import aro_client
from aro_client import API_VERSIONS, AzureRedHatOpenShiftClient
from aro_client.aio import AzureRedHatOpenShiftClient as AsyncClient

NEWEST = "2025-07-25"
# What `azure-mgmt-redhatopenshift` 4.0.0 exports; a program may import any of it.
MODELS_OF_4_0_0 = [
    "APIServerProfile",
    "CloudError",
    "CloudErrorBody",
    "ClusterProfile",
    "ConsoleProfile",
    "Display",
    "EffectiveOutboundIP",
    "IngressProfile",
    "LoadBalancerProfile",
    "ManagedOutboundIPs",
    "ManagedServiceIdentity",
    "MasterProfile",
    "NetworkProfile",
    "OpenShiftCluster",
    "OpenShiftClusterAdminKubeconfig",
    "OpenShiftClusterCredentials",
    "OpenShiftClusterProperties",
    "OpenShiftClusterUpdate",
    "OpenShiftVersion",
    "OpenShiftVersionProperties",
    "Operation",
    "PlatformWorkloadIdentity",
    "PlatformWorkloadIdentityProfile",
    "PlatformWorkloadIdentityRole",
    "PlatformWorkloadIdentityRoleSet",
    "PlatformWorkloadIdentityRoleSetProperties",
    "ProxyResource",
    "Resource",
    "ServicePrincipalProfile",
    "SystemData",
    "TrackedResource",
    "UserAssignedIdentity",
    "WorkerProfile",
    "CreatedByType",
    "EncryptionAtHost",
    "FipsValidatedModules",
    "ManagedServiceIdentityType",
    "OutboundType",
    "PreconfiguredNSG",
    "ProvisioningState",
    "Visibility",
]
OPERATIONS_OF_4_0_0 = [
    "Operations",
    "OpenShiftVersionsOperations",
    "PlatformWorkloadIdentityRoleSetsOperations",
    "OpenShiftClustersOperations",
    "PlatformWorkloadIdentityRoleSetOperations",
]


def query(request: HttpRequest) -> str:
    return request.url.partition("?")[2]


def test_the_newest_api_version_is_spoken_unless_told(client_of: Any) -> None:
    client, service = client_of(lambda request: (200, {"value": []}))
    assert list(client.open_shift_clusters.list()) == []
    assert query(service.requests[0]) == f"api-version={NEWEST}"
    assert NEWEST == aro_client.DEFAULT_API_VERSION


@pytest.mark.parametrize("api_version", API_VERSIONS)
def test_every_api_version_can_be_asked_for(client_of: Any, api_version: str) -> None:
    client, service = client_of(lambda request: (200, {"value": []}), api_version=api_version)
    assert list(client.open_shift_clusters.list()) == []
    assert query(service.requests[0]) == f"api-version={api_version}"
    assert client.models(api_version).__name__ == f"aro_client.{API_VERSIONS[api_version]}.models"
    own = AsyncClient.models(api_version)
    assert own.OpenShiftCluster is client.models(api_version).OpenShiftCluster


def test_an_api_version_that_does_not_exist_is_named(client_of: Any) -> None:
    with pytest.raises(ValueError, match="API version 2001-01-01 is not available; there are 2019"):
        client_of(lambda request: (200, {}), api_version="2001-01-01")


def test_what_an_api_version_does_not_have_is_named(client_of: Any) -> None:
    client, _ = client_of(lambda request: (200, {}), api_version="2020-04-30")
    with pytest.raises(AttributeError, match="2020-04-30 has no operation group 'open_shift_ver"):
        client.open_shift_versions  # noqa: B018
    assert not hasattr(client, "platform_workload_identity_role_sets")


def test_pages_are_followed_to_the_last(client_of: Any, cluster_json: Mapping[str, Any]) -> None:
    def answer(request: HttpRequest) -> tuple[int, Any]:
        last = "$skipToken" in request.url or "%24skipToken" in request.url
        more = {} if last else {"nextLink": "https://arm.example/next?$skipToken=2"}
        return 200, {"value": [cluster_json]} | more

    client, service = client_of(answer)
    assert [cluster.name for cluster in client.open_shift_clusters.list()] == ["c", "c"]
    assert len(service.requests) == 2


def test_errors_are_those_of_azure_core(client_of: Any) -> None:
    error = {"error": {"code": "ResourceNotFound", "message": "There is none."}}
    client, _ = client_of(lambda request: (404, error))
    with pytest.raises(ResourceNotFoundError) as refused:
        client.open_shift_clusters.get("g", "c")
    assert refused.value.error is not None
    assert refused.value.error.code == "ResourceNotFound"


def test_requests_of_the_callers_own_go_the_same_way(client_of: Any) -> None:
    client, service = client_of(lambda request: (418, {}))
    reply = client.send_request(HttpRequest("GET", "/subscriptions"))
    assert reply.status_code == 418
    assert service.requests[0].url == "https://arm.example/subscriptions"
    assert service.requests[0].headers["Authorization"] == "Bearer token"
    assert "aro-client/" in service.requests[0].headers["User-Agent"]


def test_nobody_and_no_subscription_are_refused() -> None:
    for arguments in ((None, "s"), (object(), None)):
        with pytest.raises(ValueError, match="must not be None"):
            AzureRedHatOpenShiftClient(*arguments)  # type: ignore[arg-type]


BODY = {"location": "eastus", "properties": {"clusterProfile": {"domain": "d"}}}


def test_a_body_may_be_a_model_json_or_attributes(client_of: Any, models: ModuleType) -> None:
    client, service = client_of(lambda request: (200, BODY))
    bodies = [
        models.OpenShiftCluster(BODY),
        BODY,
        {"location": "eastus", "cluster_profile": {"domain": "d"}},
        json.dumps(BODY).encode(),
    ]
    for body in bodies:
        client.open_shift_clusters.begin_create_or_update("g", "c", body, polling=False)
    sent = [request.content for request in service.requests]
    assert [json.loads(content) for content in sent] == [BODY] * len(bodies)


def test_json_is_sent_as_it_is_so_that_the_service_judges_it(client_of: Any) -> None:
    client, service = client_of(lambda request: (200, BODY))
    client.open_shift_clusters.begin_update("g", "c", {"color": "red"}, polling=False)
    assert json.loads(service.requests[0].content) == {"color": "red"}


def test_everything_that_the_released_sdk_exports_is_there() -> None:
    from aro_client import models, operations
    from aro_client.aio import operations as async_operations

    assert set(MODELS_OF_4_0_0) <= set(models.__all__)
    assert set(OPERATIONS_OF_4_0_0) == set(operations.__all__) == set(async_operations.__all__)


def test_only_the_api_version_in_use_is_imported() -> None:
    script = (
        "import sys, aro_client; assert not [m for m in sys.modules if 'aro_client.v' in m];"
        "aro_client.AzureRedHatOpenShiftClient(object(), 's');"
        "print(len({m.split('.')[1] for m in sys.modules if m.startswith('aro_client.v')}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "1", done.stderr


def test_the_package_works_under_another_name(tmp_path: Path) -> None:
    """The az extension carries a copy inside its own package."""
    home = Path(str(aro_client.__file__)).parent
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(home, tmp_path / "carrier" / "copy", ignore=ignored)
    script = (
        "import sys; sys.modules['aro_client'] = None;"
        "from carrier.copy import AzureRedHatOpenShiftClient as C, API_VERSIONS, models;"
        "import carrier.copy.aio.operations;"
        "[C(object(), 's', api_version=v) for v in API_VERSIONS];"
        "print(models.OpenShiftCluster({'name': 'c'})['name'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "c", done.stderr
