"""What passes the screen gives the rules behind it nothing to say."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aro_api.versions import VERSIONS
from aro_rp.arm.resource_id import ResourceId
from aro_rp.validate.static.catalogue import plan_of, problems
from aro_rp.validate.static.constraint import (
    GIVEN,
    NOT_GIVEN,
    ONE_ITEM,
    at_least,
    one_of,
    satisfying,
)
from aro_rp.validate.static.immutable import Comparison
from aro_rp.validate.static.proposal import Proposal
from aro_rp.validate.static.screen import Demand, Screen

PATH = (
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourcegroups/customer"
    "/providers/microsoft.redhatopenshift/openshiftclusters/demo"
)
TYPE = "Microsoft.RedHatOpenShift/openShiftClusters"
SPECS = Path(__file__).parents[3] / "api-specs" / "redhatopenshift"
PUBLISHED = {
    f"{path.parts[-3]} {path.stem.rpartition('_')[2]}": path
    for path in sorted(SPECS.glob("*/*/examples/OpenShiftClusters_CreateOrUpdate*.json"))
}
READ_ONLY = sorted(
    (version, path)
    for version, api in VERSIONS.items()
    for path in api.shape().read_only - api.shape().case_insensitive
)


def published(name: str) -> Any:
    """A published body as it is once laid over a new cluster."""
    body = json.loads(PUBLISHED[name].read_text())["parameters"]["parameters"]
    body |= {"id": PATH, "name": "demo", "type": TYPE, "location": "eastus"}
    body["properties"]["provisioningState"] = "Succeeded"
    return body


def proposal(version: str, candidate: Any, current: Any = None) -> Proposal:
    return Proposal(
        version=version,
        shape=VERSIONS[version].shape(),
        path=PATH,
        resource=ResourceId.parse(PATH),
        resource_type=TYPE,
        location="eastus",
        domain="eastus.aroapp.io",
        candidate=candidate,
        current=current,
    )


def places(value: Any, *, above: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where something is, whatever it is."""
    below: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        below = list(value.items())
    elif isinstance(value, list):
        below = list(enumerate(value))
    found = [place for name, inner in below for place in places(inner, above=(*above, name))]
    return [(*above, name) for name, _ in below] + found


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_clusters_pass_and_break_no_rule(name: str) -> None:
    version, body = name.split()[0], published(name)
    assert plan_of(version, True).screen.passes(body)
    assert plan_of(version, False).screen.passes(body)
    assert problems(proposal(version, body)) == ()


WRONG = st.sampled_from(
    [
        *(None, "", "x", "x\n", "\u212a", 0, 1, 127, True, 2.0),
        *([], [None], [{}], [{}, {}], {}, {"": {}}, {"a": None}, {"a": {"resourceId": "x"}}),
    ]
)
DELETE = object()


def beside(was: Any) -> st.SearchStrategy[Any]:
    """What is nearly the same, or more of it."""
    near: list[Any] = [was]
    if isinstance(was, str):
        near = [was.upper(), was.title(), f"{was} ", f" {was}", f"{was}\n", f"{was}/", was[:-1]]
        near += [was * 2, was.replace("s", "\u017f", 1), was.replace("0", "1", 1), "x" * 5000]
    elif isinstance(was, int):
        near = [was + 1, -was, was << 40, was << 80, float(was), str(was)]
    elif isinstance(was, list):
        near = [was * 2, [*was, None], [*was, {}], was[1:]]
    elif isinstance(was, dict):
        near = [{**was, "": {}}, {**was, "x": None}, {name.upper(): was[name] for name in was}]
    return st.sampled_from(near)


@pytest.mark.parametrize("name", PUBLISHED)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_rules_behind_the_screen_are_silent_about_what_passes(
    name: str, data: st.DataObject
) -> None:
    version, body = name.split()[0], published(name)
    for _ in range(data.draw(st.integers(1, 3))):
        *above, last = data.draw(st.sampled_from(places(body)))
        at = body
        for step in above:
            at = at[step]
        value = data.draw(st.one_of(beside(at[last]), WRONG, st.just(DELETE)))
        if value is not DELETE:
            at[last] = copy.deepcopy(value)
        elif isinstance(at, dict):
            del at[last]
    for current in (None, body):
        asked, plan = proposal(version, body, current), plan_of(version, current is None)
        if plan.screen.passes(body):
            said = {
                rule.id: rule.check(asked)
                for applies, rules in plan.steps
                if applies is None or applies(asked)
                for rule in rules
                if rule.demand
            }
            assert not any(said.values()), said


@pytest.mark.parametrize("version", sorted(VERSIONS))
def test_only_rules_with_a_demand_are_behind_the_screen(version: str) -> None:
    for creates in (True, False):
        plan = plan_of(version, creates)
        every = [rule.id for _, rules in plan.steps for rule in rules]
        left = [rule.id for _, rules in plan.unscreened for rule in rules]
        behind = [rule.id for _, rules in plan.steps for rule in rules if rule.demand]
        assert sorted(left + behind) == sorted(every)
        assert len(behind) > len(left)


NAME = Demand("a.b", one_of("x"))
OPTIONAL = Demand("a.b", one_of("x"), within="a")
DEEP = Demand("a.b.c", one_of("x"), within="a.b")
EACH = Demand("a[].b", at_least(1))
VALUES = Demand("a{}.b", GIVEN)


@pytest.mark.parametrize(
    ("demand", "resource", "passes"),
    [
        (NAME, {"a": {"b": "x"}}, True),
        (NAME, {"a": {"b": "y"}}, False),
        (NAME, {"a": {"b": None}}, False),
        (NAME, {"a": {}}, False),
        (NAME, {"a": None}, False),
        (NAME, {}, False),
        (OPTIONAL, {"a": {"b": "x"}}, True),
        (OPTIONAL, {"a": {}}, False),
        (OPTIONAL, {"a": None}, True),
        (OPTIONAL, {}, True),
        (DEEP, {"a": {"b": {"c": "x"}}}, True),
        (DEEP, {"a": {"b": {}}}, False),
        (DEEP, {"a": {}}, True),
        (EACH, {"a": [{"b": 1}, {"b": 2}]}, True),
        (EACH, {"a": [{"b": 1}, {"b": 0}]}, False),
        (EACH, {"a": [{"b": 1}, {}]}, False),
        (EACH, {"a": [None]}, False),
        (EACH, {"a": []}, True),
        (EACH, {"a": None}, True),
        (EACH, {}, True),
        (VALUES, {"a": {"k": {"b": 0}}}, True),
        (VALUES, {"a": {"k": {"b": None}}}, False),
        (VALUES, {"a": {"k": {}}}, False),
        (VALUES, {"a": {"k": None}}, False),
        (VALUES, {"a": {}}, True),
        (VALUES, {}, True),
    ],
)
def test_where_a_demand_is_made(demand: Demand, resource: Any, passes: bool) -> None:
    assert Screen([demand]).passes(resource) == passes


def test_demands_on_one_member_are_all_made() -> None:
    longer = satisfying(lambda text: len(text) > 1, recurs=True)
    lower = satisfying(str.islower, recurs=True)
    screen = Screen([Demand("a", longer), Demand("a", lower), Demand("a", one_of("xx", "Xx", "x"))])
    texts = ("xx", "Xx", "x", "yy", "")
    assert [screen.passes({"a": text}) for text in texts] == [True, *[False] * 4]
    assert not Screen([Demand("a", GIVEN), Demand("b", GIVEN)]).passes({"b": 1})
    assert not Screen([Demand("l", ONE_ITEM), Demand("l[].n", GIVEN)]).passes({"l": [{}]})


def test_short_texts_that_recur_are_looked_at_once() -> None:
    seen: list[str] = []

    def noted(text: str) -> bool:
        seen.append(text)
        return True

    long = "x" * 65
    screen = Screen([Demand("a", satisfying(noted, recurs=True))])
    assert all(screen.passes({"a": text}) for text in ("x", "x", long, long))
    assert [text for text in seen if text] == ["x", long, long]
    seen.clear()
    screen = Screen([Demand("a", satisfying(noted)), Demand("a", satisfying(bool, recurs=True))])
    assert all(screen.passes({"a": "secret"}) for _ in range(2))
    assert seen.count("secret") == 2


def nested(path: str, value: object) -> Any:
    """A resource with a value at a path of a shape."""
    name, _, rest = path.partition(".")
    plain = name.removesuffix("[]").removesuffix("{}")
    inner = nested(rest, value) if rest else value
    wrapped = {"[]": [inner], "{}": {"k": inner}}.get(name.removeprefix(plain), inner)
    return {plain: wrapped}


@pytest.mark.parametrize(("version", "path"), READ_ONLY)
def test_what_is_at_a_read_only_path_is_seen_unless_callers_may_say_it(
    version: str, path: str
) -> None:
    shape = VERSIONS[version].shape()
    free = any(path.startswith(open) for open in shape.mutable)
    comparison = Comparison(shape, strict_empties=True)
    found = list(comparison.given_read_only(nested(path, "x")))
    assert [problem.code for problem in found] == ([] if free else ["PropertyChangeNotAllowed"])
    assert not list(comparison.given_read_only(nested(path, None)))
    assert Screen([Demand(path, NOT_GIVEN)]).passes(nested(path, None))
