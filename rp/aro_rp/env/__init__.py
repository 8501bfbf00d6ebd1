"""What a process is told from outside; nothing else reads environment variables."""

from __future__ import annotations

from aro_rp.env.access import Access
from aro_rp.env.features import Feature
from aro_rp.env.local import local_settings
from aro_rp.env.settings import Settings, SettingsError

__all__ = ["Access", "Feature", "Settings", "SettingsError", "local_settings"]
