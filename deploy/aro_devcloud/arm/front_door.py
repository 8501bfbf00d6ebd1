"""ARM's front door: who may come in, and who answers which path."""

from __future__ import annotations

import re

from aro_devcloud.arm.cluster_removal import ClusterRemoval
from aro_devcloud.arm.deployments import Deployments
from aro_devcloud.arm.features import Features
from aro_devcloud.arm.forwarding import OPENSHIFT, ResourceProviderLink
from aro_devcloud.arm.groups import Groups
from aro_devcloud.arm.resources import ResourceEngine
from aro_devcloud.arm.scopes import Scopes
from aro_devcloud.arm.subscriptions import Subscriptions
from aro_devcloud.catalog import Catalog, World
from aro_devcloud.errors import CloudError, nothing_at
from aro_devcloud.faults import FaultRule
from aro_devcloud.http import Json, Request, Response, json_response
from aro_devcloud.operations import GROUP_DELETE, Operations
from aro_devcloud.resource_id import ArmPath, parse, scope_of
from aro_devcloud.tokens import Caller, Tokens

_VERSION = re.compile(r"^\d{4}-\d{2}-\d{2}(-[a-z]+)?$|^2\.0$", re.IGNORECASE)
_OTHER_AUDIENCES = ("graph.microsoft.com", "storage.azure.com", "vault.azure.net")


class FrontDoor:
    """Answers everything on ``/subscriptions``, ``/tenants`` and ``/providers``."""

    def __init__(
        self,
        *,
        tokens: Tokens,
        world: World,
        catalog: Catalog,
        scopes: Scopes,
        engine: ResourceEngine,
        operations: Operations,
        groups: Groups,
        subscriptions: Subscriptions,
        deployments: Deployments,
        features: Features,
        removal: ClusterRemoval,
        link: ResourceProviderLink,
    ) -> None:
        self._tokens = tokens
        self._world = world
        self._catalog = catalog
        self._scopes = scopes
        self._engine = engine
        self._operations = operations
        self._groups = groups
        self._subscriptions = subscriptions
        self._deployments = deployments
        self._features = features
        self._removal = removal
        self._link = link

    async def handle(self, request: Request) -> Response:
        return await self.answer(request, [])

    async def answer(self, request: Request, faults: list[FaultRule]) -> Response:
        """The reply to one ARM request; ``faults`` may make its operation fail later."""
        caller = self._caller(request)
        request.caller = caller.object_id
        _check_api_version(request)
        self._operations.settle()
        parts = request.path.strip("/").split("/")
        features = await self._features.handle(request)
        if features is not None:
            return features
        path = parse(request.path)
        if path is None or not path.types or _is_registration(parts):
            return await self._scope_level(parts, request, caller)
        if _belongs_to_openshift(request.path):
            self._scopes.check(path.subscription, path.group)
            if not _is_extension_of_cluster(path):
                return await self._link.forward(path, request, caller)
        if path.types[-1].lower() == "operationresults":
            await self._removal.look(path.names[-1], request, caller)
        return self._resource_level(path, request, faults)

    def _caller(self, request: Request) -> Caller:
        subscription, _ = scope_of(request.path)
        record = self._scopes.subscriptions.get(subscription.lower()) if subscription else None
        tenant = str(record["tenant"]) if record else ""
        caller = self._tokens.check(request, tenant)
        if any(other in caller.audience for other in _OTHER_AUDIENCES):
            raise CloudError(
                401,
                "InvalidAuthenticationTokenAudience",
                f"The access token has been obtained for wrong audience or resource "
                f"'{caller.audience}'. It should exactly match one of the allowed audiences "
                f"'{request.base}/','https://management.azure.com/'.",
            )
        if tenant and caller.tenant.lower() != tenant.lower():
            raise CloudError(
                401,
                "InvalidAuthenticationTokenTenant",
                f"The access token is from the wrong issuer 'https://sts.windows.net/"
                f"{caller.tenant}/'. It must match the tenant '{tenant}' associated with this "
                "subscription.",
            )
        return caller

    async def _scope_level(self, parts: list[str], request: Request, caller: Caller) -> Response:
        lower = [part.lower() for part in parts]
        if lower == ["subscriptions"]:
            return self._subscriptions.list_all()
        if lower == ["tenants"]:
            return self._subscriptions.tenants()
        if lower[0] != "subscriptions":
            raise nothing_at(request.path)
        subscription, rest = parts[1], parts[2:]
        if not rest:
            return self._subscriptions.get(subscription)
        if lower[2] == "locations" and len(rest) == 1:
            return self._subscriptions.locations(subscription)
        if lower[2] == "providers":
            return await self._subscriptions.providers(subscription, rest[1:], request)
        if lower[2] == "resources" and len(rest) == 1:
            return self._groups.resources(subscription, "", request)
        if lower[2] == "resourcegroups" and len(rest) <= 2:
            return await self._group(subscription, "/".join(rest[1:]), request, caller)
        if lower[2] == "resourcegroups" and lower[4:] == ["resources"]:
            return self._groups.resources(subscription, rest[1], request)
        raise nothing_at(request.path)

    async def _group(
        self, subscription: str, group: str, request: Request, caller: Caller
    ) -> Response:
        has_clusters = False
        if request.method == "DELETE" and group:
            has_clusters = await self._removal.begin(subscription, group, request, caller)
        return self._groups.handle(subscription, group, request, has_clusters)

    def _resource_level(self, path: ArmPath, request: Request, faults: list[FaultRule]) -> Response:
        if path.type.lower().startswith("microsoft.resources/deployments"):
            answer = self._deployments.handle(path, request)
            if answer is not None:
                return answer
        if path.types[0].lower() == "locations" and len(path.types) > 1:
            own = self._own_operation(path, request)
            if own is not None:
                return own
        if request.method == "GET":
            read = self._read(path, request)
            if read is not None:
                return read
        if not request.path.lower().startswith("/providers/"):
            self._scopes.check(path.subscription, path.group)
        failure = _failure(faults)
        if request.method == "HEAD":
            found = self._world.store.find(str(path))
            return Response(204 if found else 404)
        if request.method == "GET":
            return self._engine.get(path, request)
        if request.method == "POST":
            return self._engine.post(path, request, failure)
        if path.is_collection:
            message = f"{request.method} is not allowed on '{request.path}'."
            raise CloudError(405, "MethodNotAllowed", message)
        if request.method == "PUT":
            return self._engine.put(path, request, failure)
        if request.method == "PATCH":
            return self._engine.patch(path, request)
        if request.method == "DELETE":
            return self._engine.delete(path, request, failure)
        raise CloudError(405, "MethodNotAllowed", f"{request.method} is not an ARM method.")

    def _own_operation(self, path: ArmPath, request: Request) -> Response | None:
        kind = path.types[1].lower()
        if kind not in ("operations", "operationresults") or len(path.names) < 2:
            return None
        operation = self._operations.find(path.names[1])
        if operation is None:
            message = f"The operation '{path.names[1]}' could not be found."
            raise CloudError(404, "OperationNotFound", message)
        if kind == "operations":
            return self._operations.status_reply(operation)
        if operation.kind == GROUP_DELETE:
            return self._groups.result(operation, request)
        return self._engine.result(operation, request)

    def _read(self, path: ArmPath, request: Request) -> Response | None:
        provider = self._catalog.providers.get(path.namespace.lower())
        if provider is None:
            return None
        whole = "/" + request.path.strip("/").lower()
        tail = whole.rsplit("/providers/", 1)[-1].partition("/")[2]
        for pattern, read in provider.reads.items():
            match = re.fullmatch(pattern, tail)
            if match is not None:
                self._scopes.check(path.subscription, path.group)
                return json_response(200, read(self._world, request, match.groupdict()))
        return None


def _check_api_version(request: Request) -> None:
    version = request.query.get("api-version", "")
    if not version:
        raise CloudError(
            400,
            "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for all requests.",
        )
    if not _VERSION.match(version):
        raise CloudError(
            400,
            "InvalidApiVersionParameter",
            f"The api-version '{version}' is invalid. It must look like 2020-04-30 or "
            "2020-04-30-preview.",
        )


def _is_registration(parts: list[str]) -> bool:
    return (
        len(parts) == 5
        and parts[2].lower() == "providers"
        and parts[4].lower() in ("register", "unregister")
    )


def _belongs_to_openshift(path: str) -> bool:
    return f"/providers/{OPENSHIFT}/".lower() in path.lower() + "/"


def _is_extension_of_cluster(path: ArmPath) -> bool:
    return path.namespace.lower() != OPENSHIFT.lower()


def _failure(faults: list[FaultRule]) -> Json | None:
    for rule in faults:
        if rule.operation_error:
            message = rule.message or "The operation failed because a fault rule says so."
            return {"code": rule.operation_error, "message": message}
    return None
