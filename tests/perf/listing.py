"""Lists clusters with the SDK named on stdin and prints how long it took; imports nothing of ours.

Told as JSON: ``module``, ``rounds``, ``number`` of clusters, and either ``page`` (a reply of the
service as text, served again and again from memory) or ``url`` of a running frontend.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from typing import Any

import requests
from azure.core.credentials import AccessToken
from azure.core.pipeline.transport import RequestsTransport
from azure.core.rest._requests_basic import RestRequestsTransportResponse

SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
A_PAGE = 1000


class Tokens:
    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        return AccessToken("token", 2**33)


class Prepared(RequestsTransport):
    """Pages out of memory, as many as are wanted, then the last."""

    def __init__(self, page: str, number: int) -> None:
        super().__init__()
        some = json.loads(page)["value"]
        value = (some * A_PAGE)[:A_PAGE]
        body = {"value": value, "nextLink": "https://arm.example/next"}
        self.page, self.last = json.dumps(body).encode(), json.dumps({"value": value}).encode()
        self.pages, self.sent = number // A_PAGE, 0

    def send(self, request: Any, **options: Any) -> Any:
        self.sent += 1
        raw = requests.Response()
        raw.status_code, raw._content_consumed = 200, True
        raw._content = self.page if self.sent % self.pages else self.last
        raw.headers["Content-Type"] = "application/json"
        reply = RestRequestsTransportResponse(request=request, internal_response=raw)
        reply._content = raw._content
        return reply


def measured(told: dict[str, Any]) -> dict[str, float]:
    sdk = importlib.import_module(told["module"])
    options: dict[str, Any] = {"base_url": told.get("url", "https://arm.example")}
    listing: dict[str, Any] = {}
    prepared = Prepared(told["page"], told["number"]) if "page" in told else None
    if prepared:
        options["transport"] = prepared
    else:
        # The RP writes links to the address that its caller says it used.
        listing["raw_request_hook"] = lambda sent: sent.http_request.headers.update(
            {"Referer": sent.http_request.url}
        )
        listing["enforce_https"] = False
    client = sdk.AzureRedHatOpenShiftClient(Tokens(), SUBSCRIPTION, **options)
    found = {"cpu": 1e9, "wall": 1e9}
    for _ in range(told["rounds"]):
        cpu, wall = time.process_time(), time.perf_counter()
        number = sum(1 for cluster in client.open_shift_clusters.list(**listing) if cluster.name)
        now = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
        if number != told["number"]:
            raise SystemExit(f"{number} clusters were listed, {told['number']} are there")
        found = {name: min(found[name], now[name] / number * 1e6) for name in found}
    if prepared:
        cpu = time.process_time()
        for _ in range(prepared.pages):
            json.loads(prepared.page)
        found["json"] = (time.process_time() - cpu) / told["number"] * 1e6
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measured(json.load(sys.stdin))))
