"""Where requests go and why some go nowhere (frontend.md 2.1, 2.4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

S = "/subscriptions/00000000-0000-0000-0000-000000000001"
BAD_S = "/subscriptions/not-a-uuid"
P = "providers/Microsoft.RedHatOpenShift"
G = f"{S}/resourceGroups/customer"
ID = "00000000-0000-0000-0000-0000000000aa"

Refusal = Callable[[Any], tuple[int, str, str]]


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", f"{BAD_S}/{P}/openShiftClusters", "InvalidSubscriptionID"),
        ("PUT", BAD_S, "InvalidSubscriptionID"),
        ("GET", f"{BAD_S}/anything/else", "InvalidSubscriptionID"),
        ("GET", BAD_S, "InvalidSubscriptionID"),
        ("GET", f"{S[:-1]}/{P}/openShiftClusters", "InvalidSubscriptionID"),
        ("GET", f"{S}%0a/{P}/openShiftClusters", "InvalidSubscriptionID"),
        (
            "GET",
            f"{S}/resourceGroups/gr\N{LATIN SMALL LETTER U WITH DIAERESIS}n/{P}/openShiftClusters",
            "ResourceGroupNotFound",
        ),
        ("GET", f"{G}/{P}/openShiftClusters/x%00", "ResourceNotFound"),
        ("PUT", f"{G}/{P}/openShiftClusters/\N{KELVIN SIGN}luster", "ResourceNotFound"),
        ("POST", f"{G}/{P}/openShiftClusters/x./listCredentials", "ResourceNotFound"),
        ("POST", f"{G}/{P}/otherThings/x/listAdminCredentials", "InvalidResourceType"),
        ("GET", f"{G}/{P}/openShiftClusters/na$me/detectors", "ResourceNotFound"),
        ("GET", f"{G}/{P}/otherThings/x/detectors/one", "InvalidResourceType"),
        ("POST", f"{S}/resourceGroups/a b/{P}/deployments/d/preflight", "ResourceGroupNotFound"),
        ("GET", f"{S}/{P}/locations/westus/platformWorkloadIdentityRoleSets", "InvalidLocation"),
        ("GET", f"{S}/{P}/locations/eastus/operationsstatus/{ID}x", "InvalidOperationID"),
        ("GET", f"{S}/resourceGroups/a b/{P}/openShiftClusters", "ResourceGroupNotFound"),
        ("GET", f"{S}/resourceGroups/dot./{P}/openShiftClusters", "ResourceGroupNotFound"),
        ("GET", f"{S}/resourceGroups/{'a' * 91}/{P}/openShiftClusters", "ResourceGroupNotFound"),
        ("GET", f"{G}/providers/Microsoft.Other/openShiftClusters/x", "InvalidResourceNamespace"),
        ("GET", "/providers/Microsoft.Other/operations", "InvalidResourceNamespace"),
        ("GET", f"{S}/providers/Microsoft.Other/no/such/path", "InvalidResourceNamespace"),
        ("GET", f"{G}/{P}/otherThings/x", "InvalidResourceType"),
        ("GET", f"{S}/{P}/otherThings", "InvalidResourceType"),
        ("GET", f"{G}/{P}/openShiftClusters/na$me", "ResourceNotFound"),
        ("GET", f"{G}/{P}/openShiftClusters/{'n' * 91}", "ResourceNotFound"),
        ("GET", f"{S}/{P}/locations/westus/openShiftVersions", "InvalidLocation"),
        ("GET", f"{S}/{P}/locations/westus/operationsstatus/{ID}", "InvalidLocation"),
        ("GET", f"{S}/{P}/locations/eastus/operationsstatus/seven", "InvalidOperationID"),
        ("GET", f"{S}/{P}/locations/eastus/operationresults/seven", "InvalidOperationID"),
    ],
)
async def test_a_bad_path_parameter_is_named_by_its_own_code(
    rp: Any, refusal: Refusal, method: str, path: str, code: str
) -> None:
    body = {"state": "Registered"} if method == "PUT" else None
    assert refusal(await rp.send(method, path, body)) == (400, code, "")


async def test_the_first_bad_parameter_in_the_order_of_the_table_wins(
    rp: Any, refusal: Refusal
) -> None:
    path = f"{BAD_S}/resourceGroups/a b/providers/Nobody/things/na$me"
    assert refusal(await rp.send("GET", path))[1] == "InvalidSubscriptionID"
    path = f"{S}/resourceGroups/a b/providers/Nobody/things/na$me"
    assert refusal(await rp.send("GET", path))[1] == "ResourceGroupNotFound"
    path = f"{S}/resourceGroups/a/providers/Nobody/things/na$me"
    assert refusal(await rp.send("GET", path))[1] == "InvalidResourceNamespace"
    path = f"{S}/resourceGroups/a/{P}/things/na$me"
    assert refusal(await rp.send("GET", path))[1] == "InvalidResourceType"


async def test_a_bad_parameter_goes_before_a_bad_version_and_a_bad_body(
    rp: Any, refusal: Refusal
) -> None:
    path = f"{G}/{P}/openShiftClusters/na$me"
    reply = await rp.send("PUT", path, content=b"{", version="1999-01-01")
    assert refusal(reply)[1] == "ResourceNotFound"


@pytest.mark.parametrize("name", ["a" * 90, "-", "(x)", "a.b_c"])
async def test_names_that_azure_allows_are_allowed(rp: Any, refusal: Refusal, name: str) -> None:
    path = f"{S}/resourceGroups/{name}/{P}/openShiftClusters/{name}"
    assert refusal(await rp.send("GET", path)) == (404, "ResourceNotFound", "")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/nope",
        f"{S}/nope",
        f"{S}/{P}/a/b/c",
        f"{G}/{P}/openShiftClusters/x/restart",
        f"{G}/{P}/openShiftClusters/x%2Fy",
        f"{S}/{P}/locations/eastus/nope",
    ],
)
async def test_an_unknown_path_is_404_in_arm_form(rp: Any, refusal: Refusal, path: str) -> None:
    reply = await rp.send("GET", path)
    assert refusal(reply) == (404, "NotFound", "")
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["x-ms-request-id"]


@pytest.mark.parametrize("path", [f"{S}/nope", f"{G}/{P}/openShiftClusters/x/restart"])
@pytest.mark.parametrize("method", ["PUT", "PATCH", "POST"])
async def test_below_a_subscription_the_body_is_looked_at_before_the_path(
    rp: Any, refusal: Refusal, method: str, path: str
) -> None:
    reply = await rp.send(method, path, content=b"x", headers={"content-type": "text/plain"})
    assert refusal(reply) == (415, "UnsupportedMediaType", "")
    reply = await rp.send(method, path, content=b"x" * 1_048_577)
    assert refusal(reply) == (400, "InvalidResource", "")
    reply = await rp.send(method, "/nope", content=b"x", headers={"content-type": "text/plain"})
    assert refusal(reply) == (404, "NotFound", "")


async def test_only_put_exists_on_a_subscription(rp: Any, refusal: Refusal) -> None:
    assert refusal(await rp.send("GET", S)) == (404, "NotFound", "")
    text = {"content-type": "text/plain"}
    assert refusal(await rp.send("GET", S, headers=text)) == (404, "NotFound", ""), "nobody reads"


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("POST", f"{G}/{P}/openShiftClusters/x", "GET, PUT, PATCH, DELETE"),
        ("HEAD", f"{G}/{P}/openShiftClusters/x", "GET, PUT, PATCH, DELETE"),
        ("DELETE", f"{G}/{P}/openShiftClusters", "GET"),
        ("GET", f"{G}/{P}/openShiftClusters/x/listCredentials", "POST"),
        ("PUT", f"/{P}/operations", "GET"),
        ("POST", "/healthz/ready", "GET"),
        ("DELETE", f"{S}/{P}/locations/eastus/operationsstatus/{ID}", "GET"),
        ("HEAD", f"{S}/{P}/locations/eastus/operationresults/{ID}", "GET"),
        ("OPTIONS", f"{G}/{P}/openShiftClusters/x", "GET, PUT, PATCH, DELETE"),
        ("TRACE", f"{G}/{P}/openShiftClusters", "GET"),
        ("BREW", f"{S}/{P}/openShiftClusters", "GET"),
        ("PATCH", f"{S}/{P}/locations/eastus/openShiftVersions", "GET"),
        ("PUT", f"{S}/{P}/locations/eastus/openShiftVersions/4.17.27", "GET"),
        ("POST", f"{S}/{P}/locations/eastus/platformWorkloadIdentityRoleSets/4.17", "GET"),
        ("GET", f"{S}/{P}/locations/eastus/operationsstatus/{ID}/cancel", "POST"),
        ("DELETE", f"{S}/{P}/locations/eastus/platformWorkloadIdentityRoleSets", "GET"),
        ("GET", f"{G}/{P}/openShiftClusters/x/listAdminCredentials", "POST"),
        ("PUT", f"{G}/{P}/openShiftClusters/x/detectors", "GET"),
        ("DELETE", f"{G}/{P}/openShiftClusters/x/detectors/one", "GET"),
        ("GET", f"{G}/{P}/deployments/d/preflight", "POST"),
    ],
)
async def test_a_wrong_method_is_405_with_allow_and_no_body(
    rp: Any, method: str, path: str, allow: str
) -> None:
    reply = await rp.send(method, path)
    assert (reply.status_code, reply.content) == (405, b"")
    assert reply.headers["allow"] == allow


@pytest.mark.parametrize(
    "change",
    [str.upper, str.lower, str.swapcase, lambda p: p + "/", lambda p: p.replace("/pro", "//pro")],
)
async def test_paths_compare_without_case_and_spare_slashes(
    rp: Any, wanted: dict[str, Any], change: Callable[[str], str]
) -> None:
    await rp.created(wanted)
    reply = await rp.send("GET", change(rp.cluster()))
    assert reply.status_code == 200
    assert reply.json()["id"] == rp.cluster()


async def test_a_letter_that_only_looks_like_ascii_in_lower_case_is_refused(
    rp: Any, refusal: Refusal, wanted: dict[str, Any]
) -> None:
    reply = await rp.send("PUT", rp.cluster("\N{KELVIN SIGN}luster"), wanted)
    assert refusal(reply) == (400, "ResourceNotFound", "")


async def test_dots_in_a_path_are_worked_out(rp: Any, wanted: dict[str, Any]) -> None:
    await rp.created(wanted)
    status, _ = await rp.raw("GET", rp.cluster().replace("/providers/", "/x/../providers/./"))
    assert status == 200


async def test_the_creators_spelling_is_kept_and_returned(rp: Any, wanted: dict[str, Any]) -> None:
    path = rp.cluster("MyCluster").replace("resourceGroups/customer", "RESOURCEgroups/CusTomer")
    reply = await rp.send("PUT", path, wanted)
    assert reply.json()["id"] == path
    assert reply.json()["name"] == "MyCluster"
    assert reply.json()["type"] == "Microsoft.RedHatOpenShift/openShiftClusters"
    assert (await rp.send("GET", path.lower())).json()["id"] == path


async def test_the_reply_to_head_has_no_body_whatever_it_says(rp: Any) -> None:
    assert await rp.raw("HEAD", "/nowhere") == (404, b"")
