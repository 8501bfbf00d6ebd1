"""Where an error came from, for the log: places, never values.

An error's text may quote what a service said about a request, and a renderer may add the values
of local variables; neither belongs into a log that must hold no secrets.
"""

from __future__ import annotations

import traceback

DEEPEST = 12


def trace(error: BaseException) -> list[str]:
    """The innermost frames, outermost first, as "file:line function"."""
    frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
