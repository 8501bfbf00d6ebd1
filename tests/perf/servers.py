"""The servers that the bench compares, one process each: ``servers.py KIND [NUMBER [RENDERINGS]]``.

``bare`` returns fixed bytes, ``stock`` is connexion as it comes on our newest spec, ``ours`` is the
frontend on a SQLite file with NUMBER clusters, ``settle``d and served by the code that serves in
production: it compares callers' certificates with those that ARM publishes, writes access and audit
log and sends figures to an agent. It keeps RENDERINGS finished GET bodies. ``libraries`` is a
create by those and our store alone, served in the same way. Each also answers /bench/cpu with
the CPU seconds it has used, and prints ``ready PORT``.
"""

from __future__ import annotations

import asyncio
import base64
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
import libraries
import orjson
import uvicorn
from clusters import CLUSTER, NEWEST, SUBSCRIPTION, cluster_path, example
from lifespan import live
from load import loop_factory

from aro_api.internal.models import OpenShiftClusterDocument, Subscription, SubscriptionDocument
from aro_api.versions import VERSIONS
from aro_rp.clock import RandomIds, SystemClock
from aro_rp.database.databases import Databases, open_databases
from aro_rp.database.encryption import Cipher
from aro_rp.frontend.app import build_app
from aro_rp.frontend.authentication import Authentication, Peer
from aro_rp.frontend.authentication.arm_metadata import ArmCertificates
from aro_rp.frontend.azure_side import WithoutAzure
from aro_rp.frontend.call import PEER
from aro_rp.frontend.config import FrontendConfig
from aro_rp.frontend.server import serving
from aro_rp.local.seed import seed
from aro_rp.metrics import Metrics, NoMetrics
from aro_rp.metrics.statsd import Account, Agent, StatsdMetrics
from aro_rp.processes.lifetime import asked_to_stop, settle
from aro_rp.processes.lines import Lines
from aro_rp.processes.sinks import Enduring

KEY = b"k" * 64


def counting(app: Any, state: Mapping[str, Any] = MappingProxyType({})) -> Any:
    """Lets the load generator ask how much CPU the server has used.

    ``state`` is what every connection knows from its beginning.
    """

    async def counted(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            scope["state"].update(state)
        elif scope["path"] == "/bench/cpu":
            content = json.dumps({"cpu": time.process_time()}).encode()
            headers = [(b"content-length", b"%d" % len(content))]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            return await send({"type": "http.response.body", "body": content})
        await app(scope, receive, send)

    return counted


def bare(content: bytes) -> Any:
    """An ASGI application that reads the body and returns the same bytes always."""
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(content)),
    ]

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            return await live(receive, send)
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    return app


def stock(reply: dict[str, Any]) -> Any:
    """Connexion's own AsyncApp with its default middlewares on our bundled spec."""
    from connexion import AsyncApp
    from connexion.resolver import Resolver

    async def answer(**_: Any) -> tuple[dict[str, Any], int]:
        return reply, 200

    app = AsyncApp(__name__, pythonic_params=True)
    app.add_api(VERSIONS[NEWEST].routes(), resolver=Resolver(lambda operation: answer))
    return app


LEAF = b"the certificate that the caller showed"
SHOWN = {PEER: Peer(LEAF)}
"""What the TLS layer leaves for the requests of a connection."""


async def authentication(clock: SystemClock) -> Authentication:
    """As for ARM's requests in production; TLS itself is left out, as from the other servers."""
    day = timedelta(days=1)
    published = {
        "certificate": base64.b64encode(LEAF).decode(),
        "notBefore": (clock.now() - day).isoformat(),
        "notAfter": (clock.now() + day).isoformat(),
    }
    reply = httpx.Response(200, json={"clientCertificates": [published]})
    transport = httpx.MockTransport(lambda _: reply)
    async with httpx.AsyncClient(transport=transport) as http:
        arm = ArmCertificates("https://arm.test", http, clock, lambda _: None)
        await arm.refresh()
    return Authentication(arm=arm)


def asking(app: Any) -> httpx.AsyncClient:
    """A caller that ARM's certificate is known of, without a connection."""

    async def with_peer(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "state": SHOWN}, receive, send)

    return httpx.AsyncClient(transport=httpx.ASGITransport(with_peer), base_url="http://rp")


@contextmanager
def agent(folder: str) -> Iterator[Agent]:
    """A metrics agent that reads and forgets, in a process of its own."""
    path = f"{folder}/agent.socket"
    process = subprocess.Popen([sys.executable, "-c", FORGETS, path], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield Agent("unix", path)
    finally:
        process.kill()
        process.wait()


FORGETS = """
import socket, sys
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen()
print("ready", flush=True)
connection, _ = listener.accept()
while connection.recv(1 << 20):
    pass
"""


async def filled(
    folder: str, number: int, renderings: int = 0, metrics: Metrics | None = None
) -> tuple[Databases, Any]:
    """A frontend on a file with ``number`` clusters, the first made by a PUT."""
    databases = open_databases(
        f"{folder}/bench.db", Cipher.from_keys([KEY]), SystemClock(), RandomIds()
    )
    registered = Subscription.model_validate(
        {"state": "Registered", "properties": {"tenantId": SUBSCRIPTION}}
    )
    await databases.subscriptions.create(
        SubscriptionDocument(id=SUBSCRIPTION, subscription=registered)
    )
    await seed(databases, RandomIds())
    lines = lines_of(folder)
    clock = SystemClock()
    config = FrontendConfig(
        location="eastus",
        domain="eastus.aroapp.io",
        renderings=renderings,
        log=lines,
        audit=lines,
        metrics=metrics or NoMetrics(),
        authentication=await authentication(clock),
    )
    app = build_app(databases, config, clock, RandomIds(), WithoutAzure())
    async with asking(app) as client:
        reply = await client.put(cluster_path(0), json=example(0))
        assert reply.status_code == 201, reply.text
    await copy_first(databases, number)
    return databases, app


def lines_of(folder: str) -> Lines:
    return Lines(Enduring((Path(folder) / "access.log").open("a", buffering=1)))


async def copy_first(databases: Databases, number: int) -> None:
    first = await databases.clusters.find_key(CLUSTER.format(0).lower())
    assert first is not None
    text = orjson.dumps(json.loads(first.row.body)).decode()
    batch = []
    for index in range(1, number):
        document = OpenShiftClusterDocument.model_validate_json(
            text.replace("bench0-", f"bench{index}-").replace(first.id, RandomIds().uuid())
        )
        document.client_id_key = RandomIds().uuid()
        document.cluster_resource_group_id_key += str(index)
        batch.append(databases.clusters.create(document))
        if len(batch) == 200:
            await asyncio.gather(*batch)
            batch.clear()
    await asyncio.gather(*batch)


async def others(app: Any) -> None:
    """Serves as uvicorn does by itself, with its fastest parts."""
    config = uvicorn.Config(
        counting(app), http="httptools", log_config=None, access_log=False, backlog=2048
    )
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
        say_ready(listener.getsockname()[1])
        await uvicorn.Server(config).serve([listener])


def say_ready(port: int) -> None:
    sys.stdout.write(f"ready {port}\n")
    sys.stdout.flush()


async def main(kind: str, number: int = 1, renderings: int = 2048) -> None:
    with tempfile.TemporaryDirectory() as folder, agent(folder) as listening:
        metrics = StatsdMetrics(listening, Account(), SystemClock(), quiet=False)
        sending = asyncio.create_task(metrics.run(), name="metrics")
        databases, app = await filled(folder, number, renderings, metrics)
        if kind in ("ours", "libraries"):
            if kind == "libraries":
                first = await databases.clusters.find_key(CLUSTER.format(0).lower())
                assert first is not None
                app = libraries.create(databases, first.row.body, lines_of(folder))
            settle()
            async with serving(counting(app, SHOWN)) as url:
                say_ready(int(url.rpartition(":")[2]))
                await asked_to_stop().wait()
        else:
            async with asking(app) as client:
                reply = await client.get(cluster_path(0))
            await others(bare(reply.content) if kind == "bare" else stock(reply.json()))
        sending.cancel()
        await databases.close()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(main(sys.argv[1], *map(int, sys.argv[2:])))
