"""When a subscription or a cluster lets a request through (frontend.md 7.8, 12)."""

from __future__ import annotations

import orjson

from aro_api.internal.models import (
    OpenShiftCluster,
    ProvisioningState,
    SubscriptionState,
)
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.database.databases import Databases

UNFINISHED = frozenset({ProvisioningState.FAILED, ProvisioningState.CANCELED})
TERMINAL = UNFINISHED | {ProvisioningState.SUCCEEDED}
REGISTERED = frozenset({SubscriptionState.REGISTERED})
DELETES = REGISTERED | {SubscriptionState.WARNED, SubscriptionState.SUSPENDED}

_FATAL = frozenset({ProvisioningState.CREATING, ProvisioningState.DELETING})
_PASSING = frozenset({"", ProvisioningState.UPDATING, ProvisioningState.ADMIN_UPDATING})


async def need_subscription(
    databases: Databases, subscription: str, allowed: frozenset[SubscriptionState]
) -> None:
    """Raises ``ArmError`` 400 InvalidSubscriptionState unless it is in one of the states."""
    found = await databases.subscriptions.find(subscription)
    state = _state(found.row.body) if found else "NotRegistered"
    if state not in allowed:
        raise ArmError.of(
            400,
            Code.INVALID_SUBSCRIPTION_STATE,
            f"Request is not allowed in subscription '{subscription}' in state '{state}'.",
        )


def _state(subscription: bytes) -> str:
    """Nothing else is asked of the document, so no model is made of it."""
    state = orjson.loads(subscription).get("subscription", {}).get("state", "")
    return str(state)


def need_resting(cluster: OpenShiftCluster) -> None:
    """Nothing else may be under way."""
    state = cluster.properties.provisioning_state
    if state not in TERMINAL:
        raise _not_allowed(f"Request is not allowed in provisioningState '{state}'.")


def need_updatable(cluster: OpenShiftCluster) -> None:
    """A cluster at rest that did not come to be, or did not go, cannot be changed."""
    unfinished = _unfinished(cluster)
    if unfinished in _FATAL:
        raise refused(cluster)
    if unfinished not in _PASSING:
        raise ValueError(f"failedProvisioningState '{unfinished}' is no state that work ends in")


def need_credentials(cluster: OpenShiftCluster) -> None:
    """Credentials exist from the end of the install to the beginning of the delete."""
    state = cluster.properties.provisioning_state
    if state in _FATAL:
        raise _not_allowed(f"Request is not allowed in provisioningState '{state}'.")
    if _unfinished(cluster) in _FATAL:
        raise refused(cluster)


def creation_failed(cluster: OpenShiftCluster) -> bool:
    """Whether it rests half made, because the create failed or was canceled."""
    return _unfinished(cluster) == ProvisioningState.CREATING


def refused(cluster: OpenShiftCluster) -> ArmError:
    """The answer to whatever a cluster that is half made or half gone does not allow."""
    properties = cluster.properties
    how = "failed" if properties.provisioning_state == ProvisioningState.FAILED else "was canceled"
    if properties.failed_provisioning_state == ProvisioningState.DELETING:
        return _not_allowed(
            f"Request is not allowed on cluster whose deletion {how}. Delete the cluster."
        )
    return _not_allowed(
        f"Request is not allowed on cluster whose creation {how}. Delete the cluster, or send "
        "the PUT that was to create it again, unchanged, to go on with it."
    )


def _unfinished(cluster: OpenShiftCluster) -> str:
    """The state whose work did not come to its end; nothing when all is well or under way."""
    properties = cluster.properties
    ended = properties.provisioning_state in UNFINISHED
    return properties.failed_provisioning_state if ended else ""


def _not_allowed(message: str) -> ArmError:
    return ArmError.of(400, Code.REQUEST_NOT_ALLOWED, message)
