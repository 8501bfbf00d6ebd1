"""Where callers follow long work, and the next page of a list."""

from __future__ import annotations

import pytest

from aro_rp.arm.long_running import OperationPaths, public_url
from aro_rp.arm.paging import first_values, next_link

PATHS = OperationPaths.of("sub", "Microsoft.RedHatOpenShift", "EastUS", "op")


def test_operations_live_below_the_location() -> None:
    prefix = "/subscriptions/sub/providers/Microsoft.RedHatOpenShift/locations/eastus"
    assert PATHS.status == f"{prefix}/operationsstatus/op"
    assert PATHS.result == f"{prefix}/operationresults/op"


@pytest.mark.parametrize(
    ("referer", "expected"),
    [
        ("https://arm/x?api-version=1&a=b#frag", "https://arm/new?api-version=1&a=b"),
        ("https://arm:8443", "https://arm:8443/new"),
        ("/only/a/path?q", "/new?q"),
    ],
)
def test_only_the_path_of_the_referer_changes(referer: str, expected: str) -> None:
    assert public_url(referer, "/new") == expected


def test_the_next_link_replaces_an_older_token_and_keeps_the_rest() -> None:
    link = next_link("https://arm/x?api-version=1&$skipToken=old&$top=&b=c%20d", "a+b/c=")
    assert link == "https://arm/x?api-version=1&%24top=&b=c+d&%24skipToken=a%2Bb%2Fc%3D"
    assert first_values(link.split("?", 1)[1])["$skipToken"] == "a+b/c="


def test_of_two_parameters_the_first_counts() -> None:
    assert first_values("a=1&b=&a=2&A=3&c") == {"a": "1", "b": "", "A": "3", "c": ""}
