"""A create by the libraries and our store alone: nearly the least that a design on them can do.

uvicorn reads and answers; orjson parses and writes; jsonschema-rs looks at structure, rules and
values; the secret is sealed; subscription and cluster are read, operation and cluster committed to
SQLite with the commits of others, by our store; log and audit lines of the usual length go out.
Left out is the frontend: routes, who asks, rules that compare two values, merging, conversion
between api-versions, defaults, ids and headers, log lines that say something, errors.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import jsonschema_rs
import orjson
from clusters import NEWEST, SUBSCRIPTION
from lifespan import live

from aro_api.versions import VERSIONS
from aro_rp.database.databases import Databases
from aro_rp.frontend.config import Sink
from aro_rp.frontend.structure import followed, relax
from aro_rp.frontend.values import strict
from aro_rp.validate.static.catalogue import plan_of

_PATH = "openShiftClusters/{resourceName}"
_LINE = b"x" * 640 + b"\n"
_HEADERS = [
    (b"content-type", b"application/json"),
    (b"x-ms-request-id", b"x" * 36),
    (b"azure-asyncoperation", b"x" * 200),
    (b"retry-after", b"10"),
    (b"etag", b"x" * 18),
]


def create(databases: Databases, stored: bytes, log: Sink) -> Any:
    """An ASGI application that stores, under new names, what ``stored`` is of every request."""
    is_body, is_sound, has_values = _looks()
    document: dict[str, Any] = orjson.loads(stored)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            return await live(receive, send)
        content = (await receive())["body"]
        log(_LINE)
        cluster = orjson.loads(content)
        sound = is_body(cluster)
        cluster["properties"]["provisioningState"] = "Succeeded"  # what a new cluster is laid over
        if not (sound and is_sound(cluster) and has_values(cluster)):
            raise ValueError("a look that ends early is no measure of one that does not")
        key = scope["path"].lower()
        await databases.subscription_and_cluster(SUBSCRIPTION, key)
        principal = cluster["properties"].get("servicePrincipalProfile")
        if principal is not None:
            principal["clientSecret"] = databases.cipher.seal(principal["clientSecret"])
        await _write(databases, document, key)
        reply = orjson.dumps(cluster)
        length = (b"content-length", b"%d" % len(reply))
        headers = [*_HEADERS, length]
        await send({"type": "http.response.start", "status": 201, "headers": headers})
        await send({"type": "http.response.body", "body": reply})
        log(_LINE)
        log(_LINE)

    return app


async def _write(databases: Databases, document: dict[str, Any], key: str) -> None:
    id, operation = str(uuid4()), str(uuid4())
    keys = {"key": key, "clientIdKey": id, "clusterResourceGroupIdKey": id}
    begun = {"id": operation, "openShiftClusterKey": key, "asyncOperation": {"name": operation}}
    await databases.store.write(
        databases.async_operations.creation_of(begun),
        databases.clusters.creation_of({**document, **keys, "id": id}),
    )


def _looks() -> tuple[Any, ...]:
    """The validators of a create, as the frontend has them: of structure, rules and values."""
    spec = VERSIONS[NEWEST].routes()
    (put,) = (methods["put"] for path, methods in spec["paths"].items() if path.endswith(_PATH))
    (body,) = (parameter for parameter in put["parameters"] if parameter["in"] == "body")
    schema = followed(spec, body["schema"])
    return (
        jsonschema_rs.Draft4Validator(relax(schema), validate_formats=False).is_valid,
        plan_of(NEWEST, creates=True).screen.passes,
        jsonschema_rs.Draft4Validator(strict(schema), validate_formats=True).is_valid,
    )
