"""What ARM gets back (appendix A of style.md, P1 to P6)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from aro_rp.frontend.server import serving

Refusal = Callable[[Any], tuple[int, str, str]]


async def test_p1_every_reply_has_an_id_of_its_own(rp: Any) -> None:
    paths = (rp.cluster(), "/nowhere", "/healthz/ready")
    ids = {(await rp.send("GET", path)).headers["x-ms-request-id"] for path in paths}
    assert len(ids) == len(paths)


async def test_p2_replies_are_dated_and_say_what_they_are(rp: Any) -> None:
    async with serving(rp.app) as url, httpx.AsyncClient(base_url=url) as http:
        reply = await http.get(rp.cluster(), params={"api-version": rp.version})
    assert parsedate_to_datetime(reply.headers["date"]).tzinfo is not None
    assert reply.headers["content-type"] == "application/json"


async def test_p3_errors_have_arms_form_all_the_way_down(
    rp: Any, wanted: dict[str, Any], refusal: Refusal
) -> None:
    wanted["properties"]["masterProfile"]["vmSize"] = "tiny"
    wanted["properties"]["apiserverProfile"]["visibility"] = "Hidden"
    reply = await rp.send("PUT", rp.cluster(), wanted)
    refusal(reply)
    error = reply.json()["error"]
    for detail in (error, *error["details"]):
        assert re.fullmatch(r"[A-Z][A-Za-z]+", detail["code"])
        assert detail["message"].endswith(".")
    assert len(error["details"]) >= 2


async def test_p4_a_reply_fits_into_arms_limit(settled: Any, wanted: dict[str, Any]) -> None:
    """A page holds ten clusters, and a cluster is no larger than the request that made it."""
    shown = (await settled.send("GET", settled.cluster())).content
    assert len(shown) < 2 * len(json.dumps(wanted))
    assert 10 * 2 * 1_048_576 > 8_000_000 > 10 * len(shown)


async def test_p5_nothing_redirects(rp: Any) -> None:
    for path in (rp.cluster() + "/", rp.cluster().replace("/providers", "//providers"), "/"):
        assert not 300 <= (await rp.send("GET", path)).status_code < 400


async def test_p6_the_server_sets_the_pace(rp: Any, wanted: dict[str, Any]) -> None:
    reply = await rp.send("PUT", rp.cluster(), wanted)
    assert reply.headers["retry-after"] == "10"
