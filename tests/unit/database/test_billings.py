"""Billing: the times are the store's, and whoever set them first."""

from __future__ import annotations

import pytest

from aro_api.internal.models import Billing, BillingDocument
from aro_rp.clock import FixedClock
from aro_rp.database.databases import Databases
from aro_rp.database.store import NotFound


async def test_billing_begins_when_the_document_is_created(
    databases: Databases, clock: FixedClock
) -> None:
    stored = await databases.billing.create(BillingDocument(id="a"))
    assert stored.doc.billing.creation_time == int(clock.now().timestamp())
    assert stored.doc.billing.deletion_time == 0


async def test_a_beginning_that_is_set_stays(databases: Databases) -> None:
    doc = BillingDocument(id="a", billing=Billing(creation_time=7))
    assert (await databases.billing.create(doc)).doc.billing.creation_time == 7


async def test_billing_ends_once(databases: Databases, clock: FixedClock) -> None:
    await databases.billing.create(BillingDocument(id="a"))
    clock.advance(60)
    first = await databases.billing.mark_deleted("a")
    clock.advance(60)
    second = await databases.billing.mark_deleted("a")
    begun = first.doc.billing.creation_time
    assert first.doc.billing.deletion_time == second.doc.billing.deletion_time == begun + 60


async def test_what_is_not_billed_cannot_end(databases: Databases) -> None:
    with pytest.raises(NotFound):
        await databases.billing.mark_deleted("a")
