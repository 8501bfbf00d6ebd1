"""PUT, PATCH, GET, DELETE, lists and actions of every resource the cloud keeps itself."""

from __future__ import annotations

from typing import Any

from aro_devcloud.arm.presentation import Presenter
from aro_devcloud.arm.scopes import Scopes
from aro_devcloud.catalog import Catalog, ResourceType, View, World
from aro_devcloud.clock import timestamp
from aro_devcloud.errors import CloudError, not_found
from aro_devcloud.http import Json, Request, Response, json_response
from aro_devcloud.operations import DELETE, POST, PUT, Operation, Operations
from aro_devcloud.resource_id import ArmPath, parse
from aro_devcloud.store import DELETING, SUCCEEDED, Resource, type_of

_ENVELOPE = frozenset({"id", "name", "type", "etag", "systemData"})


class ResourceEngine:
    """The life of resources, whatever their provider."""

    def __init__(
        self, catalog: Catalog, world: World, operations: Operations, scopes: Scopes
    ) -> None:
        self._catalog = catalog
        self._world = world
        self._operations = operations
        self._scopes = scopes
        self._presenter = Presenter(catalog, world)

    def get(self, path: ArmPath, request: Request) -> Response:
        """One resource, one of its views, an element of an inline collection, or a list."""
        view = _view(request)
        if path.is_collection:
            return self._collection(path, view)
        resource = self._world.store.find(str(path))
        if resource is None:
            inline = self._presenter.inline_element(path, view)
            if inline is None:
                self._catalog.type(path.type)
                raise not_found(str(path), path.group)
            return json_response(200, inline)
        body = self._presenter.show(resource, view)
        return json_response(200, body, _etag_header(body))

    def _collection(self, path: ArmPath, view: View) -> Response:
        if len(path.types) > 1:
            owner = path.shortened()
            resource = self._world.store.find(str(owner))
            if resource is not None:
                look = self._catalog.type(owner.type).views.get(path.types[-1])
                if look is not None:
                    return json_response(200, look(self._world, resource, {}, view) or {})
            elif not self._catalog.knows(path.type) or owner.group:
                self._catalog.type(path.type)
                raise not_found(str(owner), path.group)
        self._catalog.type(path.type)
        found = self._world.store.in_scope(path.parent or path.scope, path.type)
        shown = [self._presenter.show(one, view) for one in found]
        return json_response(200, {"value": shown})

    def put(self, path: ArmPath, request: Request, failure: Json | None = None) -> Response:
        """Creates or replaces; long types answer before they are done."""
        declared = self._catalog.type(path.type)
        body = request.json()
        previous = self._world.store.find(str(path))
        _check_preconditions(request, previous)
        resource = self._write(path, body, previous)
        return self._accepted(resource, declared, previous is None, request, failure)

    def make(self, resource_id: str, body: Json) -> Resource:
        """Creates or replaces a resource at once, for the cloud's own use and for templates."""
        path = parse(resource_id)
        assert path is not None, resource_id
        return self._write(path, body, self._world.store.find(resource_id))

    def patch(self, path: ArmPath, request: Request) -> Response:
        """Merges into what is there: JSON merge patch, except that tags are replaced as a whole."""
        previous = self._existing(path)
        _check_preconditions(request, previous)
        change = request.json()
        merged = merge_patch(_copy(previous.body), {k: v for k, v in change.items() if k != "tags"})
        if "tags" in change:
            merged["tags"] = change["tags"]
        resource = self._write(path, merged, previous)
        body = self._presenter.show(resource, _view(request))
        return json_response(200, body, _etag_header(body))

    def delete(self, path: ArmPath, request: Request, failure: Json | None = None) -> Response:
        """Deletes; absent is 204, long types answer 202."""
        declared = self._catalog.type(path.type)
        resource = self._world.store.find(str(path))
        if resource is None:
            if request.headers.get("if-match") not in (None, "", "*"):
                raise _precondition_failed(request.path)
            return Response(204)
        _check_preconditions(request, resource)
        if resource.phase == DELETING:
            running = self._operations.find(resource.operation)
            if running is not None and running.is_running:
                return Response(202, b"", self._operations.headers(running, request, DELETE))
        self._scopes.check_lock(resource.id)
        declared.guard(self._world, resource)
        seconds = self._world.config.seconds(declared.delete_s)
        if seconds <= 0 and failure is None:
            shown = self.show(resource, _view(request)) if declared.shown_when_deleted else None
            self.remove(resource.id)
            if shown is not None:
                return json_response(declared.deleted_status, shown)
            return Response(declared.deleted_status)
        operation = self._start(DELETE, resource, seconds, failure)
        resource.phase = DELETING
        self._world.store.put(resource)
        return Response(202, b"", self._operations.headers(operation, request, DELETE))

    def post(self, path: ArmPath, request: Request, failure: Json | None = None) -> Response:
        """Runs an action of a resource."""
        owner, name = path.shortened(), path.types[-1]
        declared = self._catalog.type(owner.type)
        action = {key.lower(): value for key, value in declared.actions.items()}.get(name.lower())
        if action is None or not path.is_collection or len(path.types) < 2:
            raise CloudError(
                404,
                "InvalidResourceType",
                f"The resource type '{owner.type}' has no action '{name}'.",
            )
        resource = self._existing(owner)
        answer = action(self._world, resource, request.json(), _view(request))
        seconds = self._world.config.seconds(declared.slow_actions.get(name, 0.0))
        if seconds <= 0 and failure is None:
            return Response(200) if answer is None else json_response(200, answer)
        operation = self._start(POST, resource, seconds, failure, result=answer)
        return Response(202, b"", self._operations.headers(operation, request, POST))

    def remove(self, resource_id: str) -> None:
        """Takes a resource away with its children, letting each release what belongs to it."""
        store = self._world.store
        for key in [*store.under(resource_id), resource_id.lower()]:
            doomed = store.find(key)
            if doomed is not None:
                self._catalog.type(doomed.type).release(self._world, doomed)
        store.remove(resource_id)

    def finish(self, operation: Operation) -> None:
        """What happens to the target when its operation ends."""
        resource = self._world.store.find(operation.target)
        if resource is None:
            return
        if operation.kind == DELETE and operation.error is None:
            self.remove(resource.id)
        elif operation.kind in (PUT, DELETE) and resource.operation == operation.id:
            resource.phase = "Failed" if operation.error else SUCCEEDED
            resource.operation = ""
            self._world.store.put(resource)

    def result(self, operation: Operation, request: Request) -> Response:
        """What a Location URL answers: 202 while running, then what a synchronous call would have
        said.
        """
        if operation.is_running:
            return Response(202, b"", self._operations.headers(operation, request, operation.kind))
        if operation.error:
            return json_response(409, {"error": operation.error})
        if operation.kind == DELETE:
            return Response(204)
        if operation.result is not None:
            return json_response(200, operation.result)
        resource = self._world.store.find(operation.target)
        if operation.kind == POST or resource is None:
            return Response(200)
        return json_response(200, self._presenter.show(resource, _view(request)))

    def show(self, resource: Resource, view: View) -> Json:
        return self._presenter.show(resource, view)

    def _existing(self, path: ArmPath) -> Resource:
        resource = self._world.store.find(str(path))
        if resource is None:
            raise not_found(str(path), path.group)
        return resource

    def _write(self, path: ArmPath, body: Json, previous: Resource | None) -> Resource:
        declared = self._catalog.type(path.type)
        self._scopes.check_parents(path)
        resource = self._proposed(path, body, previous)
        if declared.tracked:
            self._scopes.check_location(resource, previous)
        if previous is not None and previous.phase == DELETING:
            raise CloudError(
                409,
                "AnotherOperationInProgress",
                f"Another operation on this or dependent resource is in progress: {path} is "
                "being deleted.",
            )
        children = self._embedded(declared, resource)
        doomed = self._dropped_children(resource, children)
        declared.prepare(self._world, resource, previous)
        self._world.store.put(resource)
        for child in doomed:
            self.remove(child.id)
        for collection, elements in children.items():
            for element in elements:
                self.make(f"{resource.id}/{collection}/{element.get('name', '')}", element)
        declared.follow(self._world, resource)
        return resource

    def _embedded(self, declared: ResourceType, resource: Resource) -> dict[str, list[Json]]:
        """Takes the children out of a body that a client sent with its children inside."""
        sent = {}
        for name in declared.embedded:
            elements = resource.properties.pop(name, None)
            if elements is not None:
                sent[name] = elements
        return sent

    def _dropped_children(
        self, resource: Resource, children: dict[str, list[Json]]
    ) -> list[Resource]:
        """Children that the client left out of a list it sent; refused when one is in use."""
        dropped = []
        declared = self._catalog.type(resource.type)
        for collection, elements in children.items():
            kind = f"{resource.type.partition('/')[0]}/{declared.embedded[collection]}"
            kept = {str(element.get("name", "")).lower() for element in elements}
            for child in self._world.store.in_scope(resource.id, kind):
                if child.name.lower() not in kept:
                    self._catalog.type(kind).guard(self._world, child)
                    dropped.append(child)
        return dropped

    def _proposed(self, path: ArmPath, body: Json, previous: Resource | None) -> Resource:
        now = timestamp(self._world.clock.now())
        content = {name: value for name, value in body.items() if name not in _ENVELOPE}
        properties = content.get("properties")
        if isinstance(properties, dict):
            content["properties"] = {
                name: value for name, value in properties.items() if name != "provisioningState"
            }
        return Resource(
            id=previous.id if previous else self._scopes.canonical(path),
            type=self._catalog.spelling(path.type),
            body=content,
            etag=self._world.ids.uuid(),
            created=previous.created if previous else now,
            changed=now,
            state=dict(previous.state) if previous else {},
        )

    def _accepted(
        self,
        resource: Resource,
        declared: ResourceType,
        created: bool,
        request: Request,
        failure: Json | None,
    ) -> Response:
        status = declared.created_status if created else 200
        seconds = self._world.config.seconds(declared.put_s)
        headers: dict[str, str] = {}
        if seconds > 0 or failure is not None:
            operation = self._start(PUT, resource, seconds, failure)
            resource.phase = "Creating" if created else "Updating"
            self._world.store.put(resource)
            headers = self._operations.headers(operation, request, PUT)
        body = self._presenter.show(resource, _view(request))
        return json_response(status, body, {**headers, **_etag_header(body)})

    def _start(
        self, kind: str, resource: Resource, seconds: float, failure: Json | None, **more: Any
    ) -> Operation:
        location = resource.location or self._world.config.location
        namespace = type_of(resource.id).split("/", 1)[0]
        address = (resource.subscription, namespace, location)
        operation = self._operations.start(
            kind, resource.id, address, seconds, error=failure, **more
        )
        if kind != POST:
            resource.operation = operation.id
        return operation


def _view(request: Request) -> View:
    return View(request.base, request.query.get("$expand", "").lower())


def _etag_header(body: Json) -> dict[str, str]:
    return {"etag": str(body["etag"])} if "etag" in body else {}


def _check_preconditions(request: Request, resource: Resource | None) -> None:
    """Preconditions as in RFC 9110; etags compare without quotes and weakness."""
    wanted, unwanted = request.headers.get("if-match"), request.headers.get("if-none-match")
    if unwanted and resource is not None and (unwanted == "*" or _bare(unwanted) == resource.etag):
        raise _precondition_failed(request.path)
    if not wanted:
        return
    if resource is None or (wanted != "*" and _bare(wanted) != resource.etag):
        raise _precondition_failed(request.path)


def _bare(etag: str) -> str:
    return etag.removeprefix("W/").strip('"')


def _precondition_failed(path: str) -> CloudError:
    return CloudError(
        412,
        "PreconditionFailed",
        f"The condition given by If-Match or If-None-Match does not hold for '{path}'.",
    )


def merge_patch(target: Any, change: Any) -> Any:
    """RFC 7396."""
    if not isinstance(change, dict):
        return change
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in change.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged


def _copy(body: Json) -> Json:
    return {
        name: (dict(value) if isinstance(value, dict) else value) for name, value in body.items()
    }
