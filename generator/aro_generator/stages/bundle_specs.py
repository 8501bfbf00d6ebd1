"""Makes every spec stand alone."""

from __future__ import annotations

from dataclasses import replace

from aro_generator.bundle import bundle
from aro_generator.load import HUB
from aro_generator.pipeline import INTERNAL, Stage, State


def bundle_specs(state: State) -> State:
    files = {spec.version: spec.file for spec in state.sources.specs}
    if state.sources.has_hub:
        files[INTERNAL] = HUB
    made = {version: bundle(state.sources, file, version) for version, file in files.items()}
    return replace(state, bundles=made)


BUNDLE_SPECS = Stage("bundles", bundle_specs, frozenset({"checked"}))
