"""Several calls at the same time, none left behind."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def all_of(*calls: Coroutine[Any, Any, T]) -> list[T]:
    """All results in order. After an error the others still come to their end; the first error
    in order is raised then, so that a retry finds nothing half under way.
    """
    results = await asyncio.gather(*calls, return_exceptions=True)
    done: list[T] = []
    for result in results:
        if isinstance(result, BaseException):
            raise result
        done.append(result)
    return done
