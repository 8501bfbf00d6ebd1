"""When a subscription or a cluster lets a request through (frontend.md 7.8, 12)."""

from __future__ import annotations

import orjson

from aro_api.internal.documents import OpenShiftClusterProperties
from aro_api.internal.models import ProvisioningState, SubscriptionState
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.arm.long_running import TERMINAL, UNFINISHED
from aro_rp.database.databases import Databases
from aro_rp.database.subscriptions import StoredSubscription

REGISTERED = frozenset({SubscriptionState.REGISTERED})
DELETES = REGISTERED | {SubscriptionState.WARNED, SubscriptionState.SUSPENDED}

_FATAL = frozenset({ProvisioningState.CREATING, ProvisioningState.DELETING})
_PASSING = frozenset({"", ProvisioningState.UPDATING, ProvisioningState.ADMIN_UPDATING})


async def need_subscription(
    databases: Databases, subscription: str, allowed: frozenset[SubscriptionState]
) -> None:
    """Raises ``ArmError`` 400 InvalidSubscriptionState unless it is in one of the states."""
    need_state(await databases.subscriptions.find(subscription), subscription, allowed)


def need_state(
    found: StoredSubscription | None, subscription: str, allowed: frozenset[SubscriptionState]
) -> None:
    """As ``need_subscription``, of a subscription that was looked up already."""
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


def need_resting(properties: OpenShiftClusterProperties) -> None:
    """Nothing else may be under way."""
    state = properties.get("provisioningState", "")
    if state not in TERMINAL:
        raise _not_allowed(f"Request is not allowed in provisioningState '{state}'.")


def need_updatable(properties: OpenShiftClusterProperties) -> None:
    """A cluster at rest that did not come to be, or did not go, cannot be changed."""
    unfinished = _unfinished(properties)
    if unfinished in _FATAL:
        raise refused(properties)
    if unfinished not in _PASSING:
        raise ValueError(f"failedProvisioningState '{unfinished}' is no state that work ends in")


def need_credentials(properties: OpenShiftClusterProperties) -> None:
    """Credentials exist from the end of the install to the beginning of the delete."""
    state = properties.get("provisioningState", "")
    if state in _FATAL:
        raise _not_allowed(f"Request is not allowed in provisioningState '{state}'.")
    if _unfinished(properties) in _FATAL:
        raise refused(properties)


def creation_failed(properties: OpenShiftClusterProperties) -> bool:
    """Whether it rests half made, because the create failed or was canceled."""
    return _unfinished(properties) == ProvisioningState.CREATING


def refused(properties: OpenShiftClusterProperties) -> ArmError:
    """The answer to whatever a cluster that is half made or half gone does not allow."""
    how = (
        "failed"
        if properties.get("provisioningState") == ProvisioningState.FAILED
        else "was canceled"
    )
    if properties.get("failedProvisioningState", "") == ProvisioningState.DELETING:
        return _not_allowed(
            f"Request is not allowed on cluster whose deletion {how}. Delete the cluster."
        )
    return _not_allowed(
        f"Request is not allowed on cluster whose creation {how}. Delete the cluster, or send "
        "the PUT that was to create it again, unchanged, to go on with it."
    )


def _unfinished(properties: OpenShiftClusterProperties) -> str:
    """The state whose work did not come to its end; nothing when all is well or under way."""
    ended = properties.get("provisioningState") in UNFINISHED
    return properties.get("failedProvisioningState", "") if ended else ""


def _not_allowed(message: str) -> ArmError:
    return ArmError.of(400, Code.REQUEST_NOT_ALLOWED, message)
