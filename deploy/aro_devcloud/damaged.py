"""What a local cloud says when it cannot go on with what it has kept."""

from __future__ import annotations


class Damaged(Exception):
    """A file is not what was written; the message names it and what to do."""
