"""From a stored document and a request body to the document to store (frontend.md 7.1, 8 to 16)."""

from __future__ import annotations

import copy

from aro_api.internal.documents import OpenShiftCluster, OpenShiftClusterDocument
from aro_api.internal.models import ProvisioningState
from aro_rp.arm import headers as arm
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError, JsonObject, raise_any
from aro_rp.arm.merge_patch import merge
from aro_rp.arm.resource_id import ResourceId
from aro_rp.database.encryption import Cipher
from aro_rp.frontend.azure_side import CreationChecks
from aro_rp.frontend.bases import new_base, patch_base, put_base
from aro_rp.frontend.call import Call
from aro_rp.frontend.config import FrontendConfig
from aro_rp.frontend.documents import take_system_data
from aro_rp.frontend.gates import refused
from aro_rp.frontend.releases import Releases
from aro_rp.frontend.role_match import need_matching_roles, uses_workload_identity
from aro_rp.frontend.sameness import say_the_same
from aro_rp.validate.static.catalogue import problems
from aro_rp.validate.static.proposal import Proposal, part, text

_CREATING = ProvisioningState.CREATING.value


class Merging:
    """Changes documents in place; raises ``ArmError`` before it does when anything is wrong."""

    def __init__(
        self, config: FrontendConfig, releases: Releases, cipher: Cipher, checks: CreationChecks
    ) -> None:
        self._config = config
        self._releases = releases
        self._cipher = cipher
        self._checks = checks

    async def create(self, call: Call, doc: OpenShiftClusterDocument, body: JsonObject) -> None:
        api, cluster = call.versioned(), doc["openShiftCluster"]
        candidate = _merged(call, new_base(api, cluster), body)
        await self._fill_version(candidate)
        raise_any(problems(self._proposal(call, doc, candidate, None)))
        location = self._config.location
        raise_any(await self._checks.problems(call.segments[1], location, candidate))
        await self._lay_over(call, cluster, candidate)
        profile = cluster["properties"]["clusterProfile"]
        await self._releases.need_installable(profile["version"])
        group = profile["resourceGroupId"] = profile["resourceGroupId"].lower()
        doc["clusterResourceGroupIdKey"] = group
        doc["clientIdKey"] = _client_id_key(cluster)
        cluster["properties"]["provisioningState"] = _CREATING

    async def update(
        self, call: Call, doc: OpenShiftClusterDocument, body: JsonObject, *, patches: bool
    ) -> None:
        api, cluster = call.versioned(), doc["openShiftCluster"]
        base = (patch_base if patches else put_base)(api, cluster, self._cipher.unseal)
        if patches:
            _replace_identities(base, body)
        candidate = _merged(call, base, body)
        _lower_group(candidate)
        current = api.converter.render(cluster, self._cipher.unseal)
        raise_any(problems(self._proposal(call, doc, candidate, current)))
        await self._lay_over(call, cluster, candidate)

    async def resume(self, call: Call, doc: OpenShiftClusterDocument, body: JsonObject) -> None:
        """The PUT of a create that did not come to its end, again; any other is refused.

        What a new cluster must be is checked again, but not what Azure must have left for one:
        part of that is this cluster's already.
        """
        api, cluster = call.versioned(), doc["openShiftCluster"]
        candidate = _merged(call, put_base(api, cluster, self._cipher.unseal), body)
        _lower_group(candidate)
        api.values.check(candidate)
        wanted = copy.deepcopy(cluster)
        api.converter.to_hub(candidate, wanted, self._cipher.seal)
        if not say_the_same(api, wanted, cluster, self._cipher.unseal):
            raise refused(cluster["properties"])
        raise_any(problems(self._proposal(call, doc, candidate, None)))
        await self._finish(call, cluster)
        await self._releases.need_installable(cluster["properties"]["clusterProfile"]["version"])

    def take_identity_headers(
        self, call: Call, doc: OpenShiftClusterDocument, *, patches: bool
    ) -> None:
        """Where the cluster identity's credentials are fetched, as ARM says.

        Upstream answers 500 when a PUT comes without; a caller's mistake is a 400 here.
        """
        cluster = doc["openShiftCluster"]
        url = arm.text(call.headers, arm.IDENTITY_URL)
        if not uses_workload_identity(cluster["properties"]) or (patches and not url):
            return
        tenant = arm.text(call.headers, arm.HOME_TENANT_ID)
        if not url or not tenant:
            raise ArmError.of(
                400,
                Code.INVALID_PARAMETER,
                "The request lacks the headers that name the cluster identity's credentials: "
                "x-ms-identity-url and x-ms-home-tenant-id.",
                "identity",
            )
        identity = cluster.setdefault("managedServiceIdentity", {})
        identity["identityURL"], identity["tenantId"] = url, tenant

    async def _lay_over(self, call: Call, cluster: OpenShiftCluster, candidate: JsonObject) -> None:
        api = call.versioned()
        api.values.check(candidate)
        api.converter.to_hub(candidate, cluster, self._cipher.seal)
        await self._finish(call, cluster)

    async def _finish(self, call: Call, cluster: OpenShiftCluster) -> None:
        take_system_data(cluster, call.headers.get(arm.SYSTEM_DATA))
        if uses_workload_identity(cluster["properties"]):
            await need_matching_roles(cluster["properties"], self._releases.operators)

    async def _fill_version(self, candidate: JsonObject) -> None:
        properties = part(candidate, "properties")
        profile = part(properties, "clusterProfile")
        if not text(profile, "version"):
            default = await self._releases.need_default()
            properties["clusterProfile"] = {**profile, "version": default}

    def _proposal(
        self,
        call: Call,
        doc: OpenShiftClusterDocument,
        candidate: JsonObject,
        current: JsonObject | None,
    ) -> Proposal:
        api, config = call.versioned(), self._config
        return Proposal(
            version=api.version,
            shape=api.shape,
            path=call.key,
            resource=_resource(call),
            resource_type=config.full_type,
            location=config.location,
            domain=config.domain,
            candidate=candidate,
            current=current,
            architecture_version=doc["openShiftCluster"]["properties"].get(
                "architectureVersion", 0
            ),
            require_d2s_workers=config.require_d2s_workers,
        )


def _merged(call: Call, base: JsonObject, body: JsonObject) -> JsonObject:
    """Whether the body can hold a null shows in its bytes, at no cost."""
    return merge(base, body, call.versioned().merge_rules, has_null=b"null" in call.body)


def _resource(call: Call) -> ResourceId:
    """The route has seen to it that the path is that of a cluster."""
    _, subscription, _, group, _, namespace, type, name = call.segments
    return ResourceId(subscription, group, namespace, type, name)


def _replace_identities(base: JsonObject, body: JsonObject) -> None:
    """Identities in a PATCH take the place of the stored one (frontend.md 7.2)."""
    if part(part(body, "identity"), "userAssignedIdentities"):
        part(base, "identity")["userAssignedIdentities"] = {}


def _lower_group(candidate: JsonObject) -> None:
    """Stored in lower case, so that the same PUT again is no change (upstream refuses it)."""
    properties = part(candidate, "properties")
    profile = part(properties, "clusterProfile")
    if group := text(profile, "resourceGroupId"):
        properties["clusterProfile"] = {**profile, "resourceGroupId": group.lower()}


def _client_id_key(cluster: OpenShiftCluster) -> str:
    principal = cluster["properties"].get("servicePrincipalProfile")
    if principal is not None:
        return principal["clientId"].lower()
    (only,) = cluster["managedServiceIdentity"]["userAssignedIdentities"]
    return only.lower()
