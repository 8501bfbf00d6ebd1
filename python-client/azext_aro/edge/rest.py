"""Calls that no SDK of ours makes: to ARM over the SDK's own pipeline, and to Graph."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import Any, NoReturn
from urllib.parse import urlencode

from azext_aro.faults import AzureRefused
from azext_aro.payload import Json

NOT_FOUND = 404
CLIENT_ERRORS = 400


class Calls(ABC):
    """The verbs over one ``send``, which gives status and body."""

    @abstractmethod
    def send(self, verb: str, url: str, body: Json | None = None) -> tuple[int, Any]: ...

    def _sent(self, verb: str, path: str, query: dict[str, str], body: Json | None = None) -> Any:
        url = f"{path}?{urlencode(query)}" if query else path
        status, found = self.send(verb, url, body)
        if status >= CLIENT_ERRORS:
            refuse(status, found)
        return found

    def get(self, path: str, **query: str) -> Json:
        found: Json = self._sent("GET", path, query)
        return found

    def find(self, path: str, **query: str) -> Json | None:
        """What is there, or None."""
        try:
            return self.get(path, **query)
        except AzureRefused as refused:
            if refused.status == NOT_FOUND:
                return None
            raise

    def every(self, path: str, **query: str) -> list[Json]:
        """The items of all pages."""
        page = self._sent("GET", path, query)
        found = list(page.get("value") or ())
        while link := page.get("nextLink") or page.get("@odata.nextLink"):
            page = self._sent("GET", link, {})
            found += page.get("value") or ()
        return found

    def put(self, path: str, body: Json, **query: str) -> Json:
        found: Json = self._sent("PUT", path, query, body)
        return found

    def post(self, path: str, body: Json, **query: str) -> Json:
        found: Json = self._sent("POST", path, query, body)
        return found

    def delete(self, path: str, **query: str) -> None:
        self._sent("DELETE", path, query)


class ArmRest(Calls):
    """ARM with the SDK's retries, tokens and logs."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def send(self, verb: str, url: str, body: Json | None = None) -> tuple[int, Any]:
        from azure.core.rest import HttpRequest

        request = HttpRequest(verb, url, json=body)
        response = self._client._send_request(request)
        return response.status_code, decoded(response.text())


class GraphRest(Calls):
    """Microsoft Graph of the active cloud."""

    def __init__(self, cli_ctx: Any) -> None:
        self._cli_ctx = cli_ctx

    def send(self, verb: str, url: str, body: Json | None = None) -> tuple[int, Any]:
        from azure.cli.core.azclierror import HTTPError
        from azure.cli.core.util import send_raw_request

        base = self._cli_ctx.cloud.endpoints.microsoft_graph_resource_id
        place = url if "://" in url else base.rstrip("/") + url
        text = None if body is None else json.dumps(body)
        try:
            reply = send_raw_request(self._cli_ctx, verb, place, body=text, resource=base)
        except HTTPError as failed:
            reply = failed.response
        return reply.status_code, decoded(reply.text)


def decoded(text: str) -> Any:
    try:
        return json.loads(text) if text else {}
    except ValueError:
        return {"error": {"code": "", "message": text[:500]}}


def refuse(status: int, body: Any) -> NoReturn:
    error = body.get("error") if isinstance(body, dict) else None
    found = error if isinstance(error, dict) else {}
    code, message = str(found.get("code") or ""), str(found.get("message") or "")
    raise AzureRefused(status, code, message or f"Azure answered with status {status}.")
