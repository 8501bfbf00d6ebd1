"""Faults by configuration: latency, refusals, dropped connections, operations that end badly."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from aro_devcloud.clock import Clock
from aro_devcloud.errors import CloudError, ConnectionDropped
from aro_devcloud.http import Request

PLANES = frozenset({"graph", "blob", "installer", "checkaccess", "applens", "metadata", "msi"})
"""Services by the first part of their paths; all other paths are ARM's or the directory's."""


@dataclass(frozen=True, slots=True)
class FaultRule:
    """What goes wrong, and for which calls.

    A call matches by ``provider`` (namespace, ``token``, or one of ``PLANES``), ``method``,
    ``path`` (a regular expression searched in the path without case) and ``sent`` (one searched in
    the body). Of the matching calls the first ``skip`` pass, the next ``times`` (None: all) are
    hit: they wait ``latency_s``, then end in ``drop`` ("before" or "after" the work is done), in
    ``status`` with ``code``, ``message`` and ``retry_after_s``, in 200 with ``reply`` instead of
    any work, or normally. With ``operation_error`` the call is accepted and its operation ends in
    Failed with that code.
    """

    provider: str = ""
    method: str = ""
    path: str = ""
    skip: int = 0
    times: int | None = 1
    latency_s: float = 0.0
    drop: str = ""
    status: int = 0
    code: str = ""
    message: str = ""
    retry_after_s: int | None = None
    operation_error: str = ""
    sent: str = ""
    reply: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        """Raises ``ValueError`` for what could never be met or done."""
        for pattern in (self.path, self.sent):
            try:
                re.compile(pattern)
            except re.error as problem:
                raise ValueError(f"'{pattern}' is no regular expression: {problem}") from problem
        if self.drop not in ("", "before", "after"):
            raise ValueError(f"drop is 'before' or 'after', not '{self.drop}'")

    def covers(self, request: Request) -> bool:
        return (
            self.method.upper() in ("", request.method)
            and self.provider.lower() in ("", provider_of(request.path))
            and (not self.path or re.search(self.path, request.path, re.IGNORECASE) is not None)
            and (not self.sent or re.search(self.sent, request.body.decode("latin-1")) is not None)
        )

    def refusal(self) -> CloudError:
        code = self.code or {429: "TooManyRequests", 503: "ServiceUnavailable"}.get(
            self.status, "InternalServerError"
        )
        message = self.message or f"The request was refused with {self.status} by a fault rule."
        headers = {} if self.retry_after_s is None else {"retry-after": str(self.retry_after_s)}
        return CloudError(self.status, code, message, headers=headers)


def provider_of(path: str) -> str:
    """The lower-case namespace a path belongs to, or the name of the plane that is not ARM."""
    lower = path.lower()
    first = lower.strip("/").split("/", 1)[0]
    if first in PLANES:
        return first
    at = lower.rfind("/providers/")
    if at >= 0:
        return lower[at + len("/providers/") :].split("/", 1)[0]
    return "microsoft.resources" if first in ("subscriptions", "providers") else "token"


class Faults:
    """The rules of one cloud and how often each has been met. Rules may be added at any time."""

    def __init__(self, rules: Sequence[FaultRule], clock: Clock) -> None:
        self._rules: list[FaultRule] = []
        self._seen: list[int] = []
        self._clock = clock
        for rule in rules:
            self.add(rule)

    def add(self, rule: FaultRule) -> None:
        self._rules.append(rule)
        self._seen.append(0)

    def clear(self) -> None:
        self._rules.clear()
        self._seen.clear()

    async def before(self, request: Request) -> list[FaultRule]:
        """Applies what happens before the work; returns the rules that hit."""
        hits = self._hits(request) if self._rules else []
        for rule in hits:
            if rule.latency_s:
                await self._clock.sleep(rule.latency_s)
            if rule.drop == "before":
                raise ConnectionDropped(request.path)
            if rule.status:
                raise rule.refusal()
        return hits

    def _hits(self, request: Request) -> list[FaultRule]:
        hits = []
        for index, rule in enumerate(self._rules):
            if not rule.covers(request):
                continue
            self._seen[index] += 1
            nth = self._seen[index] - rule.skip
            if nth >= 1 and (rule.times is None or nth <= rule.times):
                hits.append(rule)
        return hits


def read_faults(path: Path) -> list[FaultRule]:
    """Rules from a JSON file: a list of objects with the fields of ``FaultRule``."""
    try:
        entries: Any = orjson.loads(path.read_bytes())
        return [FaultRule(**entry) for entry in entries]
    except (TypeError, ValueError) as problem:
        raise ValueError(f"{path}: not a list of fault rules: {problem}") from problem
