"""GET one and GET many (frontend.md 8)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from aro_rp.database.encryption import Cipher

Refusal = Callable[[Any], tuple[int, str, str]]


async def fill(rp: Any, wanted: dict[str, Any], count: int, group: str = "customer") -> None:
    rp.group = f"/subscriptions/{rp.subscription}/resourceGroups/{group}"
    for n in range(count):
        principal = wanted["properties"]["servicePrincipalProfile"]
        principal["clientId"] = f"{abs(hash(group)) % 10**8:08d}-0000-0000-0000-{n:012d}"
        profile = wanted["properties"]["clusterProfile"]
        profile["resourceGroupId"] = f"/subscriptions/{rp.subscription}/resourceGroups/m{group}{n}"
        await rp.created(wanted, f"c{n:02d}")
    rp.group = f"/subscriptions/{rp.subscription}/resourceGroups/customer"


async def test_what_is_not_there_is_404(rp: Any, refusal: Refusal) -> None:
    assert refusal(await rp.send("GET", rp.cluster())) == (404, "ResourceNotFound", "")


@pytest.mark.parametrize("state", ["Creating", "Updating", "AdminUpdating", "Deleting", "Failed"])
@pytest.mark.parametrize(
    "subscription", ["Registered", "Unregistered", "Warned", "Suspended", "Deleted"]
)
async def test_reads_work_in_every_state(
    rp: Any, wanted: dict[str, Any], state: str, subscription: str
) -> None:
    await rp.created(wanted)
    await rp.settle(state)
    await rp.register(subscription)
    reply = await rp.send("GET", rp.cluster())
    assert reply.json()["properties"]["provisioningState"] == state
    path = f"/subscriptions/{rp.subscription}/{rp.provider}/openShiftClusters"
    assert len((await rp.send("GET", path)).json()["value"]) == 1


async def test_a_get_after_a_change_shows_the_change(rp: Any, wanted: dict[str, Any]) -> None:
    await rp.created(wanted)
    for n in range(3):

        def tag(cluster: Any, n: int = n) -> None:
            cluster.tags = {"n": str(n)}

        await rp.change(tag)
        for version in ("2025-07-25", "2020-04-30"):
            reply = await rp.send("GET", rp.cluster(), version=version)
            assert reply.json()["tags"] == {"n": str(n)}


async def test_an_empty_list_is_a_list(rp: Any) -> None:
    for path in (
        f"/subscriptions/{rp.subscription}/{rp.provider}/openShiftClusters",
        f"{rp.group}/{rp.provider}/openShiftClusters",
        f"/subscriptions/{'0' * 8}-0000-0000-0000-{'9' * 12}/{rp.provider}/openShiftClusters",
    ):
        reply = await rp.send("GET", path)
        assert (reply.status_code, reply.json()) == (200, {"value": []})


async def test_a_list_goes_on_page_by_page(rp: Any, wanted: dict[str, Any]) -> None:
    await fill(rp, wanted, 23)
    path = f"/subscriptions/{rp.subscription}/{rp.provider}/openShiftClusters"
    seen: list[str] = []
    sizes = []
    link = f"https://arm.example{path}?api-version=2025-07-25&$top=7"
    while link:
        parts = urlsplit(link)
        reply = await rp.send("GET", parts.path, query=parts.query, headers={"referer": link})
        body = reply.json()
        sizes.append(len(body["value"]))
        seen += [item["name"] for item in body["value"]]
        link = body.get("nextLink", "")
        if link:
            assert link.startswith(f"https://arm.example{path}?")
            assert "%24skipToken=" in link
            asked = parse_qs(urlsplit(link).query)
            assert (asked["api-version"], asked["$top"]) == (["2025-07-25"], ["7"])
            assert len(asked["$skipToken"]) == 1
    assert sizes == [7, 7, 7, 2]
    assert seen == [f"c{n:02d}" for n in range(23)]


async def test_a_group_lists_its_own_only(rp: Any, wanted: dict[str, Any]) -> None:
    await fill(rp, wanted, 2)
    await fill(rp, wanted, 1, "customer2")
    reply = await rp.send("GET", f"{rp.group.upper()}/{rp.provider}/openShiftClusters")
    assert [item["name"] for item in reply.json()["value"]] == ["c00", "c01"]


async def test_a_token_tells_nothing_and_cannot_be_made_up(
    rp: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    await fill(rp, wanted, 11)
    path = f"/subscriptions/{rp.subscription}/{rp.provider}/openShiftClusters"
    link = (await rp.send("GET", path)).json()["nextLink"]
    token = parse_qs(urlsplit(link).query)["$skipToken"][0]
    assert "openshift" not in token.lower()
    for bad in ("x", token[:-4], "%00", "AAAA"):
        reply = await rp.send("GET", path, query=f"api-version=2025-07-25&$skipToken={bad}")
        assert refusal(reply)[:3] == (400, "InvalidRequestContent", "$skipToken")
    for none in ("$skipToken=", "$skiptoken=x", "%24SkipToken=x", "skipToken=x"):
        reply = await rp.send("GET", path, query=f"api-version=2025-07-25&{none}")
        assert len(reply.json()["value"]) == 10
    reply = await rp.send("GET", path, query=f"api-version=2025-07-25&%24skipToken={quote(token)}")
    assert len(reply.json()["value"]) == 1


@pytest.mark.parametrize(
    "top", ["9" * 5000, "0" * 5000 + "3", "0", "-1", "2.5", "many", "", "\u0663"]
)
async def test_a_page_size_that_makes_no_sense_is_no_wish(
    rp: Any, wanted: dict[str, Any], top: str
) -> None:
    await fill(rp, wanted, 11)
    path = f"/subscriptions/{rp.subscription}/{rp.provider}/openShiftClusters"
    reply = await rp.send("GET", path, query=f"api-version=2025-07-25&$top={quote(top)}")
    assert reply.status_code == 200
    assert len(reply.json()["value"]) in (3, 10)


async def test_a_token_of_before_the_keys_changed_still_opens(
    rp: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    old, new = bytes(range(64)), bytes(range(64, 128))
    await fill(rp, wanted, 11)
    path = f"/subscriptions/{rp.subscription}/{rp.provider}/openShiftClusters"
    link = (await rp.send("GET", path)).json()["nextLink"]
    token = parse_qs(urlsplit(link).query)["$skipToken"][0]
    said = Cipher.from_keys([old]).open_token(token)
    assert Cipher.from_keys([old, new]).open_token(token) == said
    for keys, status in (([new, old], 200), ([new], 400)):
        sealed = quote(Cipher.from_keys(keys).seal_token(said), safe="")
        reply = await rp.send("GET", path, query=f"api-version=2025-07-25&$skipToken={sealed}")
        assert reply.status_code == status


async def test_a_token_opens_nothing_of_another_subscription_or_group(
    rp: Any, wanted: dict[str, Any]
) -> None:
    await fill(rp, wanted, 11)
    path = f"/subscriptions/{rp.subscription}/{rp.provider}/openShiftClusters"
    link = (await rp.send("GET", path)).json()["nextLink"]
    for other in (
        path.replace("000000000001", "000000000002"),
        f"{rp.group}2/{rp.provider}/openShiftClusters",
    ):
        reply = await rp.send("GET", other, query=urlsplit(link).query)
        assert (reply.status_code, reply.json()) == (200, {"value": []})
