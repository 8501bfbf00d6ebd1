"""Template deployments: checked when they arrive, made at once, done a little later."""

from __future__ import annotations

from typing import Any

from aro_devcloud.arm.resources import ResourceEngine
from aro_devcloud.arm.scopes import Scopes
from aro_devcloud.arm.templates import Target, Template
from aro_devcloud.catalog import View, World
from aro_devcloud.clock import timestamp
from aro_devcloud.errors import CloudError
from aro_devcloud.http import Json, Request, Response, json_response
from aro_devcloud.operations import PUT, Operations
from aro_devcloud.resource_id import ArmPath, parse
from aro_devcloud.store import Resource

DEPLOYMENT = "Microsoft.Resources/deployments"
_SECONDS = 0.6


class Deployments:
    """PUT and validate of deployments; the rest is like any other resource."""

    def __init__(
        self, world: World, engine: ResourceEngine, scopes: Scopes, operations: Operations
    ) -> None:
        self._world = world
        self._engine = engine
        self._scopes = scopes
        self._operations = operations

    def handle(self, path: ArmPath, request: Request) -> Response | None:
        """The answer, or None when the generic one will do."""
        self._scopes.check(path.subscription, path.group)
        if request.method == "POST" and path.types[-1].lower() == "validate":
            template, _ = self._template(path.shortened(), request)
            template.plan()
            return json_response(200, self._validated(path.shortened(), template))
        if request.method == "GET" and path.types[-1].lower() == "operations":
            return json_response(200, {"value": self._listed_operations(path.shortened())})
        if request.method == "PUT" and len(path.types) == 1 and path.names:
            return self._put(path, request)
        return None

    def _put(self, path: ArmPath, request: Request) -> Response:
        previous = self._world.store.find(str(path))
        if previous is not None and previous.phase == "Running":
            raise CloudError(
                409,
                "DeploymentActive",
                f"Unable to edit or replace deployment '{path.names[0]}': previous deployment from "
                f"'{previous.changed}' is still active. Please see https://aka.ms/arm-deploy for "
                "usage details.",
            )
        template, mode = self._template(path, request)
        plan = template.plan()
        made: list[str] = []
        failure: Json | None = None
        outputs: Json = {}
        try:
            for planned in plan:
                body = planned.body({"reference": self._reference})
                made.append(self._engine.make(planned.id, body).id)
            outputs = template.outputs(self._reference)
        except CloudError as problem:
            failure = _deployment_failed(problem)
        resource = self._record(path, template, mode, made)
        resource.properties["outputs"] = outputs
        return self._accepted(resource, previous is None, failure, request)

    def _accepted(
        self, resource: Resource, created: bool, failure: Json | None, request: Request
    ) -> Response:
        seconds = self._world.config.seconds(_SECONDS)
        headers: dict[str, str] = {}
        if seconds > 0 or failure is not None:
            address = (resource.subscription, "Microsoft.Resources", self._world.config.location)
            operation = self._operations.start(PUT, resource.id, address, seconds, error=failure)
            resource.phase, resource.operation = "Running", operation.id
            headers = self._operations.headers(operation, request, PUT)
        if failure is not None:
            resource.state["error"] = failure
        self._world.store.put(resource)
        shown = self._engine.show(resource, View(request.base))
        return json_response(201 if created else 200, shown, headers)

    def _template(self, path: ArmPath, request: Request) -> tuple[Template, str]:
        properties = request.json().get("properties") or {}
        content = properties.get("template")
        if not path.group:
            raise CloudError(
                400,
                "InvalidTemplate",
                "Deployments of this cloud go into a resource group: the path names none.",
            )
        if not isinstance(content, dict):
            raise CloudError(
                400,
                "InvalidRequestContent",
                f"The deployment '{path.names[0]}' has no 'properties.template'.",
                target="properties.template",
            )
        mode = str(properties.get("mode", "Incremental"))
        if mode.lower() != "incremental":
            raise CloudError(
                400,
                "InvalidDeploymentMode",
                f"The deployment mode '{mode}' is not supported here; use 'Incremental'.",
                target="properties.mode",
            )
        return Template(content, properties.get("parameters") or {}, self._target(path)), mode

    def _target(self, path: ArmPath) -> Target:
        subscription = self._scopes.subscription(path.subscription)
        group = self._scopes.group(path.subscription, path.group)
        return Target(
            subscription={
                "id": f"/subscriptions/{subscription['id']}",
                "subscriptionId": subscription["id"],
                "tenantId": subscription["tenant"],
                "displayName": subscription["name"],
            },
            group={
                "id": group["id"],
                "name": group["name"],
                "type": "Microsoft.Resources/resourceGroups",
                "location": group["location"],
                "managedBy": group.get("managedBy"),
                "tags": group.get("tags") or {},
                "properties": {"provisioningState": group["state"]},
            },
            deployment=path.names[0],
        )

    def _reference(self, wanted: str, version: str = "", form: str = "") -> Any:
        """``reference()``: the properties of a resource, or all of it with 'Full'."""
        found = self._world.store.find(wanted)
        if found is None:
            raise ValueError(f"the resource '{wanted}' is not defined")
        shown = self._engine.show(found, View())
        return shown if form.lower() == "full" else shown["properties"]

    def _record(self, path: ArmPath, template: Template, mode: str, made: list[str]) -> Resource:
        now = timestamp(self._world.clock.now())
        return Resource(
            id=self._scopes.canonical(path),
            type=DEPLOYMENT,
            etag=self._world.ids.uuid(),
            created=now,
            changed=now,
            body={
                "properties": {
                    "mode": mode.capitalize(),
                    "parameters": template.shown_parameters(),
                    "timestamp": now,
                    "duration": "PT0S",
                    "correlationId": self._world.ids.uuid(),
                    "outputResources": [{"id": one} for one in made],
                    "dependencies": [],
                    "providers": [],
                }
            },
        )

    def _validated(self, path: ArmPath, template: Template) -> Json:
        return {
            "id": str(path),
            "name": path.names[0],
            "type": DEPLOYMENT,
            "properties": {
                "provisioningState": "Succeeded",
                "mode": "Incremental",
                "parameters": template.shown_parameters(),
                "validatedResources": [{"id": one.id} for one in template.plan()],
            },
        }

    def _listed_operations(self, path: ArmPath) -> list[Json]:
        deployment = self._world.store.get(str(path))
        found = []
        for number, one in enumerate(deployment.properties["outputResources"]):
            target = parse(one["id"])
            found.append(
                {
                    "id": f"{deployment.id}/operations/{number}",
                    "operationId": str(number),
                    "properties": {
                        "provisioningOperation": "Create",
                        "provisioningState": "Succeeded",
                        "statusCode": "OK",
                        "targetResource": {
                            "id": one["id"],
                            "resourceName": "/".join(target.names) if target else "",
                            "resourceType": target.type if target else "",
                        },
                    },
                }
            )
        return found


def render_deployment(world: World, deployment: Resource, body: Json, view: View) -> None:
    """A failed deployment shows why."""
    if deployment.phase == "Failed" and "error" in deployment.state:
        body["properties"]["error"] = deployment.state["error"]


def _deployment_failed(problem: CloudError) -> Json:
    return {
        "code": "DeploymentFailed",
        "message": "At least one resource deployment operation failed. Please list deployment "
        "operations for details. Please see https://aka.ms/arm-deployment-operations for usage "
        "details.",
        "details": [problem.as_json()],
    }
