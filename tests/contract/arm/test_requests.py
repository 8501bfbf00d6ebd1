"""What ARM sends (appendix A of style.md, R1 to R13)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aro_api.versions import VERSIONS

Refusal = Callable[[Any], tuple[int, str, str]]


async def test_r1_json_is_taken_and_no_type_is_asked_of_calls_without_a_body(
    settled: Any, refusal: Refusal
) -> None:
    bad = {"content": b"{}", "headers": {"content-type": "text/xml"}}
    assert refusal(await settled.send("PATCH", settled.cluster(), **bad))[0] == 415
    typed = {"headers": {"content-type": "application/json; charset=utf-8"}, "content": b"{}"}
    assert (await settled.send("PATCH", settled.cluster(), **typed)).status_code == 200
    path = settled.cluster() + "/listCredentials"
    assert (await settled.send("POST", path)).status_code == 200


async def test_r2_the_language_asked_for_changes_nothing(rp: Any) -> None:
    asked = [{"accept-language": language} for language in ("de-DE", "en-US")]
    replies = [await rp.send("GET", rp.cluster(), headers=headers) for headers in asked]
    assert replies[0].json() == replies[1].json()


async def test_r3_the_clients_id_is_logged_and_echoed_on_request_only(rp: Any) -> None:
    name, headers = "x-ms-client-request-id", {"x-ms-client-request-id": "theirs"}
    for _ in range(2):
        reply = await rp.send("GET", rp.cluster(), headers=headers)
        assert name not in reply.headers
        assert rp.lines[-1]["client_request_id"] == "theirs"
    headers["x-ms-return-client-request-id"] = "True"
    reply = await rp.send("GET", rp.cluster(), headers=headers)
    assert reply.headers[name] == "theirs"


async def test_r4_the_correlation_id_is_logged(rp: Any) -> None:
    for _ in range(2):
        await rp.send("GET", rp.cluster(), headers={"x-ms-correlation-request-id": "one"})
        assert rp.lines[-1]["correlation_id"] == "one"


async def test_r5_every_url_in_a_reply_is_on_the_public_host(
    rp: Any, wanted: dict[str, Any], public: dict[str, str]
) -> None:
    put = await rp.send("PUT", rp.cluster(), wanted, headers=public)
    await rp.settle()
    delete = await rp.send("DELETE", rp.cluster(), headers=public)
    urls = [
        put.headers["azure-asyncoperation"],
        delete.headers["azure-asyncoperation"],
        delete.headers["location"],
    ]
    assert {urlsplit(url).netloc for url in urls} == {"public.example"}


async def test_r6_the_home_tenant_is_kept_for_clusters_that_need_it(
    rp: Any, workload: dict[str, Any], identity_headers: dict[str, str]
) -> None:
    reply = await rp.send("PUT", rp.cluster(), workload, headers=identity_headers)
    assert reply.status_code == 201
    identity = (await rp.stored()).open_shift_cluster.managed_service_identity
    assert identity.tenant_id == identity_headers["x-ms-home-tenant-id"]


async def test_r7_names_compare_without_case_and_the_first_spelling_stays(settled: Any) -> None:
    reply = await settled.send("GET", settled.cluster().upper())
    assert reply.status_code == 200
    assert reply.json()["id"] == settled.cluster()
    assert reply.json()["name"] == "demo"


async def test_r8_names_come_from_the_url(
    rp: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    reply = await rp.send("PUT", rp.cluster(), {**wanted, "name": "other"})
    assert refusal(reply) == (400, "MismatchingResourceName", "name")
    assert (await rp.created(wanted))["name"] == "demo"


async def test_r9_a_location_never_changes(settled: Any, wanted: dict[str, Any]) -> None:
    reply = await settled.send("PUT", settled.cluster(), {**wanted, "location": "westus"})
    assert reply.status_code == 400
    assert "location" in {
        problem["target"]
        for problem in (reply.json()["error"], *reply.json()["error"].get("details", ()))
    }
    assert (await settled.send("GET", settled.cluster())).json()["location"] == "eastus"


async def test_r10_long_work_goes_on_after_the_reply(created: Any) -> None:
    shown = (await created.send("GET", created.cluster())).json()
    assert shown["properties"]["provisioningState"] == "Creating"


async def test_r11_unknown_query_parameters_pass_and_stay_in_links(
    rp: Any, wanted: dict[str, Any]
) -> None:
    await rp.created(wanted)
    wanted["properties"]["clusterProfile"]["resourceGroupId"] += "2"
    wanted["properties"]["servicePrincipalProfile"]["clientId"] = (
        "1" * 8 + "-2222-1111-1111-" + ("1" * 12)
    )
    await rp.created(wanted, "second")
    path = f"/subscriptions/{rp.subscription}/{rp.provider}/openShiftClusters"
    query = f"api-version={rp.version}&$filter=a%20eq%20b&$top=1"
    reply = await rp.send(
        "GET", path, query=query, headers={"referer": f"https://p.e{path}?{query}"}
    )
    link = parse_qs(urlsplit(reply.json()["nextLink"]).query)
    assert (link["$filter"], link["$top"], link["api-version"]) == (["a eq b"], ["1"], [rp.version])


async def test_r12_api_versions_are_dates_with_a_known_ending(rp: Any, refusal: Refusal) -> None:
    form = re.compile(r"\d{4}-\d{2}-\d{2}(-(preview|alpha|beta|rc|privatepreview))?")
    assert all(form.fullmatch(version) for version in VERSIONS)
    reply = await rp.send("GET", rp.cluster(), version="2025-07-25-Preview")
    assert refusal(reply)[:2] == (400, "InvalidResourceType")


async def test_r13_only_who_is_not_arm_sees_403(rp: Any, refusal: Refusal) -> None:
    rp.door.opened = False
    try:
        reply = await rp.send("GET", rp.cluster())
        assert refusal(reply) == (403, "Forbidden", "")
    finally:
        rp.door.opened = True
    for state in ("Registered", "Warned", "Deleted"):
        await rp.register(state)
        for method in ("GET", "DELETE"):
            assert (await rp.send(method, rp.cluster())).status_code != 403
