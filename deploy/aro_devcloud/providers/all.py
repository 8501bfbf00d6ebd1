"""Every provider the cloud answers for."""

from __future__ import annotations

from collections.abc import Sequence

from aro_devcloud.catalog import Provider

PROVIDERS: Sequence[Provider] = ()
