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

TERMINAL = frozenset({ProvisioningState.SUCCEEDED, ProvisioningState.FAILED})
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


def need_terminal(cluster: OpenShiftCluster) -> None:
    """Nothing else may be under way."""
    state = cluster.properties.provisioning_state
    if state not in TERMINAL:
        raise _not_allowed(f"Request is not allowed in provisioningState '{state}'.")


def need_updatable(cluster: OpenShiftCluster) -> None:
    """A cluster that failed to appear or to go can only be deleted."""
    need_terminal(cluster)
    properties = cluster.properties
    failed = properties.failed_provisioning_state
    if properties.provisioning_state != ProvisioningState.FAILED or failed in _PASSING:
        return
    if failed in _FATAL:
        raise _failed(failed)
    raise ValueError(f"failedProvisioningState '{failed}' is not a state that work can fail in")


def need_credentials(cluster: OpenShiftCluster) -> None:
    """Credentials exist from the end of the install to the beginning of the delete."""
    properties = cluster.properties
    state, failed = properties.provisioning_state, properties.failed_provisioning_state
    if state in _FATAL:
        raise _not_allowed(f"Request is not allowed in provisioningState '{state}'.")
    if state == ProvisioningState.FAILED and failed in _FATAL:
        raise _failed(failed)


def _failed(failed: str) -> ArmError:
    what = "creation" if failed == ProvisioningState.CREATING else "deletion"
    return _not_allowed(
        f"Request is not allowed on cluster whose {what} failed. Delete the cluster."
    )


def _not_allowed(message: str) -> ArmError:
    return ArmError.of(400, Code.REQUEST_NOT_ALLOWED, message)
