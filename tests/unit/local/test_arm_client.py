from __future__ import annotations

from pathlib import Path

import pytest

from aro_rp.local.arm_client import LocalEndpoint, OperationStatus


def test_an_endpoint_is_read_as_it_was_written(tmp_path: Path) -> None:
    endpoint = LocalEndpoint("https://127.0.0.1:1", "ca.pem", "http://127.0.0.1:2", "t", "s")
    endpoint.save(tmp_path)
    assert LocalEndpoint.load(tmp_path) == endpoint


def test_an_endpoint_that_never_was_is_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        LocalEndpoint.load(tmp_path)


def test_an_endpoint_is_whole_for_who_reads_while_it_is_written(tmp_path: Path) -> None:
    old = LocalEndpoint("https://127.0.0.1:1", "ca.pem", "http://127.0.0.1:2", "t", "s")
    old.save(tmp_path)
    with (tmp_path / "local.json").open() as reading:
        LocalEndpoint("https://127.0.0.1:3", "ca.pem", "http://127.0.0.1:4", "t", "s").save(
            tmp_path
        )
        assert "127.0.0.1:1" in reading.read()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            {"status": "Creating", "percentComplete": 40, "properties": {"step": "createDNS"}},
            OperationStatus("Creating", 40, "createDNS", None),
        ),
        ({"status": "Succeeded"}, OperationStatus("Succeeded", 0, "", None)),
        (
            {"status": "Failed", "error": {"code": "X"}},
            OperationStatus("Failed", 0, "", {"code": "X"}),
        ),
    ],
)
def test_a_status_is_parsed_whatever_it_leaves_out(
    body: dict[str, object], expected: OperationStatus
) -> None:
    assert OperationStatus.parse(body) == expected
    assert expected.ended == (expected.status != "Creating")
