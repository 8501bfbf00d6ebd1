"""Why an installation failed, read from its log (backend.md 17)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError, Problem
from aro_rp.cluster.installer import InstallStatus

_ERROR_LINE = re.compile(r"level=(?:\\?\")?error", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cause:
    """A known cause. Without an ``explanation`` the details are ARM's own."""

    reason: str
    pattern: re.Pattern[str]
    explanation: str = ""


def _code(name: str) -> str:
    """A JSON code member, tolerant of escaping and blanks."""
    return rf'"?code\W*:\W*{name}\W*"'


CAUSES = (
    Cause(
        "AzureKeyBasedAuthenticationNotPermitted",
        re.compile(r"(?s)cluster[a-z0-9]{10}.*KeyBasedAuthenticationNotPermitted"),
        "The cluster's storage account does not permit access by its keys, which the installation"
        " needs. Check whether an Azure policy switches shared key access off.",
    ),
    Cause(
        "AzureRequestDisallowedByPolicy",
        re.compile(r'"code":\w?"InvalidTemplateDeployment".*"code":\w?"RequestDisallowedByPolicy"'),
    ),
    Cause("AzureInvalidTemplateDeployment", re.compile(r'"code":\w?"InvalidTemplateDeployment"')),
    Cause("AzureZonalAllocationFailed", re.compile(_code("ZonalAllocationFailed"))),
    Cause("AzureOSProvisioningTimedOut", re.compile(_code("OSProvisioningTimedOut"))),
)
"""In order of precedence."""


def failed_installation(status: InstallStatus) -> ArmError:
    """A known cause is the customer's to mend (400); everything else is ours (500)."""
    cause = cause_of(status)
    details = _details(cause, status.log) if cause else ()
    if not details:
        return ArmError.of(500, Code.INTERNAL_SERVER_ERROR, "Deployment failed.")
    message = "Deployment failed. Please see details for more information."
    return ArmError(400, Problem(Code.DEPLOYMENT_FAILED, message, details=details))


def cause_of(status: InstallStatus) -> Cause | None:
    """What the installer names as the reason, else what its log says."""
    named = [cause for cause in CAUSES if cause.reason == status.reason]
    found = [cause for cause in CAUSES if cause.pattern.search(status.log)]
    return next(iter(named or found), None)


def _details(cause: Cause, log: str) -> tuple[Problem, ...]:
    if cause.explanation:
        return (Problem(cause.reason, cause.explanation),)
    error = arm_error(log)
    if error is None:
        return ()
    nested = error.get("details")
    errors = nested if isinstance(nested, list) and nested else [error]
    return tuple(_problem(one) for one in errors if isinstance(one, dict))


def arm_error(log: str) -> dict[str, Any] | None:
    """The JSON error of the last error line that tells of a failed deployment."""
    for line in reversed(log.splitlines()):
        if _ERROR_LINE.search(line) and "DeploymentFailed" in line and "{" in line:
            return _json_in(line) or _json_in(line.replace('\\"', '"').replace("\\\\", "\\"))
    return None


def _json_in(line: str) -> dict[str, Any] | None:
    try:
        found, _ = json.JSONDecoder().raw_decode(line, line.index("{"))
    except ValueError:
        return None
    inner = found.get("error", found) if isinstance(found, dict) else None
    return inner if isinstance(inner, dict) else None


def _problem(error: dict[str, Any]) -> Problem:
    return Problem(
        str(error.get("code") or Code.DEPLOYMENT_FAILED),
        str(error.get("message") or ""),
        str(error.get("target") or ""),
    )
