"""What is done with a request once its route is known."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from aro_rp.arm.errors import ArmError, JsonObject
from aro_rp.frontend.call import Call
from aro_rp.frontend.middleware.bodies import (
    METHODS,
    Receive,
    need_caller,
    parse_json,
    read_body,
)
from aro_rp.frontend.middleware.paths import PathChecks
from aro_rp.frontend.replies import Reply
from aro_rp.frontend.routing import Found, Route
from aro_rp.frontend.structure import Structure


@runtime_checkable
class Gated(Protocol):
    """Handlers that refuse some requests before they look at the body."""

    async def need_open(self, call: Call) -> None:
        """Raises ``ArmError`` when no body would do."""
        ...


async def serve(found: Found, call: Call, receive: Receive, checks: PathChecks) -> Reply:
    """The handler's reply; raises ``ArmError`` when parameters or body are not as they must be."""
    route = found.route
    call.route = route.template
    if not found.sound:
        checks.raise_first(found.parameters)
    if route.method in METHODS:
        await read_body(call, receive)
        if route.body is not None:
            body = {route.body_argument: await _body(route, route.body, call)}
            return await route.handler(call, **found.arguments, **body)
        if call.body and route.reads_json:
            parse_json(call.body)
    elif route.method == "DELETE":
        await need_caller(receive)
    return await route.handler(call, **found.arguments)


async def _body(route: Route, structure: Structure, call: Call) -> JsonObject:
    """The body as the spec declares it.

    A handler that has something against the request whatever its body says is heard first; only
    when the body is no good, because it will say the same of a good one by itself.
    """
    try:
        return structure.checked(parse_json(call.body))
    except ArmError:
        owner = getattr(route.handler, "__self__", None)
        if isinstance(owner, Gated):
            await owner.need_open(call)
        raise
