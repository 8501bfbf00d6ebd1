"""What the user of `aro local` asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DEFAULT_DATA = Path(".aro")


class OptionRefused(Exception):
    """What an option asks for cannot be; the message names what is at fault and what to do."""


@dataclass(frozen=True, slots=True)
class LocalOptions:
    """Port 0 is any free one. ``cloud`` is a file of ``aro_devcloud.told.read_told``."""

    data: Path
    port: int
    rp_port: int
    subscriptions: tuple[str, ...]
    instant: bool
    cloud: Path | None = None
