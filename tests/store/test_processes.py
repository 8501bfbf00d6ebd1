"""Several processes on one file: races have one winner, a kill loses nothing, a write wakes."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from aro_api.internal.models import OpenShiftClusterDocument
from aro_rp.clock import RandomIds, SystemClock
from aro_rp.database.databases import Databases, open_databases
from aro_rp.database.encryption import Cipher

CIPHER = Cipher.from_keys([bytes(64)])

PRELUDE = """
import asyncio, sys
from aro_api.internal.models import OpenShiftVersionDocument
from aro_rp.clock import RandomIds, SystemClock
from aro_rp.database.databases import open_databases
from aro_rp.database.encryption import Cipher

def open_at(path):
    return open_databases(path, Cipher.from_keys([bytes(64)]), SystemClock(), RandomIds())
"""
TAKE_ALL = """
async def main(path):
    async with open_at(path) as databases:
        print("ready", flush=True)
        sys.stdin.readline()
        while lease := await databases.clusters.dequeue("worker"):
            print(lease.id, flush=True)
asyncio.run(main(sys.argv[1]))
"""
WRITE_FOR_EVER = """
async def main(path):
    async with open_at(path) as databases:
        number = 0
        while True:
            number += 1
            await databases.versions.create(OpenShiftVersionDocument(id=f"v{number}"))
            print(f"v{number}", flush=True)
asyncio.run(main(sys.argv[1]))
"""
WRITE_ONE = """
async def main(path):
    async with open_at(path) as databases:
        await databases.versions.create(OpenShiftVersionDocument(id="v1"))
asyncio.run(main(sys.argv[1]))
"""


@contextmanager
def process(program: str, path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", PRELUDE + program, str(path)]
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "aro.db"


def open_here(path: Path) -> Databases:
    return open_databases(str(path), CIPHER, SystemClock(), RandomIds())


def cluster(number: int) -> OpenShiftClusterDocument:
    doc = OpenShiftClusterDocument(
        id=f"c{number}",
        key=f"/subscriptions/s/resourcegroups/g/providers/p/t/c{number}",
        client_id_key=f"c{number}",
        cluster_resource_group_id_key=f"g{number}",
    )
    doc.open_shift_cluster.properties.provisioning_state = "Creating"
    return doc


async def test_of_racing_processes_each_document_has_one_worker(path: Path) -> None:
    async with open_here(path) as databases:
        for number in range(60):
            await databases.clusters.create(cluster(number))
    with ExitStack() as stack:
        workers = [stack.enter_context(process(TAKE_ALL, path)) for _ in range(2)]
        for worker in workers:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n"
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write("go\n")
        taken = [worker.communicate()[0].split() for worker in workers]
    assert Counter(taken[0] + taken[1]) == Counter(f"c{number}" for number in range(60))


async def test_a_killed_writer_loses_nothing_it_was_told_is_written(path: Path) -> None:
    with process(WRITE_FOR_EVER, path) as writer:
        assert writer.stdout is not None
        told = [writer.stdout.readline().strip() for _ in range(100)]
        writer.kill()
        told += writer.stdout.read().split()
    async with open_here(path) as databases:
        held = [stored.id async for stored in databases.versions.all()]
        assert set(told) <= set(held)
        assert len(held) <= len(told) + 1
        await databases.clusters.create(cluster(1))


async def test_a_write_of_another_process_wakes(path: Path) -> None:
    async with open_here(path) as databases:
        with process(WRITE_ONE, path):
            assert await databases.versions.changed("", timeout_s=60) != ""
        assert await databases.versions.find("v1") is not None


async def test_many_processes_may_open_a_new_file_at_once(path: Path) -> None:
    with ExitStack() as stack:
        workers = [stack.enter_context(process(TAKE_ALL, path)) for _ in range(3)]
        outputs = await asyncio.gather(
            *(asyncio.to_thread(worker.communicate, "go\n") for worker in workers)
        )
        assert [out for out, _ in outputs] == ["ready\n"] * 3
        assert [worker.returncode for worker in workers] == [0, 0, 0]
