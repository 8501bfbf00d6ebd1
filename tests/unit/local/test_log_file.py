"""The log of a stack that runs for long does not fill the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from aro_rp.local.log_file import LOG, MOST_BYTES, LogFile, read_log
from aro_rp.processes.sinks import Enduring


def lines(first: int, after: int) -> str:
    return "".join(f"line {number:4}\n" for number in range(first, after))


def test_what_would_make_it_too_large_begins_a_new_file_and_the_one_before_is_kept(
    tmp_path: Path,
) -> None:
    with LogFile(tmp_path / LOG, 1000) as log:
        for number in range(250):
            log.write(lines(number, number + 1))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["aro.log", "aro.log.1"]
    assert (tmp_path / "aro.log").read_text() == lines(200, 250)
    assert read_log(tmp_path) == lines(100, 250)


def test_what_an_earlier_run_wrote_counts_too(tmp_path: Path) -> None:
    for number in range(3):
        with LogFile(tmp_path / LOG, 1000) as log:
            log.write(lines(60 * number, 60 * number + 60))
    assert read_log(tmp_path) == lines(60, 180)
    assert MOST_BYTES == 10_000_000


def test_no_line_is_torn_nor_does_one_that_is_too_long_alone_leave_an_empty_file(
    tmp_path: Path,
) -> None:
    with LogFile(tmp_path / LOG, 10) as log:
        for letter in "ab":
            log.write(letter * 30 + "\n")
    assert (tmp_path / "aro.log.1").read_text() == "a" * 30 + "\n"
    assert (tmp_path / "aro.log").read_text() == "b" * 30 + "\n"


def test_who_takes_the_file_away_gets_a_new_one_in_time(tmp_path: Path) -> None:
    with LogFile(tmp_path / LOG, 1000) as log:
        log.write(lines(0, 100))
        (tmp_path / LOG).unlink()
        log.write(lines(100, 101))
    assert read_log(tmp_path) == lines(100, 101)


def test_where_no_new_file_can_be_it_goes_on_as_soon_as_one_can(tmp_path: Path) -> None:
    with LogFile(tmp_path / LOG, 1000) as log:
        sink = Enduring(log)
        sink.write(lines(0, 100))
        tmp_path.rename(away := tmp_path.with_name("away"))
        sink.write(lines(100, 101))
        away.rename(tmp_path)
        sink.write(lines(101, 102))
    assert '"lines":1}' in (tmp_path / LOG).read_text()
    assert read_log(tmp_path).startswith(lines(0, 100))
    assert read_log(tmp_path).endswith(lines(101, 102))


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / LOG).mkdir()
    with pytest.raises(IsADirectoryError) as caught:
        LogFile(tmp_path / LOG)
    assert caught.value.filename == str(tmp_path / LOG)


def test_what_is_said_after_the_end_fails_nobody_and_goes_nowhere(tmp_path: Path) -> None:
    with LogFile(tmp_path / LOG) as log:
        sink = Enduring(log)
    with (tmp_path / "another").open("w"):
        sink.write(lines(0, 1))
        sink.flush()
    assert [path.read_text() for path in tmp_path.iterdir()] == ["", ""]
