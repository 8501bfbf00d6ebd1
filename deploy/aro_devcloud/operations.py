"""Operations that end some time after the reply that announced them.

An operation ends when its time has come and somebody looks: there is no task that a kill could
interrupt, and a
second start finds it where it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aro_devcloud.clock import Clock, Ids, timestamp
from aro_devcloud.http import Json, Request, Response, json_response
from aro_devcloud.records import Records

RUNNING, FAILED = "InProgress", "Failed"
_REMEMBERED = timedelta(days=1)
PUT, DELETE, POST, GROUP_DELETE = "put", "delete", "post", "group-delete"


@dataclass(slots=True)
class Operation:
    """One operation; ``kind`` says what happens to ``target`` at its end. Times are ISO 8601.

    A ``waiting`` one does not end by time until it is released.
    """

    id: str
    kind: str
    target: str
    subscription: str
    namespace: str
    location: str
    started: str
    due: str
    status: str = RUNNING
    ended: str = ""
    error: Json | None = None
    result: Any = None
    waiting: bool = False

    @property
    def is_running(self) -> bool:
        return self.status == RUNNING

    def as_record(self) -> Json:
        return {name: getattr(self, name) for name in self.__slots__}


class Operations:
    """All operations of the cloud. ``finish`` is called once for each, when it has succeeded or
    failed.
    """

    def __init__(self, records: Records, clock: Clock, ids: Ids) -> None:
        self._table = records.table("operations")
        self._clock = clock
        self._ids = ids
        self._forget_old()
        self._operations = {key: Operation(**record) for key, record in self._table.items()}
        self._running = {key: one for key, one in self._operations.items() if one.is_running}
        self.finish: Callable[[Operation], None] = lambda operation: None

    def start(
        self, kind: str, target: str, address: tuple[str, str, str], seconds: float, **more: Any
    ) -> Operation:
        """Begins an operation; ``address`` is subscription, namespace and location of its URLs."""
        now = self._clock.now()
        operation = Operation(
            self._ids.uuid(),
            kind,
            target,
            *address,
            started=timestamp(now),
            due=(now + timedelta(seconds=seconds)).isoformat(),
            **more,
        )
        self._operations[operation.id] = operation
        self._running[operation.id] = operation
        self._table.put(operation.id, operation.as_record())
        return operation

    def _forget_old(self) -> None:
        limit = (self._clock.now() - _REMEMBERED).isoformat()
        for key, record in self._table.items():
            if record["ended"] and record["due"] < limit:
                self._table.delete(key)

    def find(self, operation_id: str) -> Operation | None:
        return self._operations.get(operation_id.lower())

    def settle(self) -> None:
        """Ends every operation whose time has come, in the order of their times."""
        if not self._running:
            return
        now = self._clock.now()
        due = [
            one
            for one in self._running.values()
            if not one.waiting and datetime.fromisoformat(one.due) <= now
        ]
        for operation in sorted(due, key=lambda one: one.due):
            self._end(operation)

    def release(self, operation: Operation) -> None:
        """Lets a waiting operation end when its time has come."""
        operation.waiting = False
        self._table.put(operation.id, operation.as_record())

    def _end(self, operation: Operation) -> None:
        del self._running[operation.id]
        operation.status = FAILED if operation.error else "Succeeded"
        operation.ended = timestamp(self._clock.now())
        self.finish(operation)
        self._table.put(operation.id, operation.as_record())

    def retry_after(self, operation: Operation) -> dict[str, str]:
        """How long to wait before asking again; below a second in the form the SDKs read in
        milliseconds.
        """
        due = datetime.fromisoformat(operation.due)
        left = max(0.02, (due - self._clock.now()).total_seconds())
        if left >= 1:
            return {"retry-after": str(min(int(left), 10))}
        return {"retry-after-ms": str(int(left * 1000) + 1)}

    def headers(self, operation: Operation, request: Request, kind: str) -> dict[str, str]:
        """The headers of a reply that announces the operation, on the host of the request."""
        version = request.query.get("api-version", "")
        root = (
            f"{request.base}/subscriptions/{operation.subscription}/providers/{operation.namespace}"
        )
        place = f"{root}/locations/{operation.location}"
        headers = self.retry_after(operation)
        if operation.kind != GROUP_DELETE:
            headers["azure-asyncoperation"] = (
                f"{place}/operations/{operation.id}?api-version={version}"
            )
        if kind != PUT:
            headers["location"] = f"{place}/operationResults/{operation.id}?api-version={version}"
        return headers

    def status_reply(self, operation: Operation) -> Response:
        """The body of an Azure-AsyncOperation URL."""
        body: Json = {
            "id": f"/subscriptions/{operation.subscription}/providers/{operation.namespace}"
            f"/locations/{operation.location}/operations/{operation.id}",
            "name": operation.id,
            "status": operation.status,
            "startTime": operation.started,
        }
        if operation.is_running:
            return json_response(200, body, self.retry_after(operation))
        body["endTime"] = operation.ended
        if operation.error:
            body["error"] = operation.error
        elif operation.result is not None:
            body["properties"] = operation.result
        return json_response(200, body)
