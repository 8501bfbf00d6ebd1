"""What the user of `aro local` asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DEFAULT_DATA = Path(".aro")
API_VERSION = "2025-07-25"
"""What a call asks for that names no api-version."""


HELP_NAMES = {"help_option_names": ["-h", "--help"]}


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
