"""Everything that a command can refuse, independent of the tool.

Fault
├── InvalidValue       a value that cannot be
├── MissingArgument    a flag that another one needs
├── Conflict           flags that exclude each other
├── Refused            the checks before a create found errors
├── NotAllowed         the caller lacks a right, or the subscription is not registered
├── Absent             something that must exist does not
├── FileTrouble        a local file cannot be read or written
├── Unexpected         Azure answered what it never should
└── Several            more than one of the above
"""

from __future__ import annotations

from collections.abc import Sequence


class Fault(Exception):
    """Says what is wrong, with the value at fault, and what the user can do about it."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.message, self.advice = message, advice


class InvalidValue(Fault):
    pass


class MissingArgument(Fault):
    pass


class Conflict(Fault):
    pass


class Refused(Fault):
    pass


class NotAllowed(Fault):
    pass


class Absent(Fault):
    pass


class FileTrouble(Fault):
    pass


class Unexpected(Fault):
    pass


class Several(Fault):
    """All problems of a command line; it counts as the kind of the first."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(
            "\n".join(fault.message for fault in faults),
            "\n".join(dict.fromkeys(fault.advice for fault in faults)),
        )
        self.faults = tuple(faults)


def complain(faults: Sequence[Fault]) -> None:
    """Raises what was found, all at once; nothing found is fine."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise Several(faults)


class AzureRefused(Exception):
    """A reply that is not a success: status and the error of its body."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"({code}) {message}" if code else message)
        self.status, self.code, self.message = status, code, message
