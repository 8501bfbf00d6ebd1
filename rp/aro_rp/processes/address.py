"""Where a process listens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class AddressRefused(OSError):
    """Nothing can listen there; the message names the address, why, and what to do."""


@contextmanager
def listening_at(host: str, port: int, options: str) -> Iterator[None]:
    """Tells as ``AddressRefused`` what keeps the block from listening; ``options`` choose it."""
    try:
        yield
    except OSError as problem:
        if problem.filename is not None:
            raise
        reason = str(problem.strerror).partition(" (")[0]
        raise AddressRefused(
            f"nothing can listen at {host}:{port}: {reason}; choose another with {options}"
        ) from problem
