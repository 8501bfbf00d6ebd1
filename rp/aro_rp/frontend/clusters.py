"""Cluster reads: get and lists (frontend.md 8)."""

from __future__ import annotations

from aro_api.internal.models import OpenShiftClusterDocument
from aro_rp.arm import headers as arm
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.arm.headers import clean
from aro_rp.arm.paging import SKIP_TOKEN, TOP, next_link, page_size
from aro_rp.arm.preconditions import is_unchanged, quoted
from aro_rp.database.collection import Page, Stored
from aro_rp.database.databases import Databases
from aro_rp.database.encryption import CannotUnseal
from aro_rp.frontend.call import Call
from aro_rp.frontend.config import FrontendConfig
from aro_rp.frontend.renderings import Renderings
from aro_rp.frontend.replies import Reply, json_reply

StoredCluster = Stored[OpenShiftClusterDocument]


class ClusterReads:
    """Answers in every state, whatever became of the subscription; secrets are never rendered."""

    def __init__(self, databases: Databases, config: FrontendConfig) -> None:
        self._clusters = databases.clusters
        self._cipher = databases.cipher
        self._page_size = config.page_size
        self._renderings = Renderings(config.renderings)

    async def get(
        self, call: Call, *, subscription_id: str, resource_group_name: str, resource_name: str
    ) -> Reply:
        stored = await self._clusters.find_key(call.key)
        if stored is None:
            raise no_such_cluster(call.key)
        tag = (arm.ETAG, quoted(stored.etag))
        if is_unchanged(call.headers, stored.etag):
            return Reply(304, headers=(tag,))
        return Reply(200, self._renderings.body(stored, call.versioned()), (tag,))

    async def list(self, call: Call, *, subscription_id: str) -> Reply:
        return await self._page(call, subscription_id, f"/subscriptions/{subscription_id}/")

    async def list_by_resource_group(
        self, call: Call, *, subscription_id: str, resource_group_name: str
    ) -> Reply:
        prefix = f"/subscriptions/{subscription_id}/resourcegroups/{resource_group_name}/"
        return await self._page(call, subscription_id, prefix)

    async def _page(self, call: Call, subscription: str, prefix: str) -> Reply:
        size = page_size(call.parameter(TOP), self._page_size)
        page = await self._clusters.page(subscription, prefix, size, self._continuation(call))
        api = call.versioned()
        body: dict[str, object] = {
            "value": [self._renderings.item(stored, api) for stored in page.items]
        }
        self._add_next_link(body, call, page)
        return json_reply(200, body)

    def _continuation(self, call: Call) -> str:
        """What our own token says; upstream answers 500 to any other, which is a caller's mistake.

        Raises ``ArmError`` 400 InvalidRequestContent.
        """
        token = call.parameter(SKIP_TOKEN)
        try:
            return self._cipher.open_token(token) if token else ""
        except CannotUnseal:
            raise ArmError.of(
                400,
                Code.INVALID_REQUEST_CONTENT,
                f"The provided {SKIP_TOKEN} '{clean(token)}' is not one that this service gave "
                "out: use a list's nextLink as it is.",
                SKIP_TOKEN,
            ) from None

    def _add_next_link(
        self, body: dict[str, object], call: Call, page: Page[OpenShiftClusterDocument]
    ) -> None:
        if page.continuation:
            token = self._cipher.seal_token(page.continuation)
            body["nextLink"] = next_link(call.referer, token)


def no_such_cluster(key: str) -> ArmError:
    parts = key.split("/")
    return ArmError.of(
        404,
        Code.RESOURCE_NOT_FOUND,
        f"The Resource '{parts[6]}/{parts[7]}/{parts[8]}' under resource group '{parts[4]}' "
        "was not found.",
    )
