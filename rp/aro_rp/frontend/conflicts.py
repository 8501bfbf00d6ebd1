"""What another document with the same unique key means to the caller (frontend.md 7.1, step 19)."""

from __future__ import annotations

from collections.abc import Mapping

from aro_api.internal.documents import OpenShiftClusterDocument
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.database.clusters import BY_CLIENT_ID, BY_KEY, BY_RESOURCE_GROUP_ID


class Raced(Exception):
    """Another request created the same cluster in between."""


Keys = Mapping[str, str]
"""What is unique about a cluster, by its path."""


def keys_of(doc: OpenShiftClusterDocument) -> Keys:
    return {
        BY_KEY: doc["key"],
        BY_CLIENT_ID: doc.get("clientIdKey", ""),
        BY_RESOURCE_GROUP_ID: doc.get("clusterResourceGroupIdKey", ""),
    }


def conflict(unique: str, keys: Keys) -> Exception:
    """The error to raise; ``unique`` is the path of the key that is taken."""
    if unique == BY_CLIENT_ID:
        return ArmError.of(
            400,
            Code.DUPLICATE_CLIENT_ID,
            f"The provided client ID or cluster identity '{keys[unique]}' is already in use "
            "by a cluster.",
        )
    if unique == BY_RESOURCE_GROUP_ID:
        return ArmError.of(
            400,
            Code.DUPLICATE_RESOURCE_GROUP,
            f"The provided resource group '{keys[unique]}' already contains a cluster.",
        )
    return Raced(keys[BY_KEY])
