"""Clusters as a store holds them, and what a version does with them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from aro_api.internal import models as hub
from aro_api.secret import Secret
from aro_api.versions import VERSIONS
from aro_rp.convert import converter_for

SPECS = Path(__file__).parents[2] / "api-specs" / "redhatopenshift"

Json = dict[str, Any]


def without(value: Any, paths: frozenset[str], at: tuple[str, ...] = ("",)) -> Any:
    """A copy of a JSON value without the members that the paths name.

    ``at`` holds the spellings of the place: below a map its key is also ``{}``.
    """
    if isinstance(value, dict):
        return {
            key: without(inner, paths, below(at, key))
            for key, inner in value.items()
            if not paths & {path.lstrip(".") for path in below(at, key)}
        }
    if isinstance(value, list):
        return [without(item, paths, tuple(f"{path}[]" for path in at)) for item in value]
    return value


def below(at: tuple[str, ...], key: str) -> tuple[str, ...]:
    return tuple(f"{path}.{key}" for path in at) + tuple(f"{path}{{}}" for path in at)


@pytest.fixture(scope="session")
def strip() -> Callable[[Json, str], Json]:
    """Takes what only the service writes out of a version's JSON.

    Some versions let the caller send system data back, but only ARM ever sets it.
    """

    def strip(body: Json, version: str) -> Json:
        result: Json = without(body, VERSIONS[version].shape().read_only | {"systemData"})
        return result

    return strip


@pytest.fixture(scope="session")
def example() -> Callable[[str], Json]:
    """The body with which the spec's own example creates a cluster."""

    def example(version: str) -> Json:
        [path] = SPECS.glob(f"*/{version}/examples/OpenShiftClusters_CreateOrUpdate.json")
        found: Json = json.loads(path.read_text("utf-8"))["parameters"]["parameters"]
        return found

    return example


@pytest.fixture(scope="session")
def put() -> Callable[[str, Mapping[str, Any], hub.OpenShiftCluster], None]:
    """Lays a body over a stored cluster as that version understands it."""

    def put(version: str, body: Mapping[str, Any], cluster: hub.OpenShiftCluster) -> None:
        converter = converter_for(version)
        converter.to_hub(converter.read(body), cluster)

    return put


@pytest.fixture(scope="session")
def get() -> Callable[[str, hub.OpenShiftCluster], Json]:
    """Shows a stored cluster, secrets opened, as the base of a PATCH has it."""

    def get(version: str, cluster: hub.OpenShiftCluster) -> Json:
        shown: Json = converter_for(version).render(cluster, Secret.reveal)
        return shown

    return get


def stored(value: Any) -> Any:
    """Stored JSON without empty lists and maps, which most versions cannot tell from none."""
    if isinstance(value, dict):
        members = {key: stored(inner) for key, inner in value.items()}
        return {key: inner for key, inner in members.items() if inner not in ([], {}, None)}
    return [stored(item) for item in value] if isinstance(value, list) else value


@pytest.fixture(scope="session")
def dump() -> Callable[[hub.OpenShiftCluster], Json]:
    """A cluster as it would be written to the store, secrets in clear."""

    def dump(cluster: hub.OpenShiftCluster) -> Json:
        result: Json = stored(
            cluster.model_dump(mode="json", by_alias=True, context={"seal": lambda text: text})
        )
        return result

    return dump
