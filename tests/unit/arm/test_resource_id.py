"""Resource ids compare without case and print as they came."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aro_rp.arm.errors import ArmError, Problem, raise_any
from aro_rp.arm.resource_id import ResourceId

PART = st.text(st.characters(exclude_characters="/", exclude_categories=("Cc", "Cs")), min_size=1)


@given(st.tuples(PART, PART, PART, PART, PART))
def test_an_id_prints_as_it_was_read(parts: tuple[str, str, str, str, str]) -> None:
    sub, group, namespace, kind, name = parts
    text = f"/subscriptions/{sub}/resourceGroups/{group}/providers/{namespace}/{kind}/{name}"
    parsed = ResourceId.parse(text)
    assert str(parsed) == text
    assert parsed.key == text.lower()
    assert (parsed.subscription, parsed.resource_group, parsed.name) == (sub, group, name)


@pytest.mark.parametrize("text", ["", "/", "x", "/subscriptions/a", "/subscriptions/a/b/c"])
def test_what_is_no_id_says_so(text: str) -> None:
    with pytest.raises(ValueError, match="is not the id of a resource"):
        ResourceId.parse(text)


def test_of_many_problems_the_first_is_on_top_and_all_are_details() -> None:
    problems = [Problem("A", "first", "a"), Problem("B", "second", "b")]
    with pytest.raises(ArmError) as caught:
        raise_any(problems)
    body = caught.value.problem.to_json()
    assert (body["code"], body["target"]) == ("A", "a")
    assert body["details"] == [problem.to_json() for problem in problems]
    raise_any([])
    with pytest.raises(ArmError) as caught:
        raise_any(problems[:1], status=409)
    assert (caught.value.status, "details" in caught.value.problem.to_json()) == (409, False)
