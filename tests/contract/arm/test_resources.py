"""Resources and their verbs (appendix A of style.md, S1 to S16)."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from aro_api.versions import VERSIONS
from aro_rp import cluster

Refusal = Callable[[Any], tuple[int, str, str]]


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
