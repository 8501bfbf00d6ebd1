"""What is known of a request."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from aro_rp.frontend.authentication import Peer
from aro_rp.frontend.call import PEER, Call

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def scope(path: str, query: bytes = b"", headers: Any = (), method: str = "GET") -> dict[str, Any]:
    return {"method": method, "path": path, "query_string": query, "headers": headers}


def test_the_key_is_lower_case_and_the_resource_is_not() -> None:
    call = Call(scope("/Sub//One/"), "id", NOW)
    assert (call.key, call.resource) == ("/sub/one", "/Sub/One")


def test_without_a_referer_the_path_is_told_in_lower_case() -> None:
    call = Call(scope("/Sub", b"api-version=X"), "id", NOW)
    assert call.referer == "https://localhost:8443/sub?api-version=X"


def test_a_call_knows_who_is_at_the_other_end_and_how_they_talk() -> None:
    peer = Peer(b"leaf")
    told = {"client": ("10.0.0.1", 7), "http_version": "1.0", "state": {PEER: peer}}
    call = Call(scope("/x") | told, "id", NOW)
    assert (call.client, call.protocol, call.peer) == ("10.0.0.1", "HTTP/1.0", peer)
    alone = Call(scope("/x"), "id", NOW)
    assert (alone.client, alone.protocol, alone.peer) == ("", "HTTP/1.1", None)


def test_a_parameter_is_its_first_value_or_nothing() -> None:
    call = Call(scope("/", b"%24skipToken=a%2Bb&$skipToken=c"), "id", NOW)
    assert (call.parameter("$skipToken"), call.parameter("$top")) == ("a+b", "")


def test_a_route_without_a_version_cannot_ask_for_one() -> None:
    with pytest.raises(LookupError, match="without an api-version"):
        Call(scope("/x"), "id", NOW).versioned()


def test_reads_of_one_path_share_what_is_known_of_it_and_a_write_leaves_no_trace() -> None:
    targets = [
        Call(scope("/one", method=method), "id", NOW).target for method in ("GET", "GET", "PUT")
    ]
    assert targets[0] is targets[1]
    assert targets[2] is not targets[0]
