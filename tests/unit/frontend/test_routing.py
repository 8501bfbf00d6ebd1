"""Compiled routes find what a reader of the templates would find."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aro_rp.arm.errors import ArmError
from aro_rp.frontend.call import Call
from aro_rp.frontend.config import FrontendConfig
from aro_rp.frontend.middleware.paths import PathChecks
from aro_rp.frontend.refusals import match
from aro_rp.frontend.replies import Reply
from aro_rp.frontend.routing import RouteTable, compile_route, snake, split

TEMPLATES = ("/", "/a", "/a/{x}", "/{x}/b", "/a/{x}/C/{y}", "/a/{x}/d/{y}", "/{x}/{y}/{z}")
CHECKS = PathChecks(FrontendConfig(location="EastUS", domain="eastus.aroapp.io"))


async def serve(call: Call) -> Reply:
    return Reply(200)


@pytest.fixture
def table() -> RouteTable:
    made = RouteTable()
    for template in TEMPLATES:
        made.add(compile_route("get", template, serve, CHECKS))
    return made


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/a", "/a"),
        ("/a/1", "/a/{x}"),
        ("/c/b", "/{x}/b"),
        ("/a/b", "/a/{x}"),
        ("/a/1/c/2", "/a/{x}/C/{y}"),
        ("/a/1/d/2", "/a/{x}/d/{y}"),
        ("/1/2/3", "/{x}/{y}/{z}"),
        ("/", "/"),
    ],
)
def test_the_first_template_that_fits_is_found(table: RouteTable, path: str, template: str) -> None:
    found = table.find("GET", tuple(split(path)))
    assert found is not None
    assert found.route.template == template


@pytest.mark.parametrize(("method", "path"), [("PUT", "/a"), ("GET", "/a/1/e/2"), ("GET", "/b")])
def test_what_fits_no_template_is_not_found(table: RouteTable, method: str, path: str) -> None:
    assert table.find(method, tuple(split(path))) is None


def test_a_location_may_be_configured_in_any_case() -> None:
    CHECKS.raise_first({"location": "eastus"})
    with pytest.raises(ArmError, match="'westus'"):
        CHECKS.raise_first({"location": "westus"})


def test_what_was_found_is_remembered_until_there_are_more_routes() -> None:
    table = RouteTable()
    assert table.remembered("GET", ("a",)) is None
    table.add(compile_route("GET", "/a", serve, CHECKS))
    found = table.remembered("GET", ("a",))
    assert found is not None
    assert found is table.remembered("GET", ("a",)) is not table.find("GET", ("a",))


@given(st.lists(st.sampled_from(["a", "b", "c", "d", "x"]), max_size=5))
def test_compiled_and_plain_matching_agree(segments: list[str]) -> None:
    table = RouteTable()
    for template in TEMPLATES:
        table.add(compile_route("GET", template, serve, CHECKS))
    plain = [t for t in TEMPLATES if match(split(t.lower()), segments) is not None]
    found = table.find("GET", tuple(segments))
    assert (found.route.template if found else None) == (plain[0] if plain else None)
    if found is not None:
        assert found.parameters == match(split(found.route.template.lower()), segments)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("subscriptionId", "subscription_id"),
        ("openShiftMinorVersion", "open_shift_minor_version"),
        ("location", "location"),
    ],
)
def test_arguments_are_in_snake_case(name: str, expected: str) -> None:
    assert snake(name) == expected
