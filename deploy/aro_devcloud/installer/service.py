"""``/installer/installs/{id}``: installations as records that move through steps.

Each step is one change of the cloud's records and is committed with the note that it is done, so
that a kill
between two steps loses nothing and repeats nothing. A PUT of one that failed goes on with the step
that failed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import orjson

from aro_devcloud.catalog import World
from aro_devcloud.errors import CloudError, nothing_at
from aro_devcloud.http import Json, Request, Response, json_response
from aro_devcloud.installer.graph import make_graph, make_ignition
from aro_devcloud.installer.machines import (
    make_bootstrap,
    make_masters,
    make_workers,
    name_workers,
)
from aro_devcloud.installer.order import Order, read_order
from aro_devcloud.installer.sealing import seal
from aro_devcloud.keys import KeySource
from aro_devcloud.providers.storage import find_account
from aro_devcloud.records import Records
from aro_devcloud.tokens import Tokens

RUNNING, SUCCEEDED, FAILED = "Running", "Succeeded", "Failed"
IGNITION_CONTAINER, IGNITION_BLOB = "ignition", "bootstrap.ign"
GRAPH_CONTAINER, GRAPH_BLOB = "aro", "graph"
_SECRETS = ("order",)


class Installer:
    """All installations of the cloud, each an own task unless the configuration says otherwise."""

    def __init__(self, world: World, records: Records, tokens: Tokens, keys: KeySource) -> None:
        self._world = world
        self._records = records
        self._installs = records.table("installs")
        self._tokens = tokens
        self._keys = keys
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._steps: tuple[tuple[str, float, Callable[[Json, Order], None]], ...] = (
            ("create assets", 0.1, self._make_assets),
            ("create bootstrap machine", 0.15, self._make_bootstrap),
            ("create control plane", 0.2, self._make_masters),
            ("wait for bootstrap to complete", 0.25, self._fail_if_told),
            ("create workers", 0.15, self._make_workers),
            ("wait for cluster operators", 0.15, self._do_nothing),
        )

    async def handle(self, request: Request) -> Response:
        self._tokens.check(request)
        parts = request.path.strip("/").split("/")
        if len(parts) != 3 or parts[1] != "installs":
            raise nothing_at(request.path)
        identifier = parts[2].lower()
        if request.method == "PUT":
            return self._put(identifier, request)
        if request.method == "DELETE":
            return await self._delete(identifier)
        if request.method == "GET":
            return self._get(identifier)
        message = f"{request.method} is not allowed on installations."
        raise CloudError(405, "MethodNotAllowed", message)

    def resume(self) -> None:
        """Continues every installation that a previous process left."""
        for identifier, install in self._installs.items():
            if install["state"] == RUNNING:
                self._run_beside(identifier)

    async def close(self) -> None:
        """Stops the tasks; the installations stay where they are."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def advance(self, identifier: str) -> None:
        """Takes the next step of an installation."""
        install = self._installs.get(identifier)
        if install is None or install["state"] != RUNNING:
            return
        name, share, action = self._steps[install["done"]]
        try:
            action(install, self._order(install))
        except CloudError as problem:
            self._fail(identifier, install, problem.code, f"{name}: {problem.message}")
            return
        install["done"] += 1
        install["percent"] = min(99, install["percent"] + round(share * 100))
        if install["done"] == len(self._steps):
            install["state"], install["percent"], install["step"] = SUCCEEDED, 100, "done"
            self._forget_secrets(install)
        else:
            install["step"] = self._steps[install["done"]][0]
        self._installs.put(identifier, install)

    def _put(self, identifier: str, request: Request) -> Response:
        install = self._installs.get(identifier)
        if install is None:
            body = request.json()
            read_order(body, self._world.config.domain)
            install = {
                "state": RUNNING,
                "percent": 0,
                "step": self._steps[0][0],
                "reason": "",
                "log": "",
                "done": 0,
                "order": body,
            }
            self._installs.put(identifier, install)
        elif install["state"] == FAILED:
            body = request.json()
            read_order(body, self._world.config.domain)
            install |= {"state": RUNNING, "reason": "", "log": "", "order": body}
            self._installs.put(identifier, install)
        if install["state"] == RUNNING:
            self._run_beside(identifier)
        return json_response(200, _status(install))

    def _get(self, identifier: str) -> Response:
        install = self._installs.get(identifier)
        if install is None:
            raise CloudError(404, "InstallNotFound", f"No installation '{identifier}' is known.")
        if not self._world.config.installer_in_background:
            self.advance(identifier)
        return json_response(200, _status(install))

    async def _delete(self, identifier: str) -> Response:
        task = self._tasks.pop(identifier, None)
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self._installs.delete(identifier)
        return Response(204)

    def _run_beside(self, identifier: str) -> None:
        if not self._world.config.installer_in_background or identifier in self._tasks:
            return
        task = asyncio.create_task(self._run(identifier), name=f"install {identifier}")
        self._tasks[identifier] = task
        task.add_done_callback(lambda _: self._tasks.pop(identifier, None))

    async def _run(self, identifier: str) -> None:
        while True:
            install = self._installs.get(identifier)
            if install is None or install["state"] != RUNNING:
                return
            _, share, _ = self._steps[install["done"]]
            seconds = self._world.config.seconds(self._world.config.install_seconds)
            await self._world.clock.sleep(share * seconds)
            self.advance(identifier)
            self._records.trouble_committing()

    def _make_assets(self, install: Json, order: Order) -> None:
        account = find_account(self._world, order.account)
        if account is None:
            raise CloudError(
                404, "StorageAccountNotFound", f"Storage account '{order.account}' does not exist."
            )
        root = f"{account.id}/blobServices/default/containers"
        for container in (IGNITION_CONTAINER, GRAPH_CONTAINER):
            if self._world.store.find(f"{root}/{container}") is None:
                self._world.make(f"{root}/{container}", {"properties": {}})
        blobs = self._world.blobs
        if blobs.find(order.account, GRAPH_CONTAINER, GRAPH_BLOB) is not None:
            return
        now = self._world.clock.now()
        graph = make_graph(order, self._keys, self._world.ids, now)
        sealed = seal(orjson.dumps(graph), order.graph_key)
        blobs.put(order.account, IGNITION_CONTAINER, IGNITION_BLOB, make_ignition(order))
        blobs.put(order.account, GRAPH_CONTAINER, GRAPH_BLOB, sealed)

    def _make_bootstrap(self, install: Json, order: Order) -> None:
        make_bootstrap(self._world, order)

    def _make_masters(self, install: Json, order: Order) -> None:
        make_masters(self._world, order)

    def _make_workers(self, install: Json, order: Order) -> None:
        names = install.setdefault("workers", name_workers(self._world, order))
        make_workers(self._world, order, names)

    def _fail_if_told(self, install: Json, order: Order) -> None:
        log = self._world.config.failing_installs.get(order.name)
        if log is not None:
            install["log"] = log
            raise CloudError(500, "BootstrapFailed", "Bootstrap failed to complete.")

    def _do_nothing(self, install: Json, order: Order) -> None:
        """The cluster settles by itself."""

    def _order(self, install: Json) -> Order:
        return read_order(install["order"], self._world.config.domain)

    def _fail(self, identifier: str, install: Json, reason: str, line: str) -> None:
        install["state"], install["reason"] = FAILED, reason
        install["log"] = f"{install['log']}\n{line}".strip()
        self._forget_secrets(install)
        self._installs.put(identifier, install)

    def _forget_secrets(self, install: Json) -> None:
        for name in _SECRETS:
            install.pop(name, None)


def _status(install: Json) -> Json:
    return {name: install[name] for name in ("state", "percent", "step", "reason", "log")}
