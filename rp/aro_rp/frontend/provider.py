"""What the provider as a whole tells: its operations, and whether it is ready."""

from __future__ import annotations

from datetime import datetime, timedelta

from aro_api.provider_operations import OPERATION_LIST
from aro_rp.arm.errors import ArmError
from aro_rp.clock import Clock
from aro_rp.frontend.call import Call
from aro_rp.frontend.config import FrontendConfig
from aro_rp.frontend.releases import Releases
from aro_rp.frontend.replies import Reply, internal_error, json_reply, to_bytes


class ProviderReads:
    """The list must not vary: ARM asks several services and merges what they say."""

    def __init__(self) -> None:
        self._operations = to_bytes(OPERATION_LIST)

    async def list(self, call: Call) -> Reply:
        return Reply(200, self._operations)


class Health:
    """Ready when old enough, fed once, able to tell callers apart, and not on the way out.

    Source: frontend.md 1.
    """

    def __init__(self, releases: Releases, config: FrontendConfig, clock: Clock) -> None:
        self._releases = releases
        self._authentication = config.authentication
        self._clock = clock
        self._ready_from: datetime = clock.now() + timedelta(seconds=config.ready_after_s)
        self.draining = False

    async def ready(self, call: Call) -> Reply:
        if not self.is_ready():
            raise ArmError(500, internal_error().problem)
        return json_reply(200, {})

    def is_ready(self) -> bool:
        old_enough = self._clock.now() >= self._ready_from
        able = self._releases.ready and self._authentication.ready
        return old_enough and able and not self.draining
