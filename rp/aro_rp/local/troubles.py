"""Trouble that a user of the local stack can mend, as sentences."""

from __future__ import annotations

import errno

import httpx

from aro_devcloud.told import NotTold
from aro_rp.database.keys import KeyFileError
from aro_rp.database.store import StoreError
from aro_rp.local.arm_client import CallRefused
from aro_rp.local.folder import FolderInUse


def explained(error: BaseException) -> str | None:
    """What to tell the user; None for what only a developer can mend."""
    if isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        return explained(error.exceptions[0])
    if isinstance(error, FolderInUse | KeyFileError | NotTold | StoreError):
        return str(error)
    if isinstance(error, CallRefused):
        return f"ARM refused the call with HTTP {error.reply.status_code}: {error.reply.text}"
    if isinstance(error, httpx.TransportError):
        return f"the local stack does not answer ({error}); is `aro local` running?"
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return f"a port is taken ({error.strerror}); choose another with --port"
    return None
