"""What is done with a request once its route is known."""

from __future__ import annotations

from typing import Any

from aro_rp.frontend.call import Call
from aro_rp.frontend.middleware.bodies import METHODS, Receive, parse_json, read_body
from aro_rp.frontend.middleware.paths import PathChecks
from aro_rp.frontend.replies import Reply
from aro_rp.frontend.routing import Route


async def serve(route: Route, call: Call, receive: Receive, checks: PathChecks) -> Reply:
    """The handler's reply; raises ``ArmError`` when parameters or body are not as they must be."""
    call.route = route.template
    values = route.take(call.segments)
    for index, holds in route.checks:
        if not holds(values[index]):
            checks.raise_first(dict(zip(route.names, values, strict=True)))
    arguments: dict[str, Any] = dict(zip(route.arguments, values, strict=True))
    if route.method in METHODS:
        await read_body(call, receive)
        if route.body is not None:
            arguments[route.body_argument] = route.body.checked(parse_json(call.body))
        elif call.body and route.reads_json:
            parse_json(call.body)
    return await route.handler(call, **arguments)
