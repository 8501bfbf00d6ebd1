"""Connexion reads the spec; what it cannot serve fails the start."""

from __future__ import annotations

import copy
from typing import Any

import httpx
import pytest
from connexion.exceptions import InvalidSpecification

from aro_api.versions import VERSIONS
from aro_rp.clock import FixedClock
from aro_rp.frontend.app import connexion_app
from aro_rp.frontend.call import Call
from aro_rp.frontend.config import FrontendConfig
from aro_rp.frontend.handlers import MissingHandler, handlers_of
from aro_rp.frontend.middleware.paths import PathChecks
from aro_rp.frontend.replies import Reply, json_reply
from aro_rp.frontend.spec_middleware import CALL, Unrouted

CHECKS = PathChecks(FrontendConfig(location="eastus", domain="eastus.aroapp.io"))
SPEC: dict[str, Any] = {
    "swagger": "2.0",
    "info": {"title": "t", "version": "1"},
    "definitions": {
        "Thing": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"size": {"type": "integer"}},
        }
    },
    "paths": {
        "/things/{thingName}": {
            "put": {
                "operationId": "Things_Put",
                "parameters": [
                    {"name": "thingName", "in": "path", "required": True, "type": "string"},
                    {
                        "name": "wanted",
                        "in": "body",
                        "required": True,
                        "schema": {"$ref": "#/definitions/Thing"},
                    },
                ],
                "responses": {"200": {"description": "ok"}},
            }
        }
    },
}


async def put(call: Call, *, thing_name: str, wanted: dict[str, Any]) -> Reply:
    return json_reply(200, {"name": thing_name, "wanted": wanted})


class Outer:
    """What the dispatcher does for the app of a version."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        scope[CALL] = Call(scope, "id", FixedClock().now())
        await self._app(scope, receive, send)


def client(app: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(Outer(app)), base_url="http://rp")


async def test_handlers_get_path_parameters_and_the_body_under_the_specs_names() -> None:
    app = connexion_app(copy.deepcopy(SPEC), {"Things_Put": put}, CHECKS, folds=False)
    async with client(app) as http:
        reply = await http.put("/Things/Chair", json={"size": 3})
    assert reply.json() == {"name": "chair", "wanted": {"size": 3}}


async def test_what_the_spec_does_not_have_is_left_to_the_dispatcher() -> None:
    app = connexion_app(copy.deepcopy(SPEC), {"Things_Put": put}, CHECKS, folds=False)
    async with client(app) as http:
        with pytest.raises(Unrouted):
            await http.get("/things/x")


def test_an_operation_without_a_handler_fails_the_start() -> None:
    with pytest.raises(KeyError, match="Things_Put"):
        connexion_app(copy.deepcopy(SPEC), {}, CHECKS, folds=False)


def test_a_bad_spec_fails_the_start() -> None:
    bad = copy.deepcopy(SPEC)
    del bad["paths"]["/things/{thingName}"]["put"]["responses"]
    with pytest.raises(InvalidSpecification):
        connexion_app(bad, {"Things_Put": put}, CHECKS, folds=False)


def test_a_group_that_nobody_serves_is_named() -> None:
    with pytest.raises(MissingHandler, match="OpenShiftClusters_CreateOrUpdate"):
        handlers_of(VERSIONS["2025-07-25"], {})
