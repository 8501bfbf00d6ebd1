from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.mgmt.resource.deployments.aio import DeploymentsMgmtClient

from aro_devcloud import Cloud
from aro_devcloud.arm.functions import guid
from aro_devcloud.config import DEFAULT_SUBSCRIPTION
from aro_devcloud.testing import error_code

ClientOf = Callable[..., Any]
GROUP = f"/subscriptions/{DEFAULT_SUBSCRIPTION}/resourceGroups/g"
NETWORK = f"{GROUP}/providers/Microsoft.Network"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"


async def done(operation: Awaitable[Any]) -> Any:
    return await (await operation).result()


def resource(kind: str, name: str, **more: Any) -> dict[str, Any]:
    base = {"type": kind, "name": name, "apiVersion": "2020-08-01", "location": "eastus"}
    return {**base, **more}


def deployment(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    given = more.pop("given", {})
    template = {"contentVersion": "1.0.0.0", "resources": list(resources), **more}
    parameters = {name: {"value": value} for name, value in given.items()}
    return {"properties": {"mode": "Incremental", "template": template, "parameters": parameters}}


@pytest.fixture
def deployments(cloud: Cloud, client_of: ClientOf) -> Any:
    cloud.groups.ensure(DEFAULT_SUBSCRIPTION, "g", "eastus")
    return client_of(DeploymentsMgmtClient).deployments


async def test_resources_are_made_in_the_order_of_their_dependencies(
    cloud: Cloud, deployments: Any
) -> None:
    subnet = {"addressPrefix": "10.0.0.0/24"}
    subnet_id = "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]"
    configuration = {"name": "i", "properties": {"subnet": {"id": subnet_id}}}
    body = deployment(
        resource(
            "Microsoft.Network/networkInterfaces",
            "[concat(parameters('infra'), '-nic')]",
            properties={"ipConfigurations": [configuration]},
            dependsOn=[subnet_id],
        ),
        resource(
            "Microsoft.Network/virtualNetworks/subnets",
            "v/s",
            properties=subnet,
            dependsOn=["Microsoft.Network/virtualNetworks/v"],
        ),
        resource(
            "Microsoft.Network/virtualNetworks",
            "v",
            location="[resourceGroup().location]",
            properties={"addressSpace": {"addressPrefixes": ["[variables('space')]"]}},
        ),
        parameters={"infra": {"type": "string"}, "secret": {"type": "secureString"}},
        variables={"space": "10.0.0.0/16"},
        outputs={
            "mac": {
                "type": "string",
                "value": f"[reference('{NETWORK}/networkInterfaces/c-nic').macAddress]",
            }
        },
        given={"infra": "c", "secret": "do not show"},
    )
    made = await done(deployments.begin_create_or_update("g", "storage", body))
    properties = made.as_dict()["properties"]
    order = [one["id"].rsplit("/", 1)[1] for one in properties["outputResources"]]
    assert order == ["v", "s", "c-nic"]
    assert properties["provisioningState"] == "Succeeded"
    assert properties["parameters"] == {
        "infra": {"type": "string", "value": "c"},
        "secret": {"type": "secureString"},
    }
    assert properties["outputs"]["mac"]["value"].startswith("00-0D-3A")
    assert cloud.resource(f"{NETWORK}/networkInterfaces/c-nic") is not None


async def test_rights_are_given_in_each_way_a_template_writes_them(
    cloud: Cloud, deployments: Any
) -> None:
    kind = "Microsoft.Authorization/roleAssignments"
    role = f"[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '{READER}')]"
    account = "Microsoft.Storage/storageAccounts"

    def grant(principal: str) -> dict[str, Any]:
        return {"principalId": principal, "roleDefinitionId": role}

    name = "[concat('acc', '/Microsoft.Authorization/', guid('x'))]"
    body = deployment(
        resource(account, "acc", sku={"name": "Standard_LRS"}),
        resource(f"{account}/blobServices/containers", "acc/default/aro", dependsOn=["acc"]),
        resource(kind, "[guid(resourceGroup().id, 'a')]", properties=grant("p1")),
        resource(
            f"{account}/providers/roleAssignments",
            name,
            properties=grant("p2"),
            dependsOn=[f"[resourceId('{account}', 'acc')]"],
        ),
        resource(
            kind,
            "[guid('y')]",
            scope=f"[resourceId('{account}', 'acc')]",
            properties=grant("p3"),
            dependsOn=["acc"],
        ),
    )
    await done(deployments.begin_create_or_update("g", "storage", body))
    found = {one.properties["principalId"]: one.id for one in cloud.store.of_type(kind)}
    owner = f"{GROUP}/providers/{account}/acc"
    assert found == {
        "p1": f"{GROUP}/providers/{kind}/{guid(GROUP, 'a')}",
        "p2": f"{owner}/providers/{kind}/{guid('x')}",
        "p3": f"{owner}/providers/{kind}/{guid('y')}",
    }


async def test_the_same_deployment_again_changes_nothing(cloud: Cloud, deployments: Any) -> None:
    address = resource("Microsoft.Network/publicIPAddresses", "a")
    await done(deployments.begin_create_or_update("g", "storage", deployment(address)))
    before = cloud.store.get(f"{NETWORK}/publicIPAddresses/a").properties["ipAddress"]
    await done(deployments.begin_create_or_update("g", "storage", deployment(address)))
    after = cloud.store.get(f"{NETWORK}/publicIPAddresses/a").properties["ipAddress"]
    assert before == after


async def test_conditions_copies_and_children_are_expanded(cloud: Cloud, deployments: Any) -> None:
    kind = "Microsoft.Network/publicIPAddresses"
    rule = resource("securityRules", "r", properties={"priority": 100})
    body = deployment(
        resource(kind, "never", condition="[equals(1, 2)]"),
        resource(kind, "[concat('copy', copyIndex(1))]", copy={"name": "c", "count": 2}),
        resource("Microsoft.Network/networkSecurityGroups", "nsg", resources=[rule]),
    )
    await done(deployments.begin_create_or_update("g", "d", body))
    names = [one.name for one in cloud.store.in_group(DEFAULT_SUBSCRIPTION, "g")]
    assert sorted(names) == ["copy1", "copy2", "d", "nsg", "r"]


async def test_a_failing_resource_fails_the_deployment_and_says_why(
    cloud: Cloud, deployments: Any
) -> None:
    good = resource("Microsoft.Network/publicIPAddresses", "good")
    bad = resource("Microsoft.Network/publicIPAddresses", "bad", location="mars")
    body = deployment(good, {**bad, "dependsOn": ["good"]})
    with pytest.raises(HttpResponseError) as refused:
        await done(deployments.begin_create_or_update("g", "storage", body))
    found = (await deployments.get("g", "storage")).as_dict()["properties"]
    assert error_code(refused.value) == "DeploymentFailed"
    assert found["provisioningState"] == "Failed"
    assert found["error"]["details"][0]["code"] == "LocationNotAvailableForResourceType"
    assert cloud.resource(f"{NETWORK}/publicIPAddresses/good") is not None


async def test_a_name_is_deployed_once_at_a_time(cloud: Cloud, deployments: Any) -> None:
    body = deployment(resource("Microsoft.Network/publicIPAddresses", "a"))
    running = await deployments.begin_create_or_update("g", "storage", body)
    with pytest.raises(HttpResponseError) as refused:
        await deployments.begin_create_or_update("g", "storage", body)
    assert (refused.value.status_code, error_code(refused.value)) == (409, "DeploymentActive")
    await running.result()
    await done(deployments.begin_create_or_update("g", "storage", body))


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        (deployment(resource("A.B/c", "[foo('a')]")), "InvalidTemplate", "'foo' is not valid"),
        (deployment(given={"x": 1}), "InvalidTemplate", "do not correspond"),
        (deployment(parameters={"x": {"type": "int"}}), "InvalidTemplate", "'x' is not provided"),
        (deployment(resource("A.B/c", "a/b")), "InvalidTemplate", "incorrect segment lengths"),
        (
            deployment(resource("A.B/c", "a", dependsOn=["zzz"])),
            "InvalidTemplate",
            "'zzz' is not defined",
        ),
        (
            deployment(
                resource("A.B/c", "a", dependsOn=["b"]), resource("A.B/c", "b", dependsOn=["a"])
            ),
            "InvalidTemplate",
            "Circular dependency",
        ),
        ({"properties": {"mode": "Incremental"}}, "InvalidRequestContent", "properties.template"),
        (
            {"properties": {"mode": "Complete", "template": {}}},
            "InvalidDeploymentMode",
            "'Complete'",
        ),
    ],
)
async def test_a_template_that_makes_no_sense_is_refused_before_anything_is_made(
    cloud: Cloud, deployments: Any, body: dict[str, Any], code: str, words: str
) -> None:
    with pytest.raises(HttpResponseError, match=words) as refused:
        await deployments.begin_create_or_update("g", "storage", body)
    assert (refused.value.status_code, error_code(refused.value)) == (400, code)
    assert cloud.store.in_group(DEFAULT_SUBSCRIPTION, "g") == []


async def test_a_template_is_validated_without_being_deployed(
    cloud: Cloud, deployments: Any
) -> None:
    body = deployment(resource("Microsoft.Network/publicIPAddresses", "a"))
    await done(deployments.begin_validate("g", "storage", body))
    assert cloud.store.in_group(DEFAULT_SUBSCRIPTION, "g") == []


async def test_deployments_are_listed_and_deleted(cloud: Cloud, deployments: Any) -> None:
    body = deployment(resource("Microsoft.Network/publicIPAddresses", "a"))
    await done(deployments.begin_create_or_update("g", "storage", body))
    assert [one.name async for one in deployments.list_by_resource_group("g")] == ["storage"]
    assert await deployments.check_existence("g", "storage")
    await done(deployments.begin_delete("g", "storage"))
    assert not await deployments.check_existence("g", "storage")
    assert cloud.resource(f"{NETWORK}/publicIPAddresses/a") is not None
