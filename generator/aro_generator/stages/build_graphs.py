"""Turns every bundle into types and operations."""

from __future__ import annotations

from dataclasses import replace

from aro_generator.graph import build
from aro_generator.pipeline import Stage, State


def build_graphs(state: State) -> State:
    return replace(state, graphs={v: build(bundle) for v, bundle in state.bundles.items()})


BUILD_GRAPHS = Stage("graphs", build_graphs, frozenset({"bundles"}))
