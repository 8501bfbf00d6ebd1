"""Laws of conversion for random clusters."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Union, get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel

from aro_api.internal import documents
from aro_api.internal import models as hub
from aro_api.secret import Secret
from aro_api.versions import VERSIONS

Json = dict[str, Any]
Put = Callable[[str, Mapping[str, Any], documents.OpenShiftCluster], None]
Get = Callable[[str, documents.OpenShiftCluster], Json]
Dump = Callable[[documents.OpenShiftCluster], Json]
Strip = Callable[[Json, str], Json]

LETTERS = "abcXYZ019/-. é"
SEEDS = st.integers(0, 2**32)


class Maker:
    """Random instances of models, the same for the same seed: much quicker than drawing each."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def text(self, shortest: int = 0) -> str:
        return "".join(self.random.choices(LETTERS, k=self.random.randint(shortest, 6)))

    def value(self, annotation: Any) -> Any:
        arguments = get_args(annotation)
        if get_origin(annotation) in (Union, types.UnionType):
            return self.value(self.random.choice(arguments))
        if get_origin(annotation) is list:
            return self.elements(arguments[0])
        if get_origin(annotation) is dict:
            return {
                self.text(1): self.value(arguments[1]) for _ in range(self.random.randint(0, 2))
            }
        return self.simple(annotation)

    def simple(self, annotation: Any) -> Any:
        moment = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(
            microseconds=self.random.getrandbits(50)
        )
        makers: dict[Any, Callable[[], Any]] = {
            type(None): lambda: None,
            str: self.text,
            int: lambda: self.random.randint(0, 3),
            float: lambda: float(self.random.randint(0, 3)),
            bool: lambda: self.random.random() < 0.5,
            Secret: lambda: Secret(self.text(1)),
            AwareDatetime: lambda: moment,
        }
        return makers[annotation]() if annotation in makers else self.model(annotation)

    def elements(self, item: Any) -> list[Any]:
        """Elements with a name have different ones, as everywhere in the API."""
        made = [self.value(item) for _ in range(self.random.randint(0, 2))]
        named = {getattr(element, "name", index): element for index, element in enumerate(made)}
        return list(named.values())

    def model(self, kind: type[BaseModel]) -> Any:
        """An instance that may carry a member which this code does not know."""
        fields = {name: self.value(field.annotation) for name, field in kind.model_fields.items()}
        more = {"x-newer": self.text()} if self.random.random() < 0.3 else {}
        return kind(**fields, **more)

    def cluster(self) -> documents.OpenShiftCluster:
        """A stored cluster with the members that the API requires.

        A profile of platform identities always has some: without them it is not converted.
        """
        made: hub.OpenShiftCluster = self.model(hub.OpenShiftCluster)
        made.location = made.location or "eastus"
        if made.managed_service_identity is not None:
            made.managed_service_identity.type = made.managed_service_identity.type or "None"
        profile = made.properties.platform_workload_identity_profile
        if profile is not None and not profile.platform_workload_identities:
            profile.platform_workload_identities = {"a": hub.PlatformWorkloadIdentity()}
        stored: documents.OpenShiftCluster = made.model_dump(
            mode="json", by_alias=True, exclude_defaults=True, context={"seal": lambda text: text}
        )
        return stored


OFTEN = settings(max_examples=100, deadline=None)


@pytest.mark.parametrize("version", VERSIONS)
@OFTEN
@given(seed=SEEDS)
def test_laying_what_is_shown_over_the_same_cluster_changes_nothing(
    version: str, seed: int, get: Get, put: Put, dump: Dump
) -> None:
    cluster = Maker(seed).cluster()
    before = dump(cluster)
    put(version, get(version, cluster), cluster)
    assert dump(cluster) == before


@pytest.mark.parametrize("version", VERSIONS)
@OFTEN
@given(seed=SEEDS)
def test_a_new_cluster_gets_all_that_a_client_may_write(
    version: str, seed: int, get: Get, put: Put, strip: Strip
) -> None:
    fresh: documents.OpenShiftCluster = {}
    shown = get(version, Maker(seed).cluster())
    put(version, shown, fresh)
    again = strip(get(version, fresh), version)
    assert bare(again) == bare(strip(shown, version))


def bare(value: Any) -> Any:
    """JSON without empty containers: a profile of read-only members only is not created."""
    if isinstance(value, dict):
        members = {key: bare(inner) for key, inner in value.items()}
        return {key: inner for key, inner in members.items() if inner not in ([], {})}
    return [bare(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("version", VERSIONS)
@OFTEN
@given(seed=SEEDS)
def test_what_is_shown_shares_nothing_and_hides_secrets(
    version: str, seed: int, get: Get, dump: Dump
) -> None:
    cluster = Maker(seed).cluster()
    before = dump(cluster)
    spoil(get(version, cluster))
    assert dump(cluster) == before


def spoil(value: Any) -> None:
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            spoil(inner)
    value.clear()
