"""Failures in the tool's own error types, each with a recommendation."""

from __future__ import annotations

from typing import Any, NoReturn

from azure.cli.core import azclierror
from azure.core.exceptions import HttpResponseError

from azext_aro import faults
from azext_aro.refusals import Refusal, advice_of, described

FAULTS: dict[type[faults.Fault], Any] = {
    faults.InvalidValue: azclierror.InvalidArgumentValueError,
    faults.MissingArgument: azclierror.RequiredArgumentMissingError,
    faults.Conflict: azclierror.MutuallyExclusiveArgumentError,
    faults.Refused: azclierror.ValidationError,
    faults.NotAllowed: azclierror.UnauthorizedError,
    faults.Absent: azclierror.ResourceNotFoundError,
    faults.FileTrouble: azclierror.FileOperationError,
    faults.Unexpected: azclierror.CLIInternalError,
}
STATUSES: dict[int, Any] = {
    400: azclierror.BadRequestError,
    401: azclierror.UnauthorizedError,
    403: azclierror.ForbiddenError,
    404: azclierror.ResourceNotFoundError,
}
SERVER_ERRORS = 500


def told(problem: BaseException) -> NoReturn:
    """Raises the tool's error for what a command ended with; unknown ones go on as they are."""
    if isinstance(problem, faults.Several):
        raise FAULTS[type(problem.faults[0])](problem.message, problem.advice) from problem
    if isinstance(problem, faults.Fault):
        raise FAULTS[type(problem)](problem.message, problem.advice) from problem
    refusal = refused(problem)
    if refusal is None:
        raise problem
    raise error_type(refusal.status)(described(refusal), advice_of(refusal)) from problem


def error_type(status: int) -> Any:
    server = status >= SERVER_ERRORS
    other = azclierror.AzureInternalError if server else azclierror.AzureResponseError
    return STATUSES.get(status, other)


def refused(problem: BaseException) -> Refusal | None:
    if isinstance(problem, faults.AzureRefused):
        return Refusal(problem.status, problem.code, problem.message)
    if isinstance(problem, HttpResponseError):
        error = problem.error
        if error is None or not error.code:
            return Refusal(problem.status_code or 0, "", problem.message)
        details = tuple(
            Refusal(0, each.code or "", each.message or "", each.target or "")
            for each in error.details or ()
        )
        return Refusal(
            problem.status_code or 0, error.code, error.message or "", error.target or "", details
        )
    return None
