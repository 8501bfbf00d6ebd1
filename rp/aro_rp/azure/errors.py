"""What an error of Azure means: pure functions over one, by the table error_codes.

An error is read once into a ``Fault``; ``holds(fault, name)`` says whether it is of a class.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from azure.core.exceptions import AzureError, HttpResponseError

from aro_api.data import read_table

_NESTED = re.compile(r'"code"\s*:\s*"(?P<code>[^"]+)"')
_GROUP = re.compile(r"/resourcegroups/(?P<group>[^/?\"'\s]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fault:
    """One error of Azure: HTTP status (0 when there was no reply), codes outermost first."""

    status: int = 0
    codes: tuple[str, ...] = ()
    text: str = ""
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.codes[0] if self.codes else ""

    @property
    def retry_after(self) -> float | None:
        """Seconds, when the reply names an integer number of them."""
        value = self.headers.get("retry-after", "")
        return float(value) if value.isdigit() else None


@dataclass(frozen=True, slots=True)
class Rule:
    """Holds when all its members do."""

    status: int | None = None
    code: str | None = None
    text: str | None = None
    words: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None
    header: str | None = None

    def holds(self, fault: Fault) -> bool:
        lower = fault.text.lower() if self.words else ""
        return (
            (self.status is None or fault.status == self.status)
            and (self.code is None or self.code in fault.codes)
            and (self.text is None or self.text in fault.text)
            and (not self.words or any(word in lower for word in self.words))
            and (self.pattern is None or self.pattern.search(fault.text) is not None)
            and (self.header is None or self.header.lower() in fault.headers)
        )


@cache
def classes() -> Mapping[str, tuple[Rule, ...]]:
    """The table; a class or member it does not know is an error at first use."""
    table = read_table("error_codes")
    return {name: tuple(_rule(rule) for rule in rules) for name, rules in table.items()}


def _rule(members: Mapping[str, Any]) -> Rule:
    known = dict(members)
    pattern = known.pop("pattern", None)
    words = tuple(str(word).lower() for word in known.pop("words", ()))
    return Rule(words=words, pattern=re.compile(pattern) if pattern else None, **known)


def holds(fault: Fault, name: str) -> bool:
    return any(rule.holds(fault) for rule in classes()[name])


def is_class(error: BaseException, *names: str) -> bool:
    """Whether the error is one of Azure's and of one of these classes."""
    fault = fault_of(error)
    return fault is not None and any(holds(fault, name) for name in names)


def is_retryable(error: BaseException) -> bool:
    return is_class(error, "retryable")


def is_authorization_error(error: BaseException) -> bool:
    """Errors that a new token, or the directory's catching up, can cure (backend.md 7)."""
    return is_class(error, "authorization")


def is_not_found(error: BaseException) -> bool:
    return is_class(error, "not_found")


def is_throttled(error: BaseException) -> bool:
    fault = fault_of(error)
    return fault is not None and fault.status == 429


def is_precondition_failed(error: BaseException) -> bool:
    """An etag that did not hold; the management SDKs raise no class of their own for it."""
    fault = fault_of(error)
    return fault is not None and fault.status == 412


def is_outage(error: BaseException) -> bool:
    """Worth another try of anything idempotent: no reply at all, overload, or a server's error."""
    fault = fault_of(error)
    if fault is None:
        return False
    return not fault.status or holds(fault, "transient") or holds(fault, "retryable")


def retry_after(error: BaseException) -> float | None:
    fault = fault_of(error)
    return fault.retry_after if fault else None


def fault_of(error: BaseException) -> Fault | None:
    """None when the error is not Azure's."""
    if not isinstance(error, AzureError):
        return None
    response = getattr(error, "response", None)
    body = _body(error, response)
    text = f"{error.message}\n{json.dumps(body)}" if body else str(error.message)
    return Fault(
        status=getattr(error, "status_code", None) or getattr(response, "status_code", 0) or 0,
        codes=tuple(dict.fromkeys([*_codes(body), *_model_codes(error)])),
        text=text,
        url=str(getattr(getattr(response, "request", None), "url", "")),
        headers={str(k).lower(): str(v) for k, v in dict(getattr(response, "headers", {})).items()},
        body=body,
    )


def _body(error: AzureError, response: Any) -> Mapping[str, Any]:
    """The reply's JSON error object without its envelope; empty when there is none."""
    try:
        parsed = json.loads(response.text()) if response is not None else {}
    except (ValueError, AttributeError, RuntimeError):
        return {}
    if not isinstance(parsed, dict):
        return {}
    inner = parsed.get("error", parsed)
    return inner if isinstance(inner, dict) else {}


def _codes(body: Mapping[str, Any]) -> Iterator[str]:
    """The code of the error, of its details, and of errors written as JSON into a message."""
    code = body.get("code")
    if isinstance(code, str) and code:
        yield code
    details = body.get("details")
    for detail in details if isinstance(details, Sequence) else ():
        if isinstance(detail, Mapping):
            yield from _codes(detail)
    message = body.get("message")
    if isinstance(message, str):
        yield from _NESTED.findall(message)


def _model_codes(error: AzureError) -> Iterator[str]:
    model = error.error if isinstance(error, HttpResponseError) else None
    if model is not None and model.code:
        yield str(model.code)


def refers_to_group(fault: Fault, group: str) -> bool:
    """Whether the error is about this resource group: by its URL if known, else by its text."""
    named = _GROUP.findall(fault.url) or _GROUP.findall(fault.text)
    return group.lower() in {name.lower() for name in named}


def service_error(fault: Fault) -> str:
    """The service's own error as JSON, for the details of a reply."""
    if fault.body:
        return json.dumps(fault.body)
    return json.dumps({"code": fault.code, "message": fault.text})
