"""ARM tells what becomes of a subscription (frontend.md 12)."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from aro_api.internal.models import (
    Subscription,
    SubscriptionDocument,
    SubscriptionState,
)
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.clock import Clock
from aro_rp.database.collection import PATCH_ATTEMPTS, PATCH_PAUSE_S
from aro_rp.database.databases import Databases
from aro_rp.database.store import AlreadyExists, EtagMismatch
from aro_rp.frontend.call import Call
from aro_rp.frontend.middleware.bodies import parse_json
from aro_rp.frontend.replies import Reply, json_reply

_STATES = ", ".join(f"'{state}'" for state in SubscriptionState)


class SubscriptionWrites:
    """Members that we do not know are kept and returned; the owner's address is neither."""

    def __init__(self, databases: Databases, clock: Clock) -> None:
        self._subscriptions = databases.subscriptions
        self._clock = clock

    async def put(self, call: Call, *, subscription_id: str) -> Reply:
        """The state is checked before anything is read; a lost race begins again, five times."""
        subscription = _read(call.body)
        for attempt in range(PATCH_ATTEMPTS - 1):
            try:
                return await self._put(subscription_id, subscription)
            except (EtagMismatch, AlreadyExists):
                await self._clock.sleep(attempt * PATCH_PAUSE_S)
        return await self._put(subscription_id, subscription)

    async def _put(self, id: str, subscription: Subscription) -> Reply:
        held = await self._subscriptions.find(id)
        doc = held.doc if held else SubscriptionDocument(id=id)
        if (
            doc.subscription.state == SubscriptionState.DELETED
            and subscription.state != SubscriptionState.DELETED
        ):
            raise ArmError.of(
                400,
                Code.INVALID_SUBSCRIPTION_STATE,
                f"Request is not allowed in subscription '{id}' in state 'Deleted'.",
            )
        doc.subscription = subscription
        doc.deleting = subscription.state == SubscriptionState.DELETED
        if held is None:
            await self._subscriptions.create(doc)
        else:
            await self._subscriptions.replace(held, doc)
        return json_reply(200 if held else 201, _shown(subscription))


def _read(body: bytes) -> Subscription:
    content = parse_json(body)
    content = {} if content is None else content
    _settle(content)
    try:
        subscription = Subscription.model_validate(content)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise ArmError.of(
            400,
            Code.INVALID_REQUEST_CONTENT,
            f"The request content was invalid and could not be deserialized: '{where}' has the "
            "wrong type.",
        ) from None
    if subscription.state not in set(SubscriptionState):
        raise ArmError.of(
            400,
            Code.INVALID_PARAMETER,
            f"The provided state '{subscription.state}' is invalid: use {_STATES}.",
            "state",
        )
    return subscription


def _settle(content: object) -> None:
    """In place: null text is none, as ARM means it, and the owner's address is not for us."""
    properties = _member(content, "properties")
    owner = _member(properties, "accountOwner")
    if isinstance(owner, dict):
        for name in [name for name in owner if name.lower() == "email"]:
            del owner[name]
    _drop_null(content, "state")
    _drop_null(properties, "tenantId")
    features = _member(properties, "registeredFeatures")
    for place, feature in enumerate(features if isinstance(features, list) else ()):
        if feature is None:
            features[place] = {}
        _drop_null(feature, "name", "state")


def _member(holder: object, name: str) -> Any:
    return holder.get(name) if isinstance(holder, dict) else None


def _drop_null(holder: object, *names: str) -> None:
    for name in names:
        if isinstance(holder, dict) and holder.get(name, "") is None:
            del holder[name]


def _shown(subscription: Subscription) -> object:
    return subscription.model_dump(mode="json", by_alias=True, exclude_defaults=True)
