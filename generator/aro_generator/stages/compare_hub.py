"""Finds what each version's cluster shares with the hub."""

from __future__ import annotations

from dataclasses import replace

from aro_generator.conversion import compare
from aro_generator.pipeline import INTERNAL, Stage, State

CLUSTER = "OpenShiftCluster"


def compare_hub(state: State) -> State:
    hub = state.graphs.get(INTERNAL)
    if hub is None or CLUSTER not in hub.structures:
        return state
    made = {
        version: compare(state.graphs[version], hub, CLUSTER)
        for version in state.versions
        if CLUSTER in state.graphs[version].structures
    }
    return replace(state, conversions=made)


COMPARE_HUB = Stage("conversions", compare_hub, frozenset({"graphs", "names checked"}))
