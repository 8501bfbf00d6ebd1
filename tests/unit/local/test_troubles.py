from __future__ import annotations

import errno

import httpx

from aro_rp.local.folder import FolderInUse
from aro_rp.local.troubles import explained


def test_trouble_a_user_can_mend_is_a_sentence() -> None:
    assert (
        explained(FolderInUse("'.aro' is in use by process 7")) == "'.aro' is in use by process 7"
    )
    missing = FileNotFoundError(errno.ENOENT, "No such file or directory", "keys.json")
    assert explained(missing) == "'keys.json' cannot be used: No such file or directory"
    silent = explained(httpx.ConnectError("refused"))
    assert silent is not None
    assert "aro local" in silent


def test_a_group_of_one_is_explained_as_the_one() -> None:
    assert explained(ExceptionGroup("tasks", [FolderInUse("taken")])) == "taken"


def test_what_only_a_developer_can_mend_is_not_explained_away() -> None:
    assert explained(KeyError("x")) is None
    assert explained(ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")) is None
    assert explained(ExceptionGroup("tasks", [KeyError("x"), FolderInUse("y")])) is None
