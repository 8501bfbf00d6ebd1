"""A small ARM client over the front door: what a user's tool does, without an SDK."""

from __future__ import annotations

import json
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from shlex import quote
from types import TracebackType
from typing import Any, Self

import httpx

from aro_rp.arm.long_running import TERMINAL
from aro_rp.clock import Clock
from aro_rp.local.options import API_VERSION

CLIENT_ID = "11111111-1111-1111-1111-111111111111"
CLIENT_SECRET = "local"
POLL_S = 0.5
TOKEN_MARGIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class LocalEndpoint:
    """Where a running local stack answers; kept in the data folder as local.json.

    ``proxy_url`` leads clients that call Azure's public hosts to the stack.
    """

    arm_url: str
    ca_file: str
    rp_url: str
    tenant: str
    subscription: str
    proxy_url: str = ""

    def save(self, folder: Path) -> None:
        """Who reads sees what an earlier stack has saved or all of this."""
        made = folder / ".local.json.new"
        made.write_text(json.dumps(asdict(self), indent=2) + "\n")
        made.replace(folder / "local.json")

    @staticmethod
    def forget(folder: Path) -> None:
        """Takes back what an earlier stack on the folder has saved."""
        (folder / "local.json").unlink(missing_ok=True)

    @classmethod
    def load(cls, folder: Path) -> LocalEndpoint:
        """Raises ``FileNotFoundError`` until a stack on the folder has answered.

        Raises ``ValueError`` for what no stack of this release has saved.
        """
        file = folder / "local.json"
        try:
            return cls(**json.loads(file.read_text()))
        except (TypeError, ValueError) as problem:
            raise ValueError(
                f"'{file}' is not what `aro local` writes ({problem}); "
                f"start `aro local --data {quote(str(folder))}` again"
            ) from problem


@dataclass(frozen=True, slots=True)
class OperationStatus:
    """One answer of Azure-AsyncOperation."""

    status: str
    percent: int
    step: str
    error: Mapping[str, Any] | None

    @property
    def ended(self) -> bool:
        return self.status in TERMINAL

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> OperationStatus:
        step = str((body.get("properties") or {}).get("step", ""))
        percent = int(body.get("percentComplete", 0))
        return cls(str(body["status"]), percent, step, body.get("error"))


class CallRefused(Exception):
    """ARM answered with an error; carries the reply."""

    def __init__(self, reply: httpx.Response) -> None:
        super().__init__(reply.text)
        self.reply = reply

    @property
    def problems(self) -> list[str]:
        """Every problem that ARM's error tells, each with its code and target."""
        try:
            error = self.reply.json()["error"]
            told = error.get("details") or [error]
            return [_sentence(one) for one in told]
        except (AttributeError, KeyError, TypeError, ValueError):
            return [self.reason]

    @property
    def reason(self) -> str:
        """Code and message of ARM's error, or what there is instead."""
        try:
            error = self.reply.json()["error"]
            return f"{error['code']}: {str(error['message']).rstrip('.')}"
        except (KeyError, TypeError, ValueError):
            return f"HTTP {self.reply.status_code} {self.reply.text}".strip()


def _sentence(problem: Mapping[str, Any]) -> str:
    target = f" ({problem['target']})" if problem.get("target") else ""
    return f"{problem['code']}: {problem['message']}{target}"


class ArmClient:
    """Calls ARM with a token of its own; use it as an async context manager."""

    def __init__(self, endpoint: LocalEndpoint, clock: Clock) -> None:
        self.endpoint = endpoint
        self._clock = clock
        self._token = ""
        self._token_ends: datetime = clock.now()
        self.http = httpx.AsyncClient(
            base_url=endpoint.arm_url,
            verify=ssl.create_default_context(cafile=endpoint.ca_file),
            timeout=60,
            trust_env=False,  # a proxy that it names cannot reach this machine
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.http.aclose()

    async def call(self, method: str, path: str, body: object | None = None) -> httpx.Response:
        """The reply to one call; ``api-version`` is added when the path names none.

        Raises ``CallRefused`` on 4xx and 5xx.
        """
        if "api-version=" not in path:
            path += ("&" if "?" in path else "?") + f"api-version={API_VERSION}"
        headers = {"Authorization": f"Bearer {await self._bearer()}"}
        reply = await self.http.request(method, path, json=body, headers=headers)
        if reply.is_error:
            raise CallRefused(reply)
        return reply

    async def follow(self, operation_url: str) -> AsyncIterator[OperationStatus]:
        """Every answer of an operation until it has ended."""
        while True:
            reply = await self.call("GET", operation_url)
            status = OperationStatus.parse(reply.json())
            yield status
            if status.ended:
                return
            await self.pause()

    async def pause(self) -> None:
        """Waits as long as a poller on the same machine should."""
        await self._clock.sleep(POLL_S)

    async def _bearer(self) -> str:
        if self._clock.now() < self._token_ends:
            return self._token
        reply = await self.http.post(
            f"/{self.endpoint.tenant}/oauth2/v2.0/token",
            data={
                "grant_type": "client_credentials",
                "client_id": CLIENT_ID,
                "client_secret": CLIENT_SECRET,
                "scope": f"{self.endpoint.arm_url}/.default",
            },
        )
        if reply.is_error:
            raise CallRefused(reply)
        answer = reply.json()
        self._token = str(answer["access_token"])
        lifetime = timedelta(seconds=float(answer["expires_in"]))
        self._token_ends = self._clock.now() + lifetime - TOKEN_MARGIN
        return self._token


class PatientClient(ArmClient):
    """Makes a call again for as long as the service has trouble of its own, which it tells."""

    def __init__(
        self, endpoint: LocalEndpoint, clock: Clock, tell: Callable[[str], object]
    ) -> None:
        super().__init__(endpoint, clock)
        self._tell = tell

    async def call(self, method: str, path: str, body: object | None = None) -> httpx.Response:
        while True:
            try:
                return await super().call(method, path, body)
            except CallRefused as refused:
                if refused.reply.status_code < 500:
                    raise
                self._tell(refused.reason)
            await self.pause()
