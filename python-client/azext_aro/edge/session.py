"""A session over the ``az`` that runs the command."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from azure.cli.core.commands.client_factory import get_subscription_id
from knack.log import get_logger

from azext_aro.chance import SystemChance
from azext_aro.edge.rest import ArmRest, GraphRest
from azext_aro.edge.sdk import SdkClusters, client_of

logger = get_logger(__name__)


class AzTerminal:
    """Progress as the tool shows it, notes with --verbose, warnings always."""

    def __init__(self, cli_ctx: Any) -> None:
        self._cli_ctx = cli_ctx

    @property
    def width(self) -> int:
        """That of the window; what goes elsewhere may be as wide as it likes."""
        return shutil.get_terminal_size((sys.maxsize, 0)).columns

    @contextmanager
    def progress(self, message: str) -> Iterator[None]:
        logger.info("%s.", message)
        shown = self._cli_ctx.get_progress_controller()
        shown.begin(message=message)
        try:
            yield
        finally:
            shown.end()

    def note(self, message: str) -> None:
        logger.info("%s", message)

    def warn(self, message: str) -> None:
        logger.warning("%s", message)


class AzSession:
    """Clients are made when they are first asked for."""

    def __init__(self, cmd: Any) -> None:
        self._cli_ctx = cmd.cli_ctx
        self.terminal = AzTerminal(cmd.cli_ctx)
        self.chance = SystemChance()

    @cached_property
    def _client(self) -> Any:
        return client_of(self._cli_ctx)

    @cached_property
    def subscription(self) -> str:
        return str(get_subscription_id(self._cli_ctx))

    @cached_property
    def clusters(self) -> SdkClusters:
        return SdkClusters(self._client, self._cli_ctx)

    @cached_property
    def arm(self) -> ArmRest:
        return ArmRest(self._client)

    @cached_property
    def graph(self) -> GraphRest:
        return GraphRest(self._cli_ctx)

    def pause(self, seconds: float) -> None:
        time.sleep(seconds)
