"""Names and ids that nobody can guess."""

from __future__ import annotations

import random
import string
import uuid


class SystemChance:
    """Draws from the operating system's source of chance."""

    def letters(self) -> str:
        pick = random.SystemRandom().choice
        rest = string.ascii_lowercase + string.digits
        return pick(string.ascii_lowercase) + "".join(pick(rest) for _ in range(7))

    def uuid(self) -> str:
        return str(uuid.uuid4())
