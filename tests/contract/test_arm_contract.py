"""ARM's contract with a resource provider, line by line (style.md appendix A): one test a line.

Where the service deviates from the contract, ``DEVIATIONS`` says why and the line's test shows what
it does instead; the two are held together by the last test.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from aro_api.provider_operations import OPERATION_LIST
from aro_api.versions import VERSIONS
from aro_rp import cluster
from aro_rp.frontend.server import serving

Refusal = Callable[[Any], tuple[int, str, str]]

RELEASED = Path(__file__).parents[2] / "api-specs" / "released"
LINES = {
    "R": 13,
    "P": 6,
    "S": 16,
    "L": 11,
    "V": 8,
}
DEVIATIONS = {
    "R2": "messages are English only, as upstream's are",
    "P5": "no reply redirects",
    "S4": "a subscription ARM never told of is 400 InvalidSubscriptionState, as upstream; ARM "
    "itself answers 404 for groups and subscriptions that do not exist",
    "S5": "PATCH of a cluster that is not there creates it, as upstream",
    "S10": "tags are not limited here: ARM does so before, upstream does not",
    "S13": "PATCH and DELETE with a value on an absent cluster are 412 and 204",
    "S15": "a cluster cannot be moved: the path is not served",
    "S16": "nothing of a cluster is made in the service's own subscription yet",
    "L2": "PATCH answers 200 with Azure-AsyncOperation, as upstream and its published spec",
    "L7": "the running step is told under properties too, beyond the contract",
    "L9": "nothing is announced by 202 but deletes",
    "V1": "no isDataAction, no register action: the list is merged with that of another service "
    "and must be upstream's",
    "V2": "a subscription seen first answers 201, as upstream",
    "V6": "there are no nested types",
    "V7": "neither checkNameAvailability nor skus, as upstream",
}


@pytest.fixture
async def created(rp: Any, wanted: dict[str, Any]) -> Any:
    await rp.created(wanted)
    return rp


@pytest.fixture
async def settled(created: Any) -> Any:
    await created.settle()
    return created


def public(rp: Any, path: str = "") -> dict[str, str]:
    """The URL a customer used at ARM."""
    return {"referer": f"https://public.example{path or rp.cluster()}?api-version={rp.version}"}


async def finish(rp: Any, status: str = "Succeeded") -> str:
    """The backend's last writes of a running operation; gives the operation's id."""
    cluster = (await rp.stored()).open_shift_cluster
    operation: str = (await rp.stored()).async_operation_id

    def change(doc: Any) -> None:
        doc.async_operation.status = status
        doc.async_operation.end_time = rp.clock.now() + timedelta(seconds=1)
        doc.open_shift_cluster = cluster

    await rp.databases.async_operations.patch(operation, change)
    await rp.settle(status)
    return operation


async def gone(rp: Any) -> None:
    """The backend's last write of a delete."""
    held = await rp.databases.clusters.find_key(rp.cluster().lower())
    await rp.databases.clusters.delete(held)


# Requests


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
    rp: Any, wanted: dict[str, Any]
) -> None:
    put = await rp.send("PUT", rp.cluster(), wanted, headers=public(rp))
    await rp.settle()
    delete = await rp.send("DELETE", rp.cluster(), headers=public(rp))
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


# Replies


async def test_p1_every_reply_has_an_id_of_its_own(rp: Any) -> None:
    paths = (rp.cluster(), "/nowhere", "/healthz/ready")
    ids = {(await rp.send("GET", path)).headers["x-ms-request-id"] for path in paths}
    assert len(ids) == len(paths)


async def test_p2_replies_are_dated_and_say_what_they_are(rp: Any) -> None:
    async with serving(rp.app) as url, httpx.AsyncClient(base_url=url) as http:
        reply = await http.get(rp.cluster(), params={"api-version": rp.version})
    assert parsedate_to_datetime(reply.headers["date"]).tzinfo is not None
    assert reply.headers["content-type"] == "application/json"


async def test_p3_errors_have_arms_form_all_the_way_down(
    rp: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    wanted["properties"]["masterProfile"]["vmSize"] = "tiny"
    wanted["properties"]["apiserverProfile"]["visibility"] = "Hidden"
    reply = await rp.send("PUT", rp.cluster(), wanted)
    refusal(reply)
    error = reply.json()["error"]
    for detail in (error, *error["details"]):
        assert re.fullmatch(r"[A-Z][A-Za-z]+", detail["code"])
        assert detail["message"].endswith(".")
    assert len(error["details"]) >= 2


async def test_p4_a_reply_fits_into_arms_limit(settled: Any, wanted: dict[str, Any]) -> None:
    """A page holds ten clusters, and a cluster is no larger than the request that made it."""
    shown = (await settled.send("GET", settled.cluster())).content
    assert len(shown) < 2 * len(json.dumps(wanted))
    assert 10 * 2 * 1_048_576 > 8_000_000 > 10 * len(shown)


async def test_p5_nothing_redirects(rp: Any) -> None:
    for path in (rp.cluster() + "/", rp.cluster().replace("/providers", "//providers"), "/"):
        assert not 300 <= (await rp.send("GET", path)).status_code < 400


async def test_p6_the_server_sets_the_pace(rp: Any, wanted: dict[str, Any]) -> None:
    reply = await rp.send("PUT", rp.cluster(), wanted)
    assert reply.headers["retry-after"] == "10"


# Resources


async def test_s1_the_envelope_is_arms(settled: Any) -> None:
    shown = (await settled.send("GET", settled.cluster())).json()
    assert shown.keys() <= {
        *("id", "name", "type", "location", "tags", "systemData", "identity", "properties")
    }
    assert not shown["properties"].keys() & {"id", "name", "type", "location", "tags"}


async def test_s2_an_id_is_the_urls_path(rp: Any, wanted: dict[str, Any]) -> None:
    rp.group = f"/subscriptions/{rp.subscription}/resourceGroups/a(b)"
    try:
        path = rp.cluster().replace("(", "%28").replace(")", "%29")
        reply = await rp.send("PUT", path, wanted)
        assert reply.json()["id"] == rp.cluster()
    finally:
        rp.group = f"/subscriptions/{rp.subscription}/resourceGroups/customer"


async def test_s3_put_creates_and_replaces(rp: Any, wanted: dict[str, Any]) -> None:
    first = await rp.send("PUT", rp.cluster(), wanted)
    await rp.settle()
    second = await rp.send("PUT", rp.cluster(), {**wanted, "tags": {"x": "y"}})
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["tags"] == {"x": "y"}
    assert first.json()["properties"].keys() >= wanted["properties"].keys() - {"consoleProfile"}


async def test_s4_what_a_put_needs_must_be_there(
    bare_rp: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    reply = await bare_rp.send("PUT", bare_rp.cluster(), wanted)
    assert refusal(reply)[:2] == (400, "InvalidSubscriptionState")


async def test_s5_patch_merges_and_replaces_tags(settled: Any, wanted: dict[str, Any]) -> None:
    body = {"tags": {"only": "this"}}
    reply = await settled.send("PATCH", settled.cluster(), body)
    assert (reply.status_code, reply.json()["tags"]) == (200, {"only": "this"})
    assert reply.json()["properties"]["masterProfile"] == wanted["properties"]["masterProfile"]
    await settled.settle()
    for name, value in (("location", "westus"), ("name", "x"), ("type", "x/y")):
        reply = await settled.send("PATCH", settled.cluster(), {name: value})
        assert reply.status_code == 400, name
    absent = await settled.send("PATCH", settled.cluster("absent"), {"tags": {}})
    assert absent.status_code == 400, "it is taken for a create, and lacks nearly everything"


async def test_s6_tags_can_be_patched_in_every_version(settled: Any) -> None:
    """The install fills in what 2021-09-01-preview wants to see of the network."""

    def installed(cluster: Any) -> None:
        cluster.properties.network_profile.software_defined_network = "OVNKubernetes"

    await settled.change(installed)
    for number, version in enumerate(VERSIONS):
        body = {"tags": {"n": str(number)}}
        reply = await settled.send("PATCH", settled.cluster(), body, version=version)
        assert (reply.status_code, reply.json()["tags"]) == (200, body["tags"]), version
        await settled.settle()


async def test_s7_delete_is_accepted_or_nothing_to_do(settled: Any) -> None:
    assert (await settled.send("DELETE", settled.cluster())).status_code == 202
    assert (await settled.send("DELETE", settled.cluster("absent"))).status_code == 204


async def test_s8_reads_are_200_or_404_and_lists_always_200(rp: Any) -> None:
    assert (await rp.send("GET", rp.cluster())).status_code == 404
    for scope in (f"/subscriptions/{rp.subscription}", rp.group):
        reply = await rp.send("GET", f"{scope}/{rp.provider}/openShiftClusters")
        assert (reply.status_code, reply.json()) == (200, {"value": []})


async def test_s9_pages_have_an_upper_bound_and_an_opaque_link(
    rp: Any, wanted: dict[str, Any]
) -> None:
    for number in range(3):
        body = copy.deepcopy(wanted)
        body["properties"]["clusterProfile"]["resourceGroupId"] += str(number)
        principal = body["properties"]["servicePrincipalProfile"]
        principal["clientId"] = f"{number:08d}-1111-1111-1111-111111111111"
        await rp.created(body, f"c{number}")
    path = f"/subscriptions/{rp.subscription}/{rp.provider}/openShiftClusters"
    base = f"api-version={rp.version}"
    first = (await rp.send("GET", path, query=f"{base}&$top=2")).json()
    assert len(first["value"]) == 2
    link = urlsplit(first["nextLink"])
    last = (await rp.send("GET", link.path, query=link.query)).json()
    assert (len(last["value"]), "nextLink" in last) == (1, False)
    for ignored in ("0", "-1", "many", "99999"):
        whole = (await rp.send("GET", path, query=f"{base}&$top={ignored}")).json()
        assert (len(whole["value"]), "nextLink" in whole) == (3, False)


async def test_s10_fifty_long_tags_are_taken(rp: Any, wanted: dict[str, Any]) -> None:
    wanted["tags"] = {f"{'k' * 500}{number}": "v" * 256 for number in range(50)}
    assert (await rp.created(wanted))["tags"] == wanted["tags"]


async def test_s11_system_data_is_arms_and_survives_refusals(
    rp: Any, wanted: dict[str, Any]
) -> None:
    header = "x-ms-arm-resource-system-data"
    data = {"createdBy": "ann", "createdByType": "Robot", "lastModifiedBy": "ann"}
    await rp.send("PUT", rp.cluster(), wanted, headers={header: json.dumps(data)})
    await rp.settle("Failed", "Updating")
    other = {header: json.dumps({"lastModifiedBy": "bob"})}
    refused = await rp.send("PATCH", rp.cluster(), {"location": "x"}, headers=other)
    assert refused.status_code == 400
    assert (await rp.send("GET", rp.cluster())).json()["systemData"] == data
    assert not [line for line in rp.lines if "ann" in json.dumps(line)]


async def test_s12_the_etag_is_a_header(settled: Any) -> None:
    reply = await settled.send("GET", settled.cluster())
    assert reply.headers["etag"]
    assert "etag" not in reply.json()


@pytest.mark.parametrize(
    ("method", "condition", "exists", "status"),
    [
        ("PUT", {"if-match": "*"}, False, 412),
        ("PATCH", {"if-match": "*"}, False, 404),
        ("DELETE", {"if-match": "*"}, False, 204),
        ("PUT", {"if-match": '"x"'}, False, 412),
        ("DELETE", {"if-match": '"x"'}, False, 204),
        ("PUT", {"if-match": '"x"'}, True, 412),
        ("PATCH", {"if-match": '"x"'}, True, 412),
        ("DELETE", {"if-match": '"x"'}, True, 412),
        ("PUT", {"if-match": "*"}, True, 200),
        ("PUT", {"if-none-match": "*"}, True, 412),
        ("PUT", {"if-none-match": "*"}, False, 201),
    ],
)
async def test_s13_conditions_hold(
    rp: Any,
    wanted: dict[str, Any],
    method: str,
    condition: dict[str, str],
    exists: bool,
    status: int,
) -> None:
    if exists:
        await rp.created(wanted)
        await rp.settle()
    body = {"PUT": wanted, "PATCH": {"tags": {}}, "DELETE": None}[method]
    reply = await rp.send(method, rp.cluster(), body, headers=condition)
    assert reply.status_code == status, reply.text


async def test_s14_a_state_sent_back_is_ignored_and_another_refused(settled: Any) -> None:
    for state, status in (("Succeeded", 200), ("Failed", 400)):
        body = {"properties": {"provisioningState": state}}
        reply = await settled.send("PATCH", settled.cluster(), body)
        assert reply.status_code == status, reply.text
        await settled.settle()


async def test_s15_clusters_do_not_move(settled: Any, refusal: Refusal) -> None:
    body = {"resources": [settled.cluster()], "targetResourceGroup": settled.group + "2"}
    reply = await settled.send("POST", f"{settled.group}/moveResources", body)
    assert refusal(reply) == (404, "NotFound", "")


async def test_s16_every_plan_stays_in_the_customers_subscription() -> None:
    """Private endpoints and vault entries, the first resources of our own, are still to come."""
    made = {path.stem for path in (Path(cluster.__file__).parent / "templates").glob("*.py")}
    assert "base_template" in made
    assert not made & {"private_endpoints", "vaults"}


# Asynchronous


async def test_l1_a_put_shows_its_state_until_the_end(created: Any) -> None:
    shown = (await created.send("GET", created.cluster())).json()
    assert shown["properties"]["provisioningState"] == "Creating"
    await finish(created)
    shown = (await created.send("GET", created.cluster())).json()
    assert shown["properties"]["provisioningState"] == "Succeeded"


async def test_l2_updates_and_deletes_say_where_to_look(settled: Any) -> None:
    patch = await settled.send("PATCH", settled.cluster(), {"tags": {"a": "b"}})
    assert (patch.status_code, "azure-asyncoperation" in patch.headers) == (200, True)
    assert patch.json()["properties"]["provisioningState"] == "Updating"
    await settled.settle()
    delete = await settled.send("DELETE", settled.cluster())
    assert (delete.status_code, "location" in delete.headers) == (202, True)


async def test_l3_terminal_states_are_arms(settled: Any) -> None:
    for state in ("Succeeded", "Failed", "Canceled"):
        await settled.settle(state)
        shown = (await settled.send("GET", settled.cluster())).json()
        assert shown["properties"]["provisioningState"] == state


async def test_l4_polling_urls_are_absolute_and_carry_the_version(
    rp: Any, wanted: dict[str, Any]
) -> None:
    put = await rp.send("PUT", rp.cluster(), wanted, headers=public(rp))
    url = urlsplit(put.headers["azure-asyncoperation"])
    assert (url.scheme, url.netloc) == ("https", "public.example")
    assert url.path.startswith(f"/subscriptions/{rp.subscription}/providers/")
    assert parse_qs(url.query) == {"api-version": [rp.version]}


async def test_l5_the_pace_is_whole_seconds_between_10_and_600(created: Any) -> None:
    operation = (await created.stored()).async_operation_id
    for path in ("operationsstatus", "operationresults"):
        reply = await created.send("GET", created.location(f"{path}/{operation}"))
        assert 10 <= int(reply.headers["retry-after"]) <= 600


async def test_l6_the_result_is_202_and_then_what_a_synchronous_call_had_said(
    settled: Any,
) -> None:
    delete = await settled.send("DELETE", settled.cluster(), headers=public(settled))
    url = urlsplit(delete.headers["location"])
    headers = {"referer": delete.headers["location"]}
    running = await settled.send("GET", url.path, query=url.query, headers=headers)
    assert (running.status_code, running.content) == (202, b"")
    assert running.headers["location"] == delete.headers["location"]
    await gone(settled)
    ended = await settled.send("GET", url.path, query=url.query)
    assert (ended.status_code, ended.content) == (204, b"")


async def test_l7_the_status_is_always_200(created: Any) -> None:
    operation = (await created.stored()).async_operation_id
    path = created.location(f"operationsstatus/{operation}")
    running = await created.send("GET", path)
    await finish(created)
    ended = await created.send("GET", path)
    assert (running.status_code, ended.status_code) == (200, 200)
    assert running.json().keys() == {"id", "name", "status", "startTime", "percentComplete"}
    assert ended.json().keys() == {*running.json(), "endTime"}
    assert ended.json()["name"] == operation == ended.json()["id"].rsplit("/", 1)[1]
    assert (running.json()["percentComplete"], ended.json()["percentComplete"]) == (0, 100)


async def test_l8_a_failed_update_shows_what_was_asked_for(settled: Any) -> None:
    await settled.send("PATCH", settled.cluster(), {"tags": {"wanted": "yes"}})
    await settled.settle("Failed", "Updating")
    shown = (await settled.send("GET", settled.cluster())).json()
    assert (shown["properties"]["provisioningState"], shown["tags"]) == (
        "Failed",
        {"wanted": "yes"},
    )


async def test_l9_a_cluster_is_visible_from_its_put_to_the_end_of_its_delete(settled: Any) -> None:
    await settled.send("DELETE", settled.cluster())
    shown = (await settled.send("GET", settled.cluster())).json()
    assert shown["properties"]["provisioningState"] == "Deleting"


async def test_l10_after_a_delete_there_is_nothing(settled: Any) -> None:
    await settled.send("DELETE", settled.cluster())
    await gone(settled)
    assert (await settled.send("GET", settled.cluster())).status_code == 404


async def test_l11_the_operation_outlives_the_cluster(settled: Any) -> None:
    await settled.send("DELETE", settled.cluster())
    operation = (await settled.stored()).async_operation_id

    def succeed(doc: Any) -> None:
        doc.async_operation.status = "Succeeded"

    await settled.databases.async_operations.patch(operation, succeed)
    await gone(settled)
    reply = await settled.send("GET", settled.location(f"operationsstatus/{operation}"))
    assert (reply.status_code, reply.json()["status"]) == (200, "Succeeded")


# Provider level


async def test_v1_the_operations_come_from_the_specs(rp: Any) -> None:
    reply = await rp.send("GET", f"/{rp.provider}/operations")
    assert reply.json() == OPERATION_LIST
    for operation in reply.json()["value"]:
        assert operation["display"].keys() == {"provider", "resource", "operation"}


async def test_v2_subscriptions_move_between_states_in_any_order(bare_rp: Any) -> None:
    path = f"/subscriptions/{bare_rp.subscription}"
    body = {"properties": {"tenantId": "t", "unheardOf": {"a": 1}}, "registrationDate": "x"}
    statuses = []
    for state in ("Warned", "Registered", "Suspended", "Unregistered", "Registered", "Deleted"):
        reply = await bare_rp.send("PUT", path, {**body, "state": state}, query="api-version=2.0")
        statuses.append(reply.status_code)
        assert reply.json()["properties"]["unheardOf"] == {"a": 1}
    assert statuses == [201, 200, 200, 200, 200, 200]


@pytest.mark.parametrize(
    ("state", "get", "put", "post", "delete"),
    [
        ("Registered", 200, 200, 200, 202),
        ("Warned", 200, 400, 400, 202),
        ("Suspended", 200, 400, 400, 202),
        ("Unregistered", 200, 400, 400, 400),
        ("Deleted", 200, 400, 400, 400),
    ],
)
async def test_v3_the_state_says_which_verbs_work(
    settled: Any, wanted: dict[str, Any], state: str, get: int, put: int, post: int, delete: int
) -> None:
    await settled.register(state)
    assert (await settled.send("GET", settled.cluster())).status_code == get
    credentials = await settled.send("POST", settled.cluster() + "/listCredentials")
    assert credentials.status_code == post
    assert (await settled.send("PUT", settled.cluster(), wanted)).status_code == put
    await settled.settle()
    assert (await settled.send("DELETE", settled.cluster())).status_code == delete


async def test_v4_actions_are_posts_below_the_resource(settled: Any) -> None:
    path = settled.cluster() + "/listCredentials"
    assert (await settled.send("POST", path)).status_code == 200
    assert (await settled.send("GET", path)).status_code == 405


async def test_v5_a_region_takes_only_its_own(
    rp: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    reply = await rp.send("PUT", rp.cluster(), {**wanted, "location": "westus"})
    assert refusal(reply) == (400, "InvalidParameter", "location")


async def test_v6_nothing_lies_below_a_cluster(settled: Any) -> None:
    path = settled.cluster() + "/machinePools/worker"
    assert (await settled.send("GET", path)).status_code == 404


async def test_v7_optional_provider_calls_are_not_served(rp: Any) -> None:
    for call in ("checkNameAvailability", "skus"):
        path = f"/subscriptions/{rp.subscription}/{rp.provider}/{call}"
        assert (await rp.send("POST", path, {})).status_code == 400


async def test_v8_every_published_version_still_answers(settled: Any) -> None:
    """What each says is held by the goldens of tests/golden/specs."""
    released = {spec.stem for spec in RELEASED.glob("*.json")}
    assert len(released) >= 11
    for version in released:
        assert (await settled.send("GET", settled.cluster(), version=version)).status_code == 200


async def test_every_line_has_a_test_and_every_deviation_a_line() -> None:
    tested = {
        match[1].upper()
        for name in globals()
        if (match := re.match(r"test_([rpslv]\d+)_", name)) is not None
    }
    lines = {f"{kind}{number + 1}" for kind, count in LINES.items() for number in range(count)}
    assert tested == lines
    assert DEVIATIONS.keys() <= lines
