"""Key files: made once, private, and refused with a reason."""

from __future__ import annotations

import base64
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aro_rp.database.keys import KeyFileError, load_keys, load_or_create_keys


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "keys.json"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o600)
    return path


def encoded(*keys: bytes) -> str:
    return json.dumps([base64.b64encode(key).decode() for key in keys])


def test_a_missing_file_is_made_with_one_key_for_the_owner_only(path: Path) -> None:
    (key,) = load_or_create_keys(path)
    assert len(key) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_or_create_keys(path) == (key,)
    assert [file.name for file in path.parent.iterdir()] == ["keys.json"]


def test_all_who_make_the_file_at_once_get_the_same_key(path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: load_or_create_keys(path), range(8)))
    assert len(set(made)) == 1


def test_keys_are_read_in_order(path: Path) -> None:
    write(path, encoded(bytes(64), bytes([1]) * 64))
    assert load_keys(path) == (bytes(64), bytes([1]) * 64)


def test_a_missing_file_is_named(path: Path) -> None:
    with pytest.raises(KeyFileError, match=r"keys.json' cannot be read: No such file"):
        load_keys(path)


def test_a_file_open_to_others_is_refused(path: Path) -> None:
    write(path, encoded(bytes(64))).chmod(0o640)
    with pytest.raises(KeyFileError, match="chmod 600"):
        load_keys(path)


@pytest.mark.parametrize("text", ["", "{", '"text"', "[1]", '["not base64!"]', "5"])
def test_a_file_that_is_no_list_of_base64_is_refused(path: Path, text: str) -> None:
    with pytest.raises(KeyFileError):
        load_keys(write(path, text))


def test_a_file_that_is_no_text_is_refused(path: Path) -> None:
    write(path, "").write_bytes(b"\xff\x00")
    with pytest.raises(KeyFileError, match="is not a JSON list of base64 texts"):
        load_keys(path)


@pytest.mark.parametrize("text", ["[]", encoded(bytes(32)), encoded(bytes(64), b"short")])
def test_keys_of_another_length_are_refused_without_being_shown(path: Path, text: str) -> None:
    with pytest.raises(KeyFileError, match="64 bytes"):
        load_keys(write(path, text))
