"""The backend process: takes operations from the store and brings them to their end."""

from __future__ import annotations

from .queue import take_over
from .settings import BackendSettings
from .worker import Backend

__all__ = ["Backend", "BackendSettings", "take_over"]
