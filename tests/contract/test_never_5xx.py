"""Whatever is sent, the answer is ARM's, below 500, and half of nothing is stored."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

RELAXED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(
        ["Enabled", "Private", "Succeeded", "/subscriptions/x", "10.0.0.0/8", "worker"]
    )
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=6) | st.sampled_from(["id", "name"]), inner, max_size=3)
    ),
    max_leaves=6,
)
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a body that something else could be put."""
    found = [path] if path else []
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for name, inner in entries:
        deeper = isinstance(inner, dict | list)
        found += places(inner, (*path, name)) if deeper else [(*path, name)]
    return found


@RELAXED
@given(data=st.data())
async def test_a_body_with_something_odd_in_it(
    rp: Any, wanted: dict[str, Any], workload: dict[str, Any], data: st.DataObject
) -> None:
    body = copy.deepcopy(data.draw(st.sampled_from([wanted, workload])))
    for _ in range(data.draw(st.integers(1, 3))):
        *above, last = data.draw(st.sampled_from(places(body)))
        inside = body
        for name in above:
            inside = inside[name]
        inside[last] = data.draw(VALUES)
    headers = {"x-ms-identity-url": "https://x", "x-ms-home-tenant-id": "t"}
    for version in ("2025-07-25", "2023-11-22", "2020-04-30"):
        for method in ("PUT", "PATCH"):
            reply = await rp.send(method, rp.cluster(), body, version=version, headers=headers)
            assert reply.status_code < 500, (method, version, reply.text, rp.lines[-2:])
            if reply.status_code in (200, 201):
                assert (await rp.send("GET", rp.cluster(), version=version)).status_code == 200
                await rp.settle()
            else:
                assert reply.json()["error"]["code"]


@RELAXED
@given(
    method=st.sampled_from(["GET", "PUT", "PATCH", "POST", "DELETE", "HEAD", "OPTIONS", "BREW"]),
    parts=st.lists(
        TEXT
        | st.sampled_from(
            [
                "subscriptions",
                "00000000-0000-0000-0000-000000000001",
                "resourceGroups",
                "providers",
                "Microsoft.RedHatOpenShift",
                "openShiftClusters",
                "locations",
                "eastus",
                "operationsstatus",
                "..",
                ".",
            ]
        ),
        max_size=10,
    ),
    query=st.binary(max_size=30) | st.just(b"api-version=2025-07-25"),
    body=st.binary(max_size=40),
)
async def test_a_path_or_query_that_nobody_means(
    rp: Any, method: str, parts: list[str], query: bytes, body: bytes
) -> None:
    status, answer = await rp.raw(
        method,
        "/" + "/".join(parts),
        query=query,
        headers=[(b"content-type", b"application/json")],
        body=body,
    )
    assert status < 500, rp.lines[-2:]
    if answer and status >= 400:
        assert json.loads(answer)["error"]["message"]


@RELAXED
@given(content=st.binary(max_size=60) | VALUES.map(lambda value: json.dumps(value).encode()))
async def test_any_bytes_for_a_body(rp: Any, content: bytes) -> None:
    before = await rp.contents()
    headers = {"content-type": "application/json"}
    reply = await rp.send("PUT", rp.cluster(), content=content, headers=headers)
    assert reply.status_code == 400
    assert await rp.contents() == before
    path = f"/subscriptions/{rp.subscription}"
    reply = await rp.send("PUT", path, content=content, headers=headers)
    assert reply.status_code in (200, 400)


@RELAXED
@given(
    name=st.sampled_from(
        [
            "referer",
            "x-ms-arm-resource-system-data",
            "content-type",
            "x-ms-client-request-id",
            "x-ms-identity-url",
            "content-length",
        ]
    ),
    value=st.binary(max_size=40),
)
async def test_any_bytes_in_a_header(
    rp: Any, wanted: dict[str, Any], name: str, value: bytes
) -> None:
    headers = [
        (name.encode(), value),
        (b"content-type", b"application/json"),
        (b"x-ms-return-client-request-id", b"true"),
    ]
    body = json.dumps(wanted).encode()
    status, _ = await rp.raw("PUT", rp.cluster(), headers=headers, body=body)
    assert status < 500, (name, value, rp.lines[-2:])
