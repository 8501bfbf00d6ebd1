from __future__ import annotations

import asyncio

import pytest

from aro_rp.azure.together import Together


class Azure:
    """Counts calls; each lasts until it is let go, and answers how things were at its begin."""

    def __init__(self):
        self.state = "old"
        self.calls = []
        self.error = None

    async def call(self):
        seen, go = self.state, asyncio.Event()
        self.calls.append(go)
        await go.wait()
        if self.error:
            raise self.error
        return seen


async def turn():
    for _ in range(5):
        await asyncio.sleep(0)


async def asked(together, azure, number):
    tasks = [asyncio.create_task(together.ask("key", azure.call)) for _ in range(number)]
    await turn()
    return tasks


async def test_who_asks_while_a_call_is_under_way_is_told_how_things_are_now():
    together, azure = Together(), Azure()
    (first,) = await asked(together, azure, 1)
    azure.state = "new"
    (second,) = await asked(together, azure, 1)
    azure.calls[0].set()
    await turn()
    assert first.result() == "old"
    assert not second.done()
    azure.calls[1].set()
    assert await second == "new"


async def test_all_who_wait_share_the_next_call():
    together, azure = Together(), Azure()
    tasks = await asked(together, azure, 100)
    assert len(azure.calls) == 1
    azure.calls[0].set()
    await turn()
    azure.calls[1].set()
    assert await asyncio.gather(*tasks) == ["old"] * 100
    assert len(azure.calls) == 2


async def test_questions_of_other_keys_do_not_wait():
    together, azure = Together(), Azure()
    tasks = [asyncio.create_task(together.ask(key, azure.call)) for key in "ab"]
    await turn()
    assert len(azure.calls) == 2
    for call in azure.calls:
        call.set()
    await asyncio.gather(*tasks)


async def test_an_error_goes_to_all_who_waited_and_to_nobody_later():
    together, azure = Together(), Azure()
    tasks = await asked(together, azure, 3)
    azure.error = OSError("down")
    azure.calls[0].set()
    await turn()
    azure.calls[1].set()
    assert await asyncio.gather(*tasks, return_exceptions=True) == [azure.error] * 3
    assert len(azure.calls) == 2
    azure.error = None
    (later,) = await asked(together, azure, 1)
    azure.calls[2].set()
    assert await later == "old"


async def test_who_is_cancelled_while_calling_leaves_the_call_to_the_next():
    together, azure = Together(), Azure()
    first, second, third = await asked(together, azure, 3)
    first.cancel()
    await turn()
    assert len(azure.calls) == 2
    azure.calls[1].set()
    assert await asyncio.gather(second, third) == ["old", "old"]


async def test_who_is_cancelled_while_waiting_disturbs_nobody():
    together, azure = Together(), Azure()
    first, second = await asked(together, azure, 2)
    second.cancel()
    azure.calls[0].set()
    assert await first == "old"
    with pytest.raises(asyncio.CancelledError):
        await second
