"""Every state with every verb (frontend.md 7.8, 12)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Refusal = Callable[[Any], tuple[int, str, str]]
BUSY = (400, "RequestNotAllowed", "")
UNREGISTERED = (400, "InvalidSubscriptionState", "")

VERBS = ("PUT", "PUT other", "PATCH", "DELETE", "listCredentials", "listAdminCredentials")
OK = "yes yes yes yes yes yes"
GATES = {
    ("Succeeded", ""): OK,
    ("Succeeded", "Creating"): OK,
    ("Failed", ""): OK,
    ("Failed", "Updating"): OK,
    ("Failed", "AdminUpdating"): OK,
    ("Failed", "Creating"): "yes no no yes no no",
    ("Failed", "Deleting"): "no no no yes no no",
    ("Canceled", ""): OK,
    ("Canceled", "Updating"): OK,
    ("Canceled", "Creating"): "yes no no yes no no",
    ("Creating", ""): "no no no no no no",
    ("Creating", "Creating"): "no no no no no no",
    ("Deleting", ""): "no no no no no no",
    ("Deleting", "Creating"): "no no no no no no",
    ("Updating", ""): "no no no no yes yes",
    ("Updating", "Updating"): "no no no no yes yes",
    ("Updating", "Creating"): "no no no no yes yes",
    ("AdminUpdating", ""): "no no no no yes yes",
    ("Maintenance", ""): "no no no no yes yes",
}
"""What a cluster in a state, after work that failed in a state, lets through."""
DONE = {"DELETE": 202}


async def ask(rp: Any, verb: str, wanted: dict[str, Any]) -> Any:
    match verb:
        case "PUT":
            return await rp.send("PUT", rp.cluster(), wanted)
        case "PUT other":
            return await rp.send("PUT", rp.cluster(), {**wanted, "tags": {"other": "tags"}})
        case "PATCH":
            return await rp.send("PATCH", rp.cluster(), {"tags": {"a": "b"}})
        case "DELETE":
            return await rp.send("DELETE", rp.cluster())
    return await rp.send("POST", f"{rp.cluster()}/{verb}")


@pytest.mark.parametrize("place", range(len(VERBS)), ids=VERBS)
@pytest.mark.parametrize("state", GATES, ids=lambda state: " ".join(state).strip())
async def test_a_state_lets_through_what_it_may(
    rp: Any, wanted: dict[str, Any], refusal: Refusal, state: tuple[str, str], place: int
) -> None:
    await rp.created(wanted)
    await rp.settle(*state)
    before = await rp.contents()
    reply = await ask(rp, VERBS[place], wanted)
    if GATES[state].split()[place] == "yes":
        assert reply.status_code == DONE.get(VERBS[place], 200), reply.text
    else:
        assert refusal(reply) == BUSY
        assert await rp.contents() == before


@pytest.mark.parametrize(
    ("state", "failed", "told"),
    [
        ("Failed", "Creating", "whose creation failed. Delete the cluster, or send the PUT"),
        ("Canceled", "Creating", "whose creation was canceled. Delete the cluster, or send"),
        ("Failed", "Deleting", "whose deletion failed. Delete the cluster."),
    ],
)
async def test_a_cluster_half_made_or_half_gone_says_what_is_left_to_do(
    rp: Any, wanted: dict[str, Any], refusal: Refusal, state: str, failed: str, told: str
) -> None:
    await rp.created(wanted)
    await rp.settle(state, failed)
    for verb in ("PATCH", "listCredentials"):
        reply = await ask(rp, verb, wanted)
        assert refusal(reply) == BUSY
        assert told in reply.json()["error"]["message"]


@pytest.mark.parametrize("state", GATES, ids=lambda state: " ".join(state).strip())
async def test_reads_work_in_every_state(
    rp: Any, wanted: dict[str, Any], state: tuple[str, str]
) -> None:
    await rp.created(wanted)
    await rp.settle(*state)
    for path in (rp.cluster(), rp.cluster().rsplit("/", 1)[0]):
        reply = await rp.send("GET", path)
        assert reply.status_code == 200
    shown = (await rp.send("GET", rp.cluster())).json()
    assert shown["properties"]["provisioningState"] == state[0]


STATES = ("", "Registered", "Unregistered", "Warned", "Suspended", "Deleted")
SUBSCRIPTION = {
    "PUT": ("Registered",),
    "PUT new": ("Registered",),
    "PATCH": ("Registered",),
    "PATCH new": ("Registered",),
    "DELETE": ("Registered", "Warned", "Suspended"),
    "listCredentials": ("Registered",),
    "listAdminCredentials": ("Registered",),
    "cancel": ("Registered",),
    "GET": STATES,
    "LIST": STATES,
    "status": STATES,
    "result": STATES,
    "versions": STATES,
    "DELETE missing": STATES,
}
"""In which states of its subscription each verb works; "" stands for one nobody told us of."""


async def forget(rp: Any) -> None:
    held = await rp.databases.subscriptions.find(rp.subscription)
    await rp.databases.subscriptions.delete(held)


def request_for(rp: Any, verb: str, operation: str, wanted: Any) -> tuple[str, str, Any]:
    """Method, path and body."""
    match verb:
        case "PUT" | "PATCH" | "DELETE" | "GET":
            return verb, rp.cluster(), wanted
        case "PUT new" | "PATCH new":
            return verb.split()[0], rp.cluster("new"), wanted
        case "DELETE missing":
            return "DELETE", rp.cluster("missing"), None
        case "LIST":
            return "GET", rp.cluster().rsplit("/", 1)[0], None
        case "status":
            return "GET", rp.location(f"operationsstatus/{operation}"), None
        case "result":
            return "GET", rp.location(f"operationresults/{operation}"), None
        case "cancel":
            return "POST", rp.location(f"operationsstatus/{operation}/cancel"), None
        case "versions":
            return "GET", rp.location("openShiftVersions"), None
    return "POST", f"{rp.cluster()}/{verb}", None


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", SUBSCRIPTION)
async def test_a_subscription_lets_through_what_it_may(
    rp: Any, wanted: dict[str, Any], refusal: Refusal, verb: str, state: str
) -> None:
    await rp.created(wanted)
    operation = (await rp.stored()).async_operation_id
    if verb != "cancel":
        await rp.settle()
    await (rp.register(state) if state else forget(rp))
    before = await rp.contents()
    if verb.endswith("new"):
        principal = {"clientId": "22222222-2222-2222-2222-222222222222", "clientSecret": "S"}
        wanted["properties"]["servicePrincipalProfile"] = principal
        wanted["properties"]["clusterProfile"]["resourceGroupId"] += "2"
    method, path, body = request_for(rp, verb, operation, wanted)
    reply = await rp.send(method, path, body)
    if state in SUBSCRIPTION[verb]:
        assert reply.status_code < 300, reply.text
    else:
        assert refusal(reply) == UNREGISTERED
        assert await rp.contents() == before


@pytest.mark.parametrize("state", ["Unregistered", "Warned", "Suspended", "Deleted"])
async def test_an_operation_goes_on_whatever_becomes_of_its_subscription(
    rp: Any, wanted: dict[str, Any], refusal: Refusal, state: str
) -> None:
    await rp.created(wanted)
    operation = (await rp.stored()).async_operation_id
    await rp.register(state)
    status = rp.location(f"operationsstatus/{operation}")
    body = (await rp.send("GET", status)).json()
    assert (body["status"], body["percentComplete"]) == ("Creating", 0)
    assert (await rp.databases.clusters.dequeue("worker")) is not None
    for method in ("PUT", "PATCH"):
        assert refusal(await rp.send(method, rp.cluster(), wanted)) == UNREGISTERED
    deletes = BUSY if state in ("Warned", "Suspended") else UNREGISTERED
    assert refusal(await rp.send("DELETE", rp.cluster())) == deletes
    await rp.settle()
    assert (await rp.send("GET", rp.cluster())).json()["properties"][
        "provisioningState"
    ] == "Succeeded"


async def test_a_subscription_that_comes_back_lets_everything_through_again(
    rp: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    await rp.created(wanted)
    await rp.settle()
    for state in ("Warned", "Suspended", "Unregistered"):
        await rp.register(state)
        assert refusal(await rp.send("PATCH", rp.cluster(), {})) == UNREGISTERED
        await rp.register("Registered")
        assert (await rp.send("PATCH", rp.cluster(), {})).status_code == 200
        await rp.settle()


BROKEN = {"none": b"", "no JSON": b"{", "no object": b"[]", "unknown": b'{"colour":"red"}'}


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
async def test_subscription_and_cluster_are_looked_at_before_the_body(
    rp: Any, wanted: dict[str, Any], refusal: Refusal, method: str, content: bytes
) -> None:
    headers = {"content-type": "application/json"}

    async def answer(name: str = "demo") -> tuple[int, str, str]:
        return refusal(await rp.send(method, rp.cluster(name), content=content, headers=headers))

    invalid = (400, "InvalidRequestContent", "colour" if b"colour" in content else "")
    await rp.created(wanted)
    await rp.register("Warned")
    assert await answer() == await answer("new") == UNREGISTERED
    await rp.register("Registered")
    assert (await answer(), await answer("new")) == (BUSY, invalid)
    await rp.settle("Failed", "Deleting")
    assert await answer() == BUSY
    await rp.settle("Failed", "Creating")
    assert await answer() == (BUSY if method == "PATCH" else invalid)
    await rp.settle()
    assert await answer() == invalid


async def test_the_media_type_is_looked_at_before_the_subscription(
    rp: Any, refusal: Refusal
) -> None:
    await rp.register("Warned")
    headers = {"content-type": "text/plain"}
    reply = await rp.send("PUT", rp.cluster(), content=b"{}", headers=headers)
    assert refusal(reply) == (415, "UnsupportedMediaType", "")
