"""Which version serves what (frontend.md 2.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from aro_api.versions import VERSIONS

Refusal = Callable[[Any], tuple[int, str, str]]
KNOWN = ("2020-04-30", "2023-11-22", "2025-07-25")


@pytest.mark.parametrize("version", ["", "1999-01-01", "2025-07-26", "2025-07-25 ", "latest"])
async def test_an_unknown_version_is_an_invalid_resource_type(
    rp: Any, refusal: Refusal, version: str
) -> None:
    for method, path in (
        ("GET", rp.cluster()),
        ("DELETE", rp.cluster()),
        ("POST", f"{rp.cluster()}/listCredentials"),
        ("GET", rp.location("openShiftVersions")),
        ("GET", rp.location("operationsstatus/00000000-0000-0000-0000-0000000000aa")),
        ("GET", f"/subscriptions/{rp.subscription}/{rp.provider}/openShiftClusters"),
    ):
        assert refusal(await rp.send(method, path, version=version)) == (
            400,
            "InvalidResourceType",
            "",
        )


async def test_the_refusal_names_the_type_and_the_version(rp: Any) -> None:
    below = f"/subscriptions/{rp.subscription}/{rp.provider}"
    for path, kind in (
        (rp.cluster(), "openshiftclusters"),
        (rp.location("openShiftVersions"), ""),
        (f"{below}/no/such/path", ""),
    ):
        message = (await rp.send("GET", path, version="1999-01-01")).json()["error"]["message"]
        assert f"type '{kind}'" in message
        assert "api version '1999-01-01'" in message


async def test_a_missing_version_is_an_unknown_one(rp: Any, refusal: Refusal) -> None:
    assert refusal(await rp.send("GET", rp.cluster(), query=""))[1] == "InvalidResourceType"


async def test_the_key_of_the_query_has_a_case(rp: Any, refusal: Refusal) -> None:
    reply = await rp.send("GET", rp.cluster(), query="Api-Version=2025-07-25")
    assert refusal(reply)[1] == "InvalidResourceType"


@pytest.mark.parametrize(
    "version", ["2025-07-25 ", " 2025-07-25", "2024-08-12-PREVIEW", "2025-7-25"]
)
async def test_a_version_is_spelled_in_one_way_only(
    rp: Any, refusal: Refusal, version: str
) -> None:
    reply = await rp.send("GET", rp.cluster(), query=f"api-version={quote(version)}")
    assert refusal(reply) == (400, "InvalidResourceType", "")


@pytest.mark.parametrize(
    "query", ["api-version=%61dmin", "api%2dversion=admin", "x=1&api-version=admin&api-version=y"]
)
async def test_whoever_asks_as_an_sre_is_judged_as_one_however_it_is_spelled(
    rp: Any, query: str
) -> None:
    await rp.send("GET", rp.cluster(), query=query)
    assert rp.records[-1]["IsAdminOperation"] is True


async def test_an_sres_version_in_second_place_does_not_count(rp: Any) -> None:
    await rp.send("GET", rp.cluster(), query="api-version=2025-07-25&api-version=admin")
    assert rp.records[-1]["IsAdminOperation"] is False


async def test_of_two_versions_the_first_counts(rp: Any, refusal: Refusal) -> None:
    both = "api-version=2025-07-25&api-version=1999-01-01"
    assert refusal(await rp.send("GET", rp.cluster(), query=both))[0] == 404
    both = "api-version=1999-01-01&api-version=2025-07-25"
    assert refusal(await rp.send("GET", rp.cluster(), query=both))[1] == "InvalidResourceType"


@pytest.mark.parametrize("query", ["x=1&api-version=2025-07-25", "api%2Dversion=2025%2D07%2D25&y"])
async def test_other_parameters_do_not_matter(rp: Any, refusal: Refusal, query: str) -> None:
    assert refusal(await rp.send("GET", rp.cluster(), query=query))[0] == 404


@pytest.mark.parametrize(
    ("version", "path", "method", "served"),
    [
        (version, path, method, version >= since)
        for path, method, since in (
            ("listCredentials", "POST", "2019-12-31-preview"),
            ("listAdminCredentials", "POST", "2021-09-01-preview"),
            ("openShiftVersions", "GET", "2022-09-04"),
            ("openShiftVersions/4.17.27", "GET", "2022-09-04"),
            ("platformWorkloadIdentityRoleSets", "GET", "2024-08-12-preview"),
            ("platformWorkloadIdentityRoleSets/4.17", "GET", "2024-08-12-preview"),
        )
        for version in VERSIONS
    ],
)
async def test_what_a_version_lacks_is_an_invalid_resource_type(
    rp: Any,
    wanted: dict[str, Any],
    refusal: Refusal,
    version: str,
    path: str,
    method: str,
    served: bool,
) -> None:
    await rp.created(wanted)
    await rp.settle()
    whole = f"{rp.cluster()}/{path}" if method == "POST" else rp.location(path)
    reply = await rp.send(method, whole, version=version)
    if served:
        assert reply.status_code == 200, reply.text
    else:
        assert refusal(reply) == (400, "InvalidResourceType", "")


async def test_below_the_provider_the_version_is_checked_before_the_rest(
    rp: Any, refusal: Refusal
) -> None:
    path = f"/subscriptions/{rp.subscription}/{rp.provider}/no/such/path"
    assert refusal(await rp.send("GET", path, version="1999-01-01"))[1] == "InvalidResourceType"
    assert refusal(await rp.send("GET", path)) == (404, "NotFound", "")
    path = f"/subscriptions/{rp.subscription}/no/such/path"
    assert refusal(await rp.send("GET", path, version="1999-01-01")) == (404, "NotFound", "")


async def test_the_body_is_looked_at_before_the_version(rp: Any, refusal: Refusal) -> None:
    text = {"content-type": "text/plain"}
    reply = await rp.send("PUT", rp.cluster(), version="1999-01-01", content=b"x", headers=text)
    assert refusal(reply) == (415, "UnsupportedMediaType", "")


@pytest.mark.parametrize("version", ["", "1999-01-01", "2025-07-25"])
async def test_the_provider_wide_routes_take_any_version(rp: Any, version: str) -> None:
    assert (await rp.send("GET", f"/{rp.provider}/operations", version=version)).status_code == 200
    path = f"/subscriptions/{rp.subscription}"
    reply = await rp.send("PUT", path, {"state": "Registered"}, version=version)
    assert reply.status_code == 200
    assert (await rp.send("GET", "/healthz/ready", version=version)).status_code in (200, 500)


async def test_a_cluster_made_by_one_version_is_seen_by_all(
    rp: Any, wanted: dict[str, Any]
) -> None:
    await rp.created(wanted)
    seen = {v: (await rp.send("GET", rp.cluster(), version=v)).json() for v in KNOWN}
    assert "networkProfile" in seen["2020-04-30"]["properties"]
    assert "outboundType" not in seen["2020-04-30"]["properties"]["networkProfile"]
    assert seen["2023-11-22"]["properties"]["networkProfile"]["outboundType"] == "Loadbalancer"
