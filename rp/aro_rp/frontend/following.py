"""Headers that lead a client to its operation, and say how often to ask (RPC contract L4-L6)."""

from __future__ import annotations

from aro_rp.arm import headers as arm
from aro_rp.arm.long_running import OperationPaths, public_url
from aro_rp.frontend.call import Call
from aro_rp.frontend.replies import Header


def location(call: Call, paths: OperationPaths) -> Header:
    return arm.LOCATION, public_url(call.referer, paths.result).encode("latin-1")


def async_operation(call: Call, paths: OperationPaths) -> Header:
    return arm.ASYNC_OPERATION, public_url(call.referer, paths.status).encode("latin-1")


def pace(seconds: int) -> tuple[Header, ...]:
    """Retry-After; nothing for 0."""
    return ((arm.RETRY_AFTER, b"%d" % seconds),) if seconds else ()
