from __future__ import annotations

import pytest

from azext_aro._generated import inputs
from azext_aro._generated.arguments import ARGUMENTS
from azext_aro.rules import values


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        ("cidr", ["10.0.0.0/16", "0.0.0.0/0", "10.0.0.0"], ["10.0.0.1/16", "x", "::/64", ""]),
        (
            "domain",
            ["a", "cluster", "my-cluster.example.com", "0a", "a" * 63],
            ["A", "-a", "a-", "a..b", "a_b", ".a", "a.", "a" * 64, ""],
        ),
        (
            "guid",
            ["11111111-1111-1111-1111-111111111111", "AAAAAAAA-1111-1111-1111-111111111111"],
            ["11111111111111111111111111111111", "{1}", "x", ""],
        ),
        ("version", ["4.17.27", "9.0.0", "4.1.99"], ["4.17", "3.11.0", "4.17.100", "4.17.x", ""]),
        (
            "upgradeable_to",
            ["4.14.0", "4.19.22", "4.20.1", "5.0.1"],
            ["4.13.9", "4.10.1", "4.9.3", "4.14", "3.14.1", ""],
        ),
        ("worker_count", [3, 60], [2, 0, -1]),
        ("worker_disk", [128, 4096], [127, 0]),
        ("outbound_ip_count", [1, 20], [0, 21, -1]),
    ],
)
def test_a_value_is_held_against_its_rule(rule: str, good: list[object], bad: list[object]) -> None:
    assert [value for value in good if values.RULES[rule](value)] == []
    assert [value for value in bad if not values.RULES[rule](value)] == []


def test_every_rule_that_a_flag_names_exists() -> None:
    named = {one.rule for flags in ARGUMENTS.values() for one in flags if one.rule}
    assert named == set(values.RULES)


def test_all_bad_values_are_told_with_their_flags_in_order() -> None:
    given = inputs.Create("g", "n", "m", "w", domain="UPPER", pod_cidr="10.0.0.1/8", worker_count=1)
    faults = values.broken(ARGUMENTS["aro create"], given)
    assert [fault.message.split(" ")[0] for fault in faults] == [
        "--domain",
        "--pod-cidr",
        "--worker-count",
    ]
    assert all(fault.advice for fault in faults)


@pytest.mark.parametrize(
    ("text", "wrong"), [('{"auths": {}}', False), ("[]", True), ("secret", True), ('"text"', True)]
)
def test_a_pull_secret_is_a_json_object_and_never_repeated(text: str, wrong: bool) -> None:
    said = values.pull_secret(text)
    assert bool(said) is wrong
    assert "secret" not in said
