"""Where an error came from, for the log: places, never values.

An error's text may quote what a service said about a request, and a renderer may add the values
of local variables; neither belongs into a log that must hold no secrets.
"""

from __future__ import annotations

import traceback
from urllib.parse import urlsplit

from aro_rp.azure.errors import Fault, fault_of
from aro_rp.database.store import StoreError

DEEPEST = 12


def trace(error: BaseException) -> list[str]:
    """The innermost frames, outermost first, as "file:line function"."""
    frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def reason(error: BaseException) -> dict[str, str]:
    """What the store says, in our own words, of what it did not do."""
    return {"reason": str(error)} if isinstance(error, StoreError) else {}


def azure_call(error: BaseException) -> dict[str, str | int]:
    """The call of Azure that the error came from, if any, as its owners can be asked about it.

    The query is left out: it may hold a signature.
    """
    fault = _fault_behind(error)
    if fault is None:
        return {}
    url = urlsplit(fault.url)
    found: dict[str, str | int] = {
        "azure_status": fault.status,
        "azure_code": fault.code,
        "azure_url": f"{url.scheme}://{url.netloc}{url.path}" if url.netloc else "",
        "azure_request": fault.headers.get("x-ms-request-id", ""),
    }
    return {name: value for name, value in found.items() if value}


def _fault_behind(error: BaseException) -> Fault | None:
    """Of the error itself or of the first among its causes that is Azure's."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        if fault := fault_of(cause):
            return fault
        seen.add(id(cause))
        cause = cause.__cause__
    return None
