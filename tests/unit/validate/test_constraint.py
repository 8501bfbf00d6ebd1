"""A constraint's two faces agree: what the screen lets through is what the rule is silent about."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aro_rp.validate.static.catalogue import SECTIONS
from aro_rp.validate.static.constraint import (
    ONE_ITEM,
    ONE_MEMBER,
    Constraint,
    any_case,
    at_least,
    between,
    empty_or,
    matching,
    one_of,
)
from aro_rp.validate.static.rule import Rule
from aro_rp.validate.static.screen import Demand, Screen

DEMANDING = {
    f"{rule.id}-{index}": rule
    for index, rule in enumerate(rule for section in SECTIONS for rule in section.rules)
    if rule.demand
}
PLAIN: dict[str, type] = {"string": str, "integer": int, "array": list, "object": dict}
# Kelvin sign, long s, dotted and dotless i, a full-width digit, ends of lines
ODD = "\u212a\u017f\u0130\u0131\uff11\n\r\u2028\x00\x1f\x7f%/.-_ \u00e9Aak\U0001f600"
TEXTS = [
    "",
    "\n",
    "worker\n",
    "Worker",
    "default",
    "defau\u0131t",
    "Enabled",
    "enabled",
    "Private",
    "Succeeded",
    "4.18.1",
    "4.18.1\n",
    "4.\uff11.1",
    "04.1.1",
    "a",
    "1.2.3.4",
    "1.2.3.04",
    "fd00::1",
    "10.0.0.0/14",
    "10.0.0.0/30",
    "10.1.0.0/8",
    "100.64.0.0/16",
    "fd00::/48",
    "1" * 70 + "/14",
    "https://x/%zz",
    "https://x/%aF",
    "null",
    "[]",
    '{"auths":{"a":{}}}',
    '{"auths":{"a":1}}',
    "Standard_D8s_v3",
]
ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 150),
    st.sampled_from([10**30, 2.0, 20.0, 0.5]),
    st.sampled_from(TEXTS),
    st.text(max_size=5),
    st.lists(st.none() | st.integers() | st.just({}), max_size=3),
    st.dictionaries(st.text(max_size=2), st.none() | st.integers(), max_size=3),
)


def patterns(schema: Any) -> list[str]:
    """The patterns in a constraint's schema."""
    if isinstance(schema, list):
        return [pattern for one in schema for pattern in patterns(one)]
    if not isinstance(schema, dict):
        return []
    return [schema["pattern"]] if "pattern" in schema else patterns(schema.get("anyOf"))


@st.composite
def nearly(draw: st.DrawFn, pattern: str) -> str:
    """Text that the pattern allows, or that lies beside it."""
    text: str = draw(st.from_regex(pattern, fullmatch=True))
    at = draw(st.integers(0, len(text)))
    change = draw(st.sampled_from(["none", "put in", "replace", "upper", "lower", "long s", "end"]))
    odd = draw(st.sampled_from(ODD))
    changed = {
        "put in": text[:at] + odd + text[at:],
        "replace": text[:at] + odd + text[at + 1 :],
        "upper": text.upper(),
        "lower": text.lower(),
        "long s": text.replace("s", "\u017f", 1),
        "end": text + "\n",
    }
    return changed.get(change, text)


@pytest.mark.parametrize("rule", DEMANDING.values(), ids=DEMANDING)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_schema_refuses_what_the_predicate_refuses(rule: Rule, data: st.DataObject) -> None:
    """For values of its own type they say the same, of others the schema may refuse more."""
    assert rule.demand
    must = rule.demand.must
    near = [nearly(pattern) for pattern in patterns(must.schema)]
    value = data.draw(st.one_of(*near, ANYTHING))
    passes, holds = Screen([Demand("it", must)]).passes({"it": value}), must.holds(must.read(value))
    assert holds or not passes
    if type(value) is PLAIN.get(must.type, type(value)):
        assert holds == passes


@pytest.mark.parametrize("rule", DEMANDING.values(), ids=DEMANDING)
def test_the_schema_knows_whether_a_member_may_be_absent(rule: Rule) -> None:
    assert rule.demand
    must = rule.demand.must
    assert Screen([Demand("it", must)]).passes({}) == must.holds(must.read(None))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
@example("KELVIN")
@example("kelvin")
@example("\u212aelvin")
@example("kelvin\n")
def test_capitals_are_those_of_ascii(text: str) -> None:
    must = matching(any_case("Kelvin"))
    assert must.holds(text) == (text.isascii() and text.lower() == "kelvin")


def test_a_sentence_shows_the_value_and_the_constraint() -> None:
    assert between(2, 50).said("{value}: {least} to {most}", 1) == "1: 2 to 50"
    assert at_least(2).said("{value}: {least}", 1) == "1: 2"
    assert one_of("a", "b").said("'{value}': {choices}", "") == "'': 'a', 'b'"
    assert ONE_ITEM.said("not {value}", [{}, {}]) == "not 2"
    assert ONE_MEMBER.said("not {value}", {"a": 1, "b": 2}) == "not 2"
    assert matching("a").said("'{value}'", "{value}") == "'{value}'"


@pytest.mark.parametrize(
    ("must", "right"), [(at_least(2), [2, 3, 50, 51]), (between(2, 50), [2, 3, 50])]
)
def test_the_ends_of_a_range_are_in_it(must: Constraint, right: list[int]) -> None:
    passes = Screen([Demand("it", must)]).passes
    numbers = (1, 2, 3, 50, 51)
    assert [number for number in numbers if must.holds(number)] == right
    assert [number for number in numbers if passes({"it": number})] == right


def test_empty_text_may_be_allowed_beside_a_pattern() -> None:
    must = empty_or(matching("ab?"))
    passes = Screen([Demand("it", must)]).passes
    assert [passes({"it": value}) for value in ("", "a", "ab", "b", None)] == [True] * 3 + [
        False,
        True,
    ]
    assert passes({})
