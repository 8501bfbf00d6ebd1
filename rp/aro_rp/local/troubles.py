"""Trouble that a user of a command can mend, as sentences.

Imports nothing of the local cloud: a production image, which has none, explains its troubles too.
"""

from __future__ import annotations

import errno

import httpx

from aro_rp.database.keys import KeyFileError
from aro_rp.database.store import StoreError
from aro_rp.env import SettingsError
from aro_rp.local.arm_client import CallRefused
from aro_rp.local.folder import FolderInUse
from aro_rp.local.options import OptionRefused
from aro_rp.processes.address import AddressRefused

SENTENCES = (
    AddressRefused,
    FolderInUse,
    KeyFileError,
    OptionRefused,
    SettingsError,
    StoreError,
)
FULL = (errno.EDQUOT, errno.ENOSPC)
DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


def explained(error: BaseException) -> str | None:
    """What to tell the user; None for what only a developer can mend."""
    if isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        return explained(error.exceptions[0])
    if isinstance(error, SENTENCES):
        return str(error)
    if isinstance(error, CallRefused):
        return f"ARM refused the call with HTTP {error.reply.status_code}: {error.reply.text}"
    if isinstance(error, httpx.TransportError):
        return f"the local stack does not answer ({error}); is `aro local` running?"
    if getattr(error, "sqlite_errorname", "").startswith(DAMAGED):
        return f"a database file cannot be used ({error}): restore it or begin with another one"
    if isinstance(error, OSError) and error.filename is not None:
        return f"'{error.filename}' cannot be used: {error.strerror}"
    if isinstance(error, OSError) and error.errno in FULL:
        return f"nothing more can be written: {error.strerror}"
    return None
