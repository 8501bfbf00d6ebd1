from __future__ import annotations

from typing import Any

import pytest

from aro_devcloud.arm.expressions import evaluate
from aro_devcloud.arm.functions import PURE
from aro_devcloud.errors import CloudError

FUNCTIONS = {
    **PURE,
    "parameters": lambda name: {"name": "infra", "list": [1, {"a": "b"}], "object": {"Key": 5}}[
        name
    ],
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", "plain"),
        ("[[not an expression]", "[not an expression]"),
        ("[concat(parameters('name'), '-nsg')]", "infra-nsg"),
        ("[concat('it''s', ' ', string(5), string(true()))]", "it's 5True"),
        ("[parameters('list')[1].a]", "b"),
        ("[parameters('object').key]", 5),
        ("[parameters('object')['KEY']]", 5),
        ("[if(equals(parameters('name'), 'x'), fail(), toUpper('no'))]", "NO"),
        ("[if(not(empty(parameters('list'))), length(parameters('list')), parameters('none'))]", 2),
        ("[add(mul(2, 3), -1)]", 5),
        ("[union(createArray(1), createArray(1, 2))]", [1, 2]),
        ("[createObject('a', 1, 'b', createArray())]", {"a": 1, "b": []}),
        ("[split('a/b', '/')[1]]", "b"),
        ("[format('{0}-{1}', 'a', 2)]", "a-2"),
        ("[coalesce(null(), 'x')]", "x"),
        ("[range(1, 3)]", [1, 2, 3]),
        ("[contains(parameters('object'), 'KEY')]", True),
        ("[substring('abcdef', 1, 2)]", "bc"),
        ("[first(skip(createArray(1, 2, 3), 1))]", 2),
        ("[json('{\"a\": [1]}').a[0]]", 1),
    ],
)
def test_an_expression_has_its_value(text: str, value: Any) -> None:
    assert evaluate(text, FUNCTIONS) == value


def test_expressions_are_found_at_any_depth() -> None:
    nested = {"a": ["[toLower('X')]", {"[concat('k', '1')]": "[int('7')]"}], "n": 1}
    assert evaluate(nested, FUNCTIONS) == {"a": ["x", {"k1": 7}], "n": 1}


def test_a_guid_is_the_same_for_the_same_parts_only() -> None:
    one = evaluate("[guid('/group', 'SP / Contributor')]", FUNCTIONS)
    assert one == evaluate("[guid('/group', 'SP / Contributor')]", FUNCTIONS)
    assert one != evaluate("[guid('/group', 'other')]", FUNCTIONS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[unheard('a')]", "'unheard' is not valid"),
        ("[concat('a']", "lacks a ','"),
        ("[parameters('list')[9]]", "property '9'"),
        ("[parameters('object').none]", "property 'none'"),
        ("[concat('a') 'b']", "left after its end"),
        ("[parameters]", "lacks a '('"),
        ("[int('x')]", "'int'"),
        ("[#]", "cannot be read"),
        ("[)]", "unexpected ')'"),
    ],
)
def test_a_wrong_expression_is_refused_by_name(text: str, words: str) -> None:
    with pytest.raises(CloudError) as refused:
        evaluate(text, FUNCTIONS)
    assert refused.value.code == "InvalidTemplate"
    assert words in refused.value.message
