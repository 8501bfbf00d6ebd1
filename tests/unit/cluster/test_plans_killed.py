from __future__ import annotations

import re

import pytest


def shape(region, doc):
    """Everything in the cloud and what it says, with the cluster's chance names blotted out."""
    properties = doc.open_shift_cluster.properties
    names = {properties.infra_id: "INFRA", properties.storage_suffix: "SUFFIX"}

    def blotted(value):
        text = str(value)
        for name, blot in names.items():
            text = text.replace(name, blot) if name else text
        scope, _, rest = text.partition("/resourceGroups/")
        return scope + re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "GUID", rest)

    state = region.state()
    return sorted(blotted(key) for key in state if "-worker-" not in key)


@pytest.mark.parametrize("kind", ["sp", "wi"])
async def test_a_cluster_killed_at_every_place_ends_like_any_other(kind, regions):
    plain, killed = regions
    calm = await plain.install(plain.new(kind))
    doc = await killed.create(killed.new(kind))
    deaths = await killed.run_killed_everywhere()
    await killed.hand_over(doc)
    deaths += await killed.run_killed_everywhere()
    await killed.to_state(doc, "Updating")
    stored = (await killed.databases.clusters.get(doc.id, doc.partition_key)).doc
    assert deaths > 40
    assert shape(killed, stored) == shape(plain, calm)

    deaths = await killed.run_killed_everywhere()
    assert deaths >= 3
    assert shape(killed, stored) == shape(plain, calm)

    await killed.to_state(doc, "Deleting")
    deaths = await killed.run_killed_everywhere()
    assert deaths >= 20
    left = [key for key in killed.state() if "managed/" in key or "rp-pe-0" in key]
    assert left == []
