"""Would a deployment's clusters be taken? ARM asks before it deploys a template (frontend.md 14).

The answer is always 200; what is wrong is in its body. Nothing is written and Azure is not asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from aro_api.internal.models import OpenShiftClusterDocument
from aro_api.versions import VERSIONS
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError, JsonObject
from aro_rp.arm.resource_id import ResourceId
from aro_rp.clock import Ids
from aro_rp.database.collection import Stored
from aro_rp.database.databases import Databases
from aro_rp.database.store import StoreError
from aro_rp.frontend.azure_side import WithoutAzure
from aro_rp.frontend.call import Call
from aro_rp.frontend.config import FrontendConfig
from aro_rp.frontend.documents import new_document
from aro_rp.frontend.merging import Merging
from aro_rp.frontend.middleware.bodies import parse_json
from aro_rp.frontend.middleware.paths import PathChecks
from aro_rp.frontend.releases import Releases
from aro_rp.frontend.replies import Reply, json_reply
from aro_rp.frontend.resources import BODY, VersionApi, folds_case
from aro_rp.frontend.structure import Structure, followed
from aro_rp.frontend.target import target_of
from aro_rp.validate.static.proposal import part, text

_NAMES = ("id", "name", "type", "location", "apiVersion")
# what a template says of a resource to ARM only
_TEMPLATE_ONLY = ("apiVersion", "comments", "condition", "copy", "dependsOn", "scope")


class Failed(Exception):
    """A resource would be refused; ``error`` is what the answer says of it."""

    def __init__(self, error: JsonObject) -> None:
        super().__init__(error["message"])
        self.error = error


@dataclass(frozen=True, slots=True)
class _Resource:
    """A cluster of the template: its request as it would be, and the body of that."""

    call: Call
    body: JsonObject


class Preflight:
    """Checks clusters as PUT would, each in its own api-version; the first failure ends it."""

    def __init__(
        self,
        databases: Databases,
        config: FrontendConfig,
        releases: Releases,
        ids: Ids,
        versions: Mapping[str, VersionApi],
        checks: PathChecks,
    ) -> None:
        self._databases = databases
        self._config = config
        self._releases = releases
        self._merging = Merging(config, releases, databases.cipher, WithoutAzure())
        self._ids = ids
        self._versions = versions
        self._checks = checks

    async def check(
        self,
        call: Call,
        *,
        subscription_id: str,
        resource_group_name: str,
        resource_provider_namespace: str,
        deployment_name: str,
    ) -> Reply:
        try:
            for raw in _resources(call.body):
                if _metadata(raw, "type").lower() == self._config.full_type.lower():
                    await self._check(self._resource(call, raw))
        except Failed as failed:
            return json_reply(200, {"status": "Failed", "error": failed.error})
        return json_reply(200, {"status": "Succeeded"})

    def _resource(self, call: Call, raw: JsonObject) -> _Resource:
        id, version = text(raw, "id"), text(raw, "apiVersion")
        api = self._versions.get(version)
        if api is None:
            raise Failed({"message": f"The api-version '{version}' is invalid for preflight."})
        if not self._is_cluster(id, call.segments[1]):
            raise _no_such_cluster(id)
        body = {name: value for name, value in raw.items() if name not in _TEMPLATE_ONLY}
        return _Resource(call.instead(target_of(id), api), body)

    def _is_cluster(self, id: str, subscription: str) -> bool:
        """ARM asks for what is deployed to one subscription, and no caller sees another's."""
        try:
            parsed = ResourceId.parse(id.lower())
            self._checks.raise_first(
                {"resourceGroupName": parsed.resource_group, "resourceName": parsed.name}
            )
        except (ValueError, ArmError):
            return False
        type = f"{parsed.namespace}/{parsed.type}{parsed.rest}"
        own = (subscription, self._config.full_type.lower())
        return id.isascii() and (parsed.subscription, type) == own

    async def _check(self, resource: _Resource) -> None:
        call = resource.call
        held = await self._looked_up(call)
        try:
            body = _structure(call.versioned().version).checked(resource.body)
            if held is None:
                await self._need_release(body)
                doc = new_document(call, self._config, self._ids)
                await self._merging.create(call, doc, body)
            else:
                await self._merging.update(call, held.json(), body, patches=False)
        except ArmError as error:
            raise Failed(_told(error)) from None

    async def _looked_up(self, call: Call) -> Stored[OpenShiftClusterDocument] | None:
        """The answer is a result also when the store fails: ARM shows it to whoever deploys."""
        try:
            return await self._databases.clusters.find_key(call.key)
        except StoreError:
            raise _no_such_cluster(call.resource) from None

    async def _need_release(self, body: JsonObject) -> None:
        profile = part(part(body, "properties"), "clusterProfile")
        try:
            version = text(profile, "version") or await self._releases.need_default()
            await self._releases.need_installable(version)
        except ArmError as error:
            raise Failed({"code": Code.INVALID_PARAMETER, "message": str(error)}) from None


def _resources(body: bytes) -> Iterator[JsonObject]:
    try:
        envelope = parse_json(body)
    except ArmError as error:
        raise Failed({"message": error.problem.message}) from None
    resources = envelope.get("resources") if isinstance(envelope, dict) else ""
    if not isinstance(resources, list | None):
        raise Failed({"message": "The request content must be an object with a list 'resources'."})
    for raw in resources or ():
        if not isinstance(raw, dict):
            raise Failed({"message": "Every resource must be a JSON object."})
        yield raw


def _metadata(raw: JsonObject, wanted: str) -> str:
    """One of the members that every resource has; all of them must be what they claim to be."""
    for name in _NAMES:
        if not isinstance(raw.get(name), str | None):
            raise Failed({"message": f"The resource's '{name}' must be a string."})
    if not isinstance(raw.get("properties"), dict | None):
        raise Failed({"message": "The resource's 'properties' must be an object."})
    return text(raw, wanted)


def _told(error: ArmError) -> JsonObject:
    """Rules speak in a sentence that holds code and target; of role sets the code is told, too."""
    told: JsonObject = {"message": str(error)}
    problem = error.problem
    if problem.code == Code.PLATFORM_WORKLOAD_IDENTITY_MISMATCH or not problem.target:
        told["code"] = Code.INVALID_PARAMETER
    if problem.details:
        told["details"] = [detail.to_json() for detail in problem.details]
    return told


def _no_such_cluster(id: str) -> Failed:
    message = f"The cluster was not found for the id '{id}'."
    return Failed({"message": str(ArmError.of(400, Code.NOT_FOUND, message, "id"))})


@cache
def _structure(version: str) -> Structure:
    spec = VERSIONS[version].routes()
    return Structure(followed(spec, {"$ref": BODY}), folds_case=folds_case(version))
