"""`aro db export` and `aro db import` as a user meets them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from aro_rp.database.commands import db_app

DOCUMENT = '{"container":"Billing","document":{"id":"a","infraId":"aro-x"}}\n'


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def run(data: Path, *arguments: str, text: str = "") -> Result:
    return CliRunner().invoke(db_app, [*arguments, "--data", str(data)], input=text)


def test_documents_go_in_and_come_out(data: Path, tmp_path: Path) -> None:
    source, copy = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(DOCUMENT)
    put = run(data, "import", str(source))
    assert (put.exit_code, put.stderr) == (0, "imported 1 document\n")
    got = run(data, "export", str(copy))
    assert (got.exit_code, got.stderr) == (0, "exported 1 document\n")
    assert copy.read_text() == DOCUMENT
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_dash_is_the_standard_stream(data: Path) -> None:
    assert run(data, "import", "-", text=DOCUMENT).exit_code == 0
    got = run(data, "export", "-")
    assert (got.stdout, got.stderr) == (DOCUMENT, "exported 1 document\n")


def test_a_database_elsewhere_is_named_by_its_url(data: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'other.db'}"
    assert run(data, "import", "-", "--database", url, text=DOCUMENT).exit_code == 0
    assert run(data, "export", "-", "--database", url).stdout == DOCUMENT
    assert not data.exists()


def test_wrong_lines_are_shown_and_nothing_is_imported(data: Path) -> None:
    result = run(data, "import", "-", text=DOCUMENT + "{\n")
    assert result.exit_code == 1
    assert result.stderr.startswith("aro: standard input:\nline 2: not JSON")
    assert result.stderr.endswith("0 documents imported\n")
    assert run(data, "export", "-").stdout == ""


def test_only_the_first_of_very_many_wrong_lines_are_shown(data: Path) -> None:
    result = run(data, "import", "-", text="{\n" * 50)
    assert result.stderr.count("not JSON") == 20
    assert "and 30 more" in result.stderr


def test_existing_documents_are_replaced_only_when_asked(data: Path) -> None:
    run(data, "import", "-", text=DOCUMENT)
    again = run(data, "import", "-", text=DOCUMENT)
    assert again.exit_code == 1
    assert "Billing 'a' in partition 'a' exists" in again.stderr
    assert run(data, "import", "-", "--replace", text=DOCUMENT).exit_code == 0


def test_there_must_be_a_database_to_export(data: Path) -> None:
    result = run(data, "export", "-")
    assert result.exit_code == 1
    assert result.stderr == f"aro: there is no database '{data / 'aro.db'}'\n"
    assert not data.exists()


def test_files_that_cannot_be_used_are_named(data: Path, tmp_path: Path) -> None:
    missing = run(data, "import", str(tmp_path / "none.jsonl"))
    none = tmp_path / "none.jsonl"
    assert missing.stderr == f"aro: '{none}' cannot be read: No such file or directory\n"
    run(data, "import", "-", text=DOCUMENT)
    target = tmp_path / "no" / "out.jsonl"
    unwritable = run(data, "export", str(target))
    assert unwritable.exit_code == 1
    assert unwritable.stderr == f"aro: '{target}' cannot be written: No such file or directory\n"


def test_what_is_no_file_is_written_to_and_stays_what_it_is(data: Path, tmp_path: Path) -> None:
    """As root an export to a device put a file in the device's place."""
    run(data, "import", "-", text=DOCUMENT)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    try:
        assert run(data, "export", str(pipe)).exit_code == 0
        assert os.read(reader, 1000).decode() == DOCUMENT
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_an_export_that_fails_leaves_no_part_of_it(data: Path, tmp_path: Path) -> None:
    data.mkdir()
    (data / "aro.db").write_bytes(b"no database" * 100)
    assert run(data, "export", str(tmp_path / "out.jsonl")).exit_code == 1
    assert list(tmp_path.iterdir()) == [data]


@pytest.mark.parametrize("url", ["postgres://x", "sqlite:///"])
def test_another_kind_of_database_is_refused(data: Path, url: str) -> None:
    result = run(data, "export", "-", "--database", url)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"aro: '{url}' is neither")


def test_help_says_what_happens() -> None:
    assert "Secrets stay sealed" in help_of("export")
    assert "--replace" in help_of("import")


def help_of(command: str) -> str:
    return CliRunner().invoke(db_app, [command, "--help"], env={"TERM": "dumb"}).output
