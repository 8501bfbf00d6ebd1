"""Resource groups, and lists of the resources in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

import orjson

from aro_devcloud.arm.resources import ResourceEngine
from aro_devcloud.arm.scopes import Scopes, group_key, normal_location
from aro_devcloud.catalog import Catalog, View, World
from aro_devcloud.errors import CloudError
from aro_devcloud.http import Json, Request, Response, json_response
from aro_devcloud.operations import FAILED, GROUP_DELETE, Operation, Operations
from aro_devcloud.resource_id import group_id, parse
from aro_devcloud.store import DELETING, SUCCEEDED, Resource

_NAME = re.compile(r"^[\w().-]{0,89}[\w()-]$")
_DELETE_S = 0.5
_CLAUSE = re.compile(r"(\w+)\s+eq\s+'([^']*)'", re.IGNORECASE)


class Groups:
    """Resource groups of all subscriptions."""

    def __init__(
        self,
        world: World,
        catalog: Catalog,
        scopes: Scopes,
        engine: ResourceEngine,
        operations: Operations,
    ) -> None:
        self._world = world
        self._catalog = catalog
        self._scopes = scopes
        self._engine = engine
        self._operations = operations

    def handle(
        self, subscription: str, group: str, request: Request, has_clusters: bool = False
    ) -> Response:
        """Everything on ``/subscriptions/{id}/resourceGroups[/{name}]``.

        A deletion waits for what another provider has still to delete, when ``has_clusters``.
        """
        self._scopes.subscription(subscription)
        if not group:
            return self._list(subscription, request)
        if request.method == "HEAD":
            found = self._scopes.groups.get(group_key(subscription, group))
            return Response(204 if found else 404)
        if request.method == "PUT":
            return self._put(subscription, group, request.json())
        record = self._scopes.group(subscription, group)
        if request.method == "GET":
            return json_response(200, _shown(record))
        if request.method == "PATCH":
            return self._patch(record, request.json())
        if request.method == "DELETE":
            return self._delete(record, request, has_clusters)
        raise CloudError(
            405, "MethodNotAllowed", f"{request.method} is not allowed on resource groups."
        )

    def ensure(self, subscription: str, group: str, location: str, managed_by: str = "") -> None:
        """Creates the group unless it is there."""
        if self._scopes.groups.get(group_key(subscription, group)) is None:
            body = {"location": location, **({"managedBy": managed_by} if managed_by else {})}
            self._put(subscription, group, body)

    def resources(self, subscription: str, group: str, request: Request) -> Response:
        """The tracked top-level resources of a group or subscription, filtered."""
        self._scopes.check(subscription, group)
        if group:
            found = self._world.store.in_group(subscription, group)
        else:
            everything = self._world.store.everything()
            found = [one for one in everything if one.subscription == subscription.lower()]
        wanted = _filter(request.query.get("$filter", ""))
        shown = [self._brief(one, request) for one in self._tracked(found) if wanted(one)]
        return json_response(200, {"value": shown})

    def finish(self, operation: Operation) -> None:
        """Empties and forgets a group whose deletion has ended.

        What resources of other groups use stays, and with it the group: the deletion has failed.
        """
        path = operation.target.split("/")
        subscription, group = path[2], path[4]
        record = self._scopes.group(subscription, group)
        if not operation.error and (used := self._emptied(subscription, group)):
            operation.status, operation.error = FAILED, _blocked(group, used)
        if operation.error:
            record["state"] = SUCCEEDED
            self._scopes.groups.put(group_key(subscription, group), record)
            return
        self._scopes.groups.delete(group_key(subscription, group))

    def _emptied(self, subscription: str, group: str) -> Mapping[str, CloudError]:
        """Deletes what nothing else uses, in any order, and tells why the rest is left, by id."""
        store = self._world.store
        left: dict[str, CloudError] = {}
        while True:
            used: dict[str, CloudError] = {}
            for resource in store.in_group(subscription, group):
                if store.find(resource.id) is not None:
                    try:
                        self._catalog.type(resource.type).guard(self._world, resource)
                    except CloudError as refusal:
                        used[resource.id] = refusal
                    else:
                        self._engine.remove(resource.id)
            if not used or used.keys() == left.keys():
                return used
            left = used

    def result(self, operation: Operation, request: Request) -> Response:
        """What the Location URL of a group deletion answers."""
        if operation.is_running:
            return Response(202, b"", self._operations.headers(operation, request, GROUP_DELETE))
        if operation.error:
            return json_response(409, {"error": operation.error})
        return Response(200)

    def _list(self, subscription: str, request: Request) -> Response:
        prefix = f"{subscription.lower()}/"
        clauses = dict(_CLAUSE.findall(request.query.get("$filter", "")))
        tag, value = clauses.get("tagName"), clauses.get("tagValue")
        found = [
            _shown(record)
            for key, record in self._scopes.groups.items()
            if key.startswith(prefix) and _has_tag(record.get("tags") or {}, tag, value)
        ]
        return json_response(200, {"value": found})

    def _put(self, subscription: str, group: str, body: Json) -> Response:
        if not _NAME.match(group):
            raise CloudError(
                400,
                "InvalidResourceGroup",
                f"The provided resource group name '{group}' has these invalid characters or a "
                "wrong length: use up to 90 letters, digits, '-', '_', '(', ')' and '.'.",
            )
        location = normal_location(str(body.get("location") or ""))
        previous = self._scopes.groups.get(group_key(subscription, group))
        self._check_location(group, location, previous)
        record = {
            "id": group_id(subscription, previous["name"] if previous else group),
            "name": previous["name"] if previous else group,
            "location": location,
            "state": SUCCEEDED,
            **{name: body[name] for name in ("tags", "managedBy") if body.get(name) is not None},
        }
        self._scopes.groups.put(group_key(subscription, group), record)
        return json_response(200 if previous else 201, _shown(record))

    def _check_location(self, group: str, location: str, previous: Json | None) -> None:
        known = self._world.config.locations
        if not location:
            raise CloudError(
                400, "LocationRequired", "The location property is required for this definition."
            )
        if location not in known:
            raise CloudError(
                400,
                "LocationNotAvailableForResourceGroup",
                f"The provided location '{location}' is not available for resource group. List of "
                f"available regions is '{','.join(known)}'.",
            )
        if previous is None:
            return
        if previous["state"] == DELETING:
            raise CloudError(
                409,
                "ResourceGroupBeingDeleted",
                f"The resource group '{group}' is in deprovisioning state and cannot perform this "
                "operation.",
            )
        if previous["location"] != location:
            raise CloudError(
                409,
                "InvalidResourceGroupLocation",
                f"Invalid resource group location '{location}'. The Resource group already exists "
                f"in location '{previous['location']}'.",
            )

    def _patch(self, record: Json, body: Json) -> Response:
        for name in ("tags", "managedBy"):
            if name in body:
                record[name] = body[name]
        _, _, subscription, _, group = str(record["id"]).split("/")
        self._scopes.groups.put(group_key(subscription, group), record)
        return json_response(200, _shown(record))

    def _delete(self, record: Json, request: Request, has_clusters: bool) -> Response:
        identifier = str(record["id"])
        _, _, subscription, _, group = identifier.split("/")
        self._scopes.check_lock(identifier)
        running = self._operations.find(str(record.get("operation", "")))
        if running is None or not running.is_running:
            address = (subscription, "Microsoft.Resources", str(record["location"]))
            seconds = self._world.config.seconds(_DELETE_S)
            running = self._operations.start(
                GROUP_DELETE, identifier, address, seconds, waiting=has_clusters
            )
            record["state"], record["operation"] = DELETING, running.id
            self._scopes.groups.put(group_key(subscription, group), record)
            self._operations.settle()
            if not running.is_running:
                return Response(200)
        return Response(202, b"", self._operations.headers(running, request, GROUP_DELETE))

    def _tracked(self, resources: Iterable[Resource]) -> Iterable[Resource]:
        for one in resources:
            path = parse(one.id)
            if path is None or len(path.types) > 1 or path.is_extension:
                continue
            if self._catalog.type(one.type).tracked:
                yield one

    def _brief(self, resource: Resource, request: Request) -> Json:
        full = self._engine.show(resource, View(request.base))
        full.pop("etag", None)
        properties = full.pop("properties")
        expand = request.query.get("$expand", "").lower()
        if "provisioningstate" in expand:
            full["provisioningState"] = properties.get("provisioningState")
        if "createdtime" in expand:
            full["createdTime"] = resource.created
        return full


def _blocked(group: str, used: Mapping[str, CloudError]) -> Json:
    listed = ",".join(identifier.rpartition("/")[2] for identifier in used)
    details = [
        {
            "code": None,
            "target": identifier,
            "message": orjson.dumps({"error": refusal.as_json()}).decode(),
        }
        for identifier, refusal in used.items()
    ]
    return {
        "code": "ResourceGroupDeletionBlocked",
        "message": f"Deletion of resource group '{group}' failed as resources with identifiers "
        f"'{listed}' could not be deleted. The provisioning state of the resource group will be "
        "rolled back.",
        "details": details,
    }


def _shown(record: Json) -> Json:
    shown = {name: value for name, value in record.items() if name not in ("state", "operation")}
    return {
        **shown,
        "type": "Microsoft.Resources/resourceGroups",
        "properties": {"provisioningState": record["state"]},
    }


def _has_tag(tags: Json, name: str | None, value: str | None) -> bool:
    if name is None:
        return True
    found = {key.lower(): content for key, content in tags.items()}.get(name.lower())
    return found is not None and value in (None, found)


def _filter(text: str) -> Callable[[Resource], bool]:
    """A predicate from the few ``$filter`` forms clients send."""
    pairs = _CLAUSE.findall(text)
    clauses = {name.lower(): value for name, value in pairs}
    types = {value.lower() for name, value in pairs if name.lower() == "resourcetype"}

    def holds(resource: Resource) -> bool:
        if types and resource.type.lower() not in types:
            return False
        if clauses.get("name", resource.name).lower() != resource.name.lower():
            return False
        tags = resource.body.get("tags") or {}
        return _has_tag(tags, clauses.get("tagname"), clauses.get("tagvalue"))

    return holds
