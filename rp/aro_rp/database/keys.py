"""Encryption keys in a local file: a JSON list of base64 texts, oldest first, 64 bytes each.

The last one seals, all of them open. To change keys, append one and restart; remove an old one
when nothing is sealed with it. Where several processes run, insert the new one before the last and
restart them all; only then move it to the end, so that each can open what the first one seals.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path

from aro_rp.database.encryption import KEY_BYTES, RandomBytes


class KeyFileError(Exception):
    """The key file cannot be used; says why, never what is in it."""


def load_keys(path: Path) -> tuple[bytes, ...]:
    """Raises KeyFileError, also when others than the owner may read or write the file."""
    try:
        mode, text = path.stat().st_mode, path.read_bytes()
    except OSError as error:
        raise KeyFileError(f"the key file '{path}' cannot be read: {error.strerror}") from error
    if mode & 0o077:
        raise KeyFileError(f"the key file '{path}' is open to others: run 'chmod 600 {path}'")
    try:
        keys = tuple(base64.b64decode(key, validate=True) for key in json.loads(text))
    except (TypeError, ValueError) as error:
        raise KeyFileError(f"the key file '{path}' is not a JSON list of base64 texts") from error
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise KeyFileError(f"the key file '{path}' must list keys of {KEY_BYTES} bytes")
    return keys


def load_or_create_keys(
    path: Path, random_bytes: RandomBytes = secrets.token_bytes
) -> tuple[bytes, ...]:
    """Makes a file with one new key when there is none; of racing processes one makes it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        text = json.dumps([base64.b64encode(random_bytes(KEY_BYTES)).decode()])
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return load_keys(path)
