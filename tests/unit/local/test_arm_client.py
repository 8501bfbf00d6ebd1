from __future__ import annotations

from pathlib import Path

import certifi
import httpx
import pytest

from aro_rp.clock import FixedClock
from aro_rp.local.arm_client import (
    ArmClient,
    CallRefused,
    LocalEndpoint,
    OperationStatus,
    PatientClient,
)


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


async def test_a_proxy_in_the_environment_is_not_asked_for_this_machine() -> None:
    endpoint = LocalEndpoint("https://127.0.0.1:1", certifi.where(), "http://127.0.0.1:2", "t", "s")
    async with ArmClient(endpoint, FixedClock()) as arm:
        assert not arm.http.trust_env


class Hasty(FixedClock):
    """Waits for nothing."""

    async def sleep(self, seconds: float) -> None: ...


async def test_a_patient_client_asks_until_the_service_can_and_tells_why_it_could_not() -> None:
    error = {"code": "InternalServerError", "message": "The disk is full."}
    replies = [
        httpx.Response(500, json={"error": error}),
        httpx.Response(200, json={"access_token": "t", "expires_in": 3600}),
        httpx.Response(503, text="busy"),
        httpx.Response(500, json={"error": error}),
        httpx.Response(200, json={"name": "demo"}),
        httpx.Response(404, json={"error": {"code": "NotFound", "message": "None."}}),
    ]
    endpoint = LocalEndpoint("https://127.0.0.1:1", certifi.where(), "http://127.0.0.1:2", "t", "s")
    told: list[str] = []
    async with PatientClient(endpoint, Hasty(), told.append) as arm:
        arm.http = httpx.AsyncClient(
            transport=httpx.MockTransport(lambda _: replies.pop(0)), base_url=endpoint.arm_url
        )
        assert (await arm.call("GET", "/x")).json() == {"name": "demo"}
        with pytest.raises(CallRefused) as refused:
            await arm.call("GET", "/x")
    assert refused.value.reason == "NotFound: None"
    full = "InternalServerError: The disk is full"
    assert told == [full, "HTTP 503 busy", full]


def test_all_problems_of_a_refused_call_are_sentences() -> None:
    def problems(**said: object) -> list[str]:
        return CallRefused(httpx.Response(400, **said)).problems  # type: ignore[arg-type]

    first = {"code": "InvalidParameter", "message": "Too small.", "target": "a.b"}
    second = {"code": "ResourceQuotaExceeded", "message": "Too many."}
    sentences = ["InvalidParameter: Too small. (a.b)", "ResourceQuotaExceeded: Too many."]
    assert problems(json={"error": first | {"details": [first, second]}}) == sentences
    assert problems(json={"error": second}) == sentences[1:]
    assert problems(text="busy") == ["HTTP 400 busy"]
    assert problems(json={"error": "odd"}) == ['HTTP 400 {"error":"odd"}']
