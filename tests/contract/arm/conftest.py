"""What the lines of ARM's contract begin with."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
async def created(rp: Any, wanted: dict[str, Any]) -> Any:
    """A cluster that is being made."""
    await rp.created(wanted)
    return rp


@pytest.fixture
def public(rp: Any) -> dict[str, str]:
    """The URL a customer used at ARM."""
    return {"referer": f"https://public.example{rp.cluster()}?api-version={rp.version}"}
