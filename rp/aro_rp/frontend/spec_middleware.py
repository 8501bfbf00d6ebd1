"""Connexion reads the spec and resolves the handlers; what it found is compiled once.

Connexion's own request middlewares do the same work per request at ten times
the cost (stack.md 1.5), so this one middleware takes their place. A test sends
the same requests through both and compares.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connexion.middleware.abstract import AbstractRoutingAPI  # type: ignore[import-untyped]
from connexion.middleware.abstract import SpecMiddleware as ConnexionSpecMiddleware
from connexion.operations import AbstractOperation  # type: ignore[import-untyped]
from connexion.spec import Specification  # type: ignore[import-untyped]

from aro_rp.frontend.call import Call, Scope
from aro_rp.frontend.middleware.bodies import Receive
from aro_rp.frontend.middleware.paths import PathChecks
from aro_rp.frontend.replies import Send, send_reply
from aro_rp.frontend.routing import RouteTable, compile_route
from aro_rp.frontend.serving import serve
from aro_rp.frontend.structure import Structure, followed

CALL = "aro.call"


class Unrouted(Exception):
    """The spec has no operation for this method and path."""


class _Operations(AbstractRoutingAPI[AbstractOperation]):  # type: ignore[misc]
    """Collects what connexion makes of a spec: one resolved operation per method and path."""

    def __init__(self, specification: Specification, **known: Any) -> None:
        self.found: list[tuple[str, str, AbstractOperation]] = []
        super().__init__(specification, **known)

    def make_operation(self, operation: AbstractOperation) -> AbstractOperation:
        return operation

    @staticmethod
    def _framework_path_and_name(operation: AbstractOperation, path: str) -> tuple[str, str | None]:
        return path, operation.operation_id

    def _add_operation_internal(
        self, method: str, path: str, operation: AbstractOperation, name: str | None = None
    ) -> None:
        self.found.append((method, path, operation))


class SpecMiddleware(ConnexionSpecMiddleware):  # type: ignore[misc]
    """Routes, checks and serves every operation of one bundled spec."""

    def __init__(self, app: object, *, checks: PathChecks, folds_case: bool) -> None:
        self._checks = checks
        self._folds_case = folds_case
        self.table = RouteTable()

    def add_api(self, specification: Specification, **known: Any) -> None:
        operations = _Operations(specification, **known)
        for method, path, operation in operations.found:
            body, argument = self._body(specification.raw, operation)
            self.table.add(
                compile_route(method, path, operation.function, self._checks, body, argument)
            )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        call: Call = scope[CALL]
        find = self.table.remembered if call.reads else self.table.find
        found = find(call.method, call.target.segments)
        if found is None:
            raise Unrouted(call.path)
        await send_reply(call, await serve(found, call, receive, self._checks), send)

    def _body(
        self, spec: Mapping[str, Any], operation: AbstractOperation
    ) -> tuple[Structure | None, str]:
        for parameter in spec["paths"][operation.path][operation.method].get("parameters", ()):
            if parameter["in"] == "body":
                schema = followed(spec, parameter["schema"])
                return Structure(schema, folds_case=self._folds_case), parameter["name"]
        return None, ""
