"""Stages in a declared order: State in, State out, nothing else touched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aro_generator.bundle import Bundle
from aro_generator.conversion import Conversion
from aro_generator.graph import Graph
from aro_generator.load import JsonObject, Sources

INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class State:
    """What is known so far; every mapping is by api-version or ``internal``."""

    sources: Sources
    bundles: Mapping[str, Bundle] = field(default_factory=dict)
    graphs: Mapping[str, Graph] = field(default_factory=dict)
    conversions: Mapping[str, Conversion] = field(default_factory=dict)
    routes: Mapping[str, JsonObject] = field(default_factory=dict)
    schemas: Mapping[str, JsonObject] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    """What goes to ``generated/aro_api``, by path below it."""
    beside: Mapping[str, str] = field(default_factory=dict)
    """What goes elsewhere, by path below the project; a folder named here holds nothing else."""

    @property
    def versions(self) -> tuple[str, ...]:
        return tuple(spec.version for spec in self.sources.specs)

    @property
    def apis(self) -> Mapping[str, Graph]:
        """The graphs of the api-versions, oldest first, without the hub."""
        return {version: self.graphs[version] for version in self.versions}


@dataclass(frozen=True, slots=True)
class Stage:
    """A pure step; ``needs`` are the facts that earlier stages must have given."""

    gives: str
    run: Callable[[State], State]
    needs: frozenset[str] = frozenset()


class WrongOrder(Exception):
    """A stage stands before one that it needs."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Refuses a wrong order when it is made, before anything runs."""

    stages: tuple[Stage, ...]

    def __post_init__(self) -> None:
        given: set[str] = set()
        for stage in self.stages:
            if missing := stage.needs - given:
                raise WrongOrder(f"'{stage.gives}' needs {sorted(missing)} before it")
            if stage.gives in given:
                raise WrongOrder(f"'{stage.gives}' is given twice")
            given.add(stage.gives)

    def run(self, state: State) -> State:
        for stage in self.stages:
            state = stage.run(state)
        return state
