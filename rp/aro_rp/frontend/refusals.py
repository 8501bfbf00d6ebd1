"""Why nothing serves a request: the rare path, so it may take its time (frontend.md 2.1-2.4)."""

from __future__ import annotations

from collections.abc import Sequence

from aro_rp.arm import headers as arm
from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.frontend.call import Call
from aro_rp.frontend.middleware.bodies import Receive, read_body
from aro_rp.frontend.middleware.paths import PathChecks
from aro_rp.frontend.replies import Reply
from aro_rp.frontend.routing import split
from aro_rp.frontend.templates import (
    DETECTOR,
    DETECTORS,
    LIST,
    LOCATION,
    PREFLIGHT,
    PROVIDER,
    RESOURCE,
    SUBSCRIPTION,
)

_ROUTES: tuple[tuple[str, str], ...] = (
    (f"{PROVIDER}/operations", "GET"),
    ("/healthz/ready", "GET"),
    (f"{LOCATION}/operationsstatus/{{operationId}}", "GET"),
    (f"{LOCATION}/operationsstatus/{{operationId}}/cancel", "POST"),
    (f"{LOCATION}/operationresults/{{operationId}}", "GET"),
    (f"{LOCATION}/openshiftversions", "GET"),
    (f"{LOCATION}/openshiftversions/{{version}}", "GET"),
    (f"{LOCATION}/platformworkloadidentityrolesets", "GET"),
    (f"{LOCATION}/platformworkloadidentityrolesets/{{minor}}", "GET"),
    (f"{SUBSCRIPTION}{PROVIDER}/{{resourceType}}", "GET"),
    (LIST, "GET"),
    (RESOURCE, "GET PUT PATCH DELETE"),
    (DETECTORS, "GET"),
    (DETECTOR, "GET"),
    (f"{RESOURCE}/listcredentials", "POST"),
    (f"{RESOURCE}/listadmincredentials", "POST"),
    (PREFLIGHT, "POST"),
)


class Refusals:
    """Answers requests that no operation of their api-version takes."""

    def __init__(self, checks: PathChecks) -> None:
        self._checks = checks
        self._routes = tuple((split(template), methods.split()) for template, methods in _ROUTES)

    async def refuse(self, call: Call, *, known: bool, receive: Receive) -> Reply:
        """A 405, or raises the ``ArmError`` that says what is wrong with the request.

        ``known`` says that we have the api-version it asks for.
        """
        version = call.parameter("api-version")
        for parts, methods in self._routes:
            parameters = match(parts, call.segments)
            if parameters is not None:
                self._checks.raise_first(parameters)
                if call.method not in methods:
                    return Reply(405, headers=((arm.ALLOW, ", ".join(methods).encode()),))
                await read_body(call, receive)
                if "deploymentName" in parameters:
                    raise _no_preflight(version)
                raise _no_such_version(version, parameters.get("resourceType", ""))
        await self._check_start(call, version, known=known, receive=receive)
        raise ArmError.of(404, Code.NOT_FOUND, "The requested path could not be found.")

    async def _check_start(
        self, call: Call, version: str, *, known: bool, receive: Receive
    ) -> None:
        """Below a subscription, and below the provider in it, checks come before routing."""
        if match(split(SUBSCRIPTION), call.segments[:2]) is None:
            return
        self._checks.raise_first({"subscriptionId": call.segments[1]})
        below = match(split(SUBSCRIPTION + PROVIDER), call.segments[:4])
        self._checks.raise_first(below or {})
        await read_body(call, receive)
        if below is not None and not known:
            raise _no_such_version(version, "")


def match(parts: Sequence[str], segments: Sequence[str]) -> dict[str, str] | None:
    """The parameters by name when the path has this form."""
    if len(parts) != len(segments):
        return None
    parameters: dict[str, str] = {}
    for part, segment in zip(parts, segments, strict=True):
        if part.startswith("{"):
            parameters[part[1:-1]] = segment
        elif part != segment:
            return None
    return parameters


def _no_such_version(version: str, resource_type: str) -> ArmError:
    return ArmError.of(
        400,
        Code.INVALID_RESOURCE_TYPE,
        f"The resource type '{resource_type}' could not be found in the namespace "
        f"'microsoft.redhatopenshift' for api version '{version}'.",
    )


def _no_preflight(version: str) -> ArmError:
    return ArmError.of(
        400,
        Code.INVALID_RESOURCE_TYPE,
        f"The api version '{version}' is invalid for preflight.",
    )
