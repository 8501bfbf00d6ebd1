from __future__ import annotations

import pytest

from aro_rp.metrics import NoMetrics


def states_of(play, state):
    async def scene(theatre):
        await theatre.stage.accept(state)
        await theatre.stage.live(theatre.backend())
        return theatre.gauges

    return play(scene)


@pytest.mark.parametrize(
    ("state", "new"),
    [("Updating", "Succeeded"), ("Creating", "Succeeded"), ("Deleting", "Deleted")],
)
def test_an_operation_is_counted_once_with_where_it_came_from_and_went(play, state, new):
    gauges = states_of(play, state)
    states = {"oldProvisioningState": state, "newProvisioningState": new}
    assert gauges.named("backend.openshiftcluster.count") == [(1, states)]
    ((milliseconds, _),) = gauges.named("backend.openshiftcluster.duration")
    assert (milliseconds >= 20_000) == (state == "Deleting")


def test_an_operation_is_measured_once_under_its_type(play):
    gauges = states_of(play, "Creating")
    ((value, dimensions),) = gauges.named("backend.openshiftcluster.Creating")
    assert value == 1
    assert dimensions["provisioningstate"] == "Succeeded"


def test_without_correlation_data_no_duration_is_known(play):
    def forget(doc):
        doc.correlation_data = None

    async def scene(theatre):
        await theatre.stage.accept("Updating", prepare=forget)
        await theatre.stage.live(theatre.backend())
        return theatre.gauges

    gauges = play(scene)
    assert gauges.named("backend.openshiftcluster.duration") == []
    assert len(gauges.named("backend.openshiftcluster.Updating")) == 1


def test_the_length_of_the_queue_is_measured_every_minute(play):
    async def scene(theatre):
        async def work(ctx):
            await theatre.stage.clock.sleep(150)

        theatre.script = work
        await theatre.stage.accept("Updating", name="a")
        await theatre.stage.accept("Updating", name="b")
        await theatre.stage.live(theatre.backend(max_workers=1))
        return [v for v, _ in theatre.gauges.named("database.openshiftclusters.queue.length")]

    assert play(scene)[1:3] == [1, 1]


def test_nobody_has_to_measure():
    assert NoMetrics().gauge("x", 1, {}) is None
