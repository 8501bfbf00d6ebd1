"""Customers, a frontend and a backend together: whole operations as a poller sees them."""

from __future__ import annotations

import httpx

STEPS = ["make the group", "make the network", "make the machines", "wait for the machines"]


def way(reply, header):
    return httpx.URL(reply.headers[header]).raw_path.decode()


def test_an_operation_tells_how_far_it_is_from_its_beginning_to_its_end(story):
    async def scene(town):
        reply = await town.put()
        statuses = await town.follow(reply)
        result = way(reply, "azure-asyncoperation").replace("operationsstatus", "operationresults")
        return reply, statuses, await town.send("GET", result), await town.state()

    reply, statuses, result, state = story(scene)
    assert reply.json()["properties"]["provisioningState"] == "Creating"
    *running, last = statuses
    assert {status["status"] for status in running} == {"Creating"}
    percents = [status["percentComplete"] for status in running]
    assert percents == sorted(percents)
    assert percents[-1] < 100
    assert len(set(percents)) > 3
    seen = [status["properties"]["step"] for status in running if "properties" in status]
    assert list(dict.fromkeys(seen)) == [*STEPS, "tidy up"]
    assert (last["status"], last["percentComplete"]) == ("Succeeded", 100)
    assert last["endTime"] > last["startTime"]
    assert all("endTime" not in status and "error" not in status for status in running)
    assert result.json()["properties"]["provisioningState"] == state == "Succeeded"


def test_a_create_that_failed_is_put_again_and_succeeds(story):
    async def scene(town):
        town.failing = STEPS[2]
        first = await town.follow(await town.put())
        seen = [first[-1], await town.state(), await town.put(tags={"other": "tags"})]
        town.failing = ""
        reply = await town.put()
        second = await town.follow(reply)
        return (
            *seen,
            reply,
            second,
            await town.state(),
            town.ran,
            (await town.send("GET", f"{first[-1]['id']}")).json(),
        )

    failed, state, other, reply, second, end, ran, old = story(scene)
    assert (failed["status"], failed["error"]["code"], state) == (
        "Failed",
        "QuotaExceeded",
        "Failed",
    )
    assert other.json()["error"]["code"] == "RequestNotAllowed"
    assert (reply.status_code, second[0]["status"], second[0]["percentComplete"]) == (
        200,
        "Creating",
        0,
    )
    assert (second[-1]["status"], end) == ("Succeeded", "Succeeded")
    assert ran == STEPS[:3] + STEPS + ["tidy up"]  # what was done is looked at again
    assert old == failed


def test_a_create_is_canceled_between_two_steps_and_put_again(story):
    async def scene(town):
        reply = await town.put()
        await town.stage.clock.sleep(25)
        path, query = way(reply, "azure-asyncoperation").split("?")
        asked = await town.send("POST", f"{path}/cancel?{query}")
        statuses = await town.follow(reply)
        ran = list(town.ran)
        state = await town.state()
        again = await town.follow(await town.put())
        return asked, statuses, ran, state, again[-1]

    asked, statuses, ran, state, again = story(scene)
    assert asked.status_code == 202
    assert (statuses[-1]["status"], statuses[-1]["error"]["code"]) == (
        "Canceled",
        "OperationCanceled",
    )
    assert "percentComplete" not in statuses[-1]
    assert (ran, state) == (STEPS[:2], "Canceled")
    assert again["status"] == "Succeeded"


def test_a_canceled_update_is_followed_by_another_or_by_a_delete(story):
    async def scene(town):
        await town.follow(await town.put())
        ends = []
        for tags in ({"a": "b"}, {"c": "d"}):
            reply = await town.send("PATCH", town.cluster, {"tags": tags})
            if not ends:
                path, query = way(reply, "azure-asyncoperation").split("?")
                await town.send("POST", f"{path}/cancel?{query}")
            ends.append((await town.follow(reply))[-1]["status"])
        shown = (await town.send("GET", town.cluster)).json()["tags"]
        reply = await town.send("PATCH", town.cluster, {"tags": {}})
        path, query = way(reply, "azure-asyncoperation").split("?")
        await town.send("POST", f"{path}/cancel?{query}")
        await town.follow(reply)
        deleted = await town.follow(await town.send("DELETE", town.cluster))
        return ends, shown, deleted[-1], await town.send("GET", town.cluster)

    ends, shown, deleted, gone = story(scene)
    assert ends == ["Canceled", "Succeeded"]
    assert shown == {"c": "d"}
    assert (deleted["status"], gone.status_code) == ("Succeeded", 404)


def test_an_operation_can_be_read_for_a_week_also_when_its_cluster_is_gone(story):
    async def scene(town):
        created = await town.put()
        await town.follow(created)
        deleted = await town.send("DELETE", town.cluster)
        await town.follow(deleted)
        paths = [way(reply, "azure-asyncoperation") for reply in (created, deleted)]
        paths.append(way(deleted, "location"))
        town.close()
        await town.stage.clock.sleep(6.9 * 24 * 3600)
        before = [await town.send("GET", path) for path in paths]
        await town.stage.clock.sleep(0.2 * 24 * 3600)
        return before, [await town.send("GET", path) for path in paths]

    before, after = story(scene)
    assert [reply.status_code for reply in before] == [200, 200, 204]
    assert [reply.json()["status"] for reply in before[:2]] == ["Succeeded", "Succeeded"]
    assert [reply.status_code for reply in after] == [404, 404, 404]


def test_a_cluster_of_the_same_name_has_operations_of_its_own(story):
    async def scene(town):
        first = await town.put()
        await town.follow(first)
        await town.follow(await town.send("DELETE", town.cluster))
        second = await town.put()
        old, new = [await town.send("GET", way(r, "azure-asyncoperation")) for r in (first, second)]
        await town.follow(second)
        return old.json()["status"], new.json()["status"]

    assert story(scene) == ("Succeeded", "Creating")
