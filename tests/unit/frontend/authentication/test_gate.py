"""Which authorizer decides over which request (frontend.md 5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aro_rp.arm.errors import ArmError
from aro_rp.frontend.authentication import Authentication


class Fixed:
    """Decides always the same, and remembers that it was asked."""

    def __init__(self, answer: bool, *, ready: bool = True) -> None:
        self.answer = answer
        self.ready = ready
        self.asked = 0

    async def permits(self, call: Any) -> bool:
        self.asked += 1
        return self.answer


YES, NO = True, False
ARM = {"path": "/subscriptions/x", "query": b"api-version=2025-07-25"}
BY_QUERY = {"path": "/subscriptions/x", "query": b"api-version=admin"}
BY_PATH = {"path": "/admin/versions"}


async def passes(gate: Authentication, call: Any) -> bool:
    try:
        await gate.require(call)
    except ArmError as error:
        return (error.status, error.problem.code) != (403, "Forbidden")
    return True


@pytest.mark.parametrize(
    ("request_", "arm", "admin", "passed"),
    [
        (ARM, YES, NO, True),
        (ARM, NO, YES, False),
        (BY_QUERY, YES, NO, False),
        (BY_QUERY, NO, YES, True),
        (BY_PATH, YES, NO, False),
        (BY_PATH, NO, YES, True),
    ],
)
async def test_each_kind_of_caller_opens_its_own_door_only(
    call_of: Callable[..., Any], request_: Any, arm: bool, admin: bool, passed: bool
) -> None:
    gate = Authentication(Fixed(arm), Fixed(admin))
    assert await passes(gate, call_of(**request_)) is passed


@pytest.mark.parametrize(
    ("mise", "certificate", "enforced", "passed", "certificates_looked_at"),
    [
        (YES, NO, False, True, 0),
        (NO, YES, False, True, 1),
        (NO, NO, False, False, 1),
        (YES, NO, True, True, 0),
        (NO, YES, True, False, 0),
    ],
)
async def test_mise_goes_first_and_alone_when_enforced(
    call_of: Callable[..., Any],
    mise: bool,
    certificate: bool,
    enforced: bool,
    passed: bool,
    certificates_looked_at: int,
) -> None:
    arm = Fixed(certificate)
    gate = Authentication(arm, Fixed(NO), Fixed(mise), enforced)
    assert await passes(gate, call_of(**ARM)) is passed
    assert arm.asked == certificates_looked_at


@pytest.mark.parametrize(
    ("mise", "enforced", "arm", "admin", "ready"),
    [
        (None, False, True, True, True),
        (None, False, False, True, False),
        (None, False, True, False, False),
        (True, False, False, True, True),
        (False, False, True, True, True),
        (False, True, True, True, False),
        (True, True, False, True, True),
    ],
)
def test_it_is_ready_when_requests_of_both_kinds_can_be_decided(
    mise: bool | None, enforced: bool, arm: bool, admin: bool, ready: bool
) -> None:
    by_mise = None if mise is None else Fixed(YES, ready=mise)
    gate = Authentication(Fixed(YES, ready=arm), Fixed(YES, ready=admin), by_mise, enforced)
    assert gate.ready is ready
