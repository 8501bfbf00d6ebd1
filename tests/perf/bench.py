"""`make bench`: every figure beside its baseline, measured in one run; a table and JSON."""

from __future__ import annotations

import asyncio
import json
import platform
import sys
from collections.abc import Coroutine, Iterator
from dataclasses import asdict, dataclass
from itertools import count, cycle, islice
from pathlib import Path
from typing import Any, NamedTuple

from clusters import IDENTITIES, IDENTITY_HEADERS, LIST, cluster_path, example
from load import Measured, best, loop_factory, request_bytes, run, server
from rich.console import Console
from rich.table import Table

REQUESTS = 6000
ROUNDS = 9
WRITERS = 64
RESULTS = Path("bench-results.json")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; ``ratio`` is what is held against ``bound``, None for information."""

    name: str
    ours: str
    baseline: str
    ratio: float
    bound: float | None
    at_most: bool = True

    @property
    def reached(self) -> bool:
        if self.bound is None:
            return True
        return self.ratio <= self.bound if self.at_most else self.ratio >= self.bound

    @property
    def wanted(self) -> str:
        return "" if self.bound is None else f"{'<=' if self.at_most else '>='} {self.bound:g}"

    @property
    def verdict(self) -> str:
        if self.bound is None:
            return "for information"
        return "[green]reached" if self.reached else "[red]missed"


def gets(path: str) -> Iterator[bytes]:
    return cycle([request_bytes("GET", path)])


def puts_with_principal() -> Iterator[bytes]:
    for index in count(1_000_000):
        yield request_bytes("PUT", cluster_path(index), json.dumps(example(index)).encode())


def puts_with_identities() -> Iterator[bytes]:
    """The first example of the spec, with a rule or more for each operator's identity."""
    for index in count(2_000_000):
        body = json.dumps(example(index, IDENTITIES)).encode()
        yield request_bytes("PUT", cluster_path(index), body, IDENTITY_HEADERS)


class Side(NamedTuple):
    """One server's part of a comparison: ``number`` requests a round."""

    port: int
    requests: Iterator[bytes]
    number: int
    connections: int = 16

    def round(self, number: int) -> Measured:
        """The requests are written down beforehand: making a PUT takes longer than sending it."""
        written = iter(list(islice(self.requests, number)))
        return driven(run(self.port, written, number, self.connections)).expect(200, 201)


def alternately(*sides: Side) -> list[Measured]:
    """The best round of each side; they take turns, so that a slow minute is one for all."""
    for side in sides:
        side.round(side.number // 10)
    rounds = [[side.round(side.number) for side in sides] for _ in range(ROUNDS)]
    return [best(list(of_one)) for of_one in zip(*rounds, strict=True)]


def driven(work: Coroutine[Any, Any, Measured]) -> Measured:
    """Runs the load on a loop that is not itself the slowest part."""
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        return runner.run(work)


def cpu(measured: Measured) -> str:
    return f"{measured.cpu_us:.0f} us CPU, {measured.per_second:.0f}/s"


def reads_and_writes() -> list[Figure]:
    few = REQUESTS // 8
    with (
        server("bare") as bare_port,
        server("stock") as stock_port,
        server("libraries") as least_port,
        server("ours") as port,
        server("ours", "1", "0") as forgetful_port,
    ):
        bare, ours_get, unkept, stock_get = alternately(
            Side(bare_port, gets(cluster_path(0)), REQUESTS),
            Side(port, gets(cluster_path(0)), REQUESTS),
            Side(forgetful_port, gets(cluster_path(0)), REQUESTS),
            Side(stock_port, gets(cluster_path(0)), REQUESTS // 4),
        )
        creating = (stock_port, port, least_port)
        stock_put, ours_put, least_put = alternately(
            *(Side(one, puts_with_principal(), few, WRITERS) for one in creating)
        )
        stock_full, ours_full, least_full = alternately(
            *(Side(one, puts_with_identities(), few, WRITERS) for one in creating)
        )
    return [
        Figure(
            "GET one cluster, CPU vs bare ASGI",
            cpu(ours_get), cpu(bare), ours_get.cpu_us / bare.cpu_us, 2.5, at_most=True,
        ),
        Figure(
            "same, nothing kept between requests",
            cpu(unkept), cpu(bare), unkept.cpu_us / bare.cpu_us, None,
        ),
        Figure(
            "GET one cluster, throughput vs stock connexion",
            cpu(ours_get), cpu(stock_get), ours_get.per_second / stock_get.per_second, 4,
            at_most=False,
        ),
        Figure(
            "PUT create, all rules and writes, throughput vs stock validating the body",
            cpu(ours_put), cpu(stock_put), ours_put.per_second / stock_put.per_second, 5,
            at_most=False,
        ),
        Figure(
            "same, with platform workload identities",
            cpu(ours_full), cpu(stock_full), ours_full.per_second / stock_full.per_second, 5,
            at_most=False,
        ),
        Figure(
            "PUT create by libraries and store alone, without the frontend",
            cpu(least_put), cpu(stock_put), least_put.per_second / stock_put.per_second, None,
        ),
        Figure(
            "same, with platform workload identities",
            cpu(least_full), cpu(stock_full), least_full.per_second / stock_full.per_second, None,
        ),
    ]  # fmt: skip


def first_pages() -> list[Figure]:
    with server("ours", "1000") as small_port, server("ours", "10000") as large_port:
        small, large = alternately(
            *(Side(port, gets(LIST), REQUESTS // 4) for port in (small_port, large_port))
        )
    ratio = large.cpu_us / small.cpu_us
    name = "first list page, 10,000 vs 1,000 clusters"
    return [Figure(name, cpu(large), cpu(small), ratio, 1.2, at_most=True)]


def shown(figures: list[Figure]) -> Table:
    table = Table(title=f"bench on {platform.machine()}, Python {platform.python_version()}")
    for heading in ("figure", "ours", "baseline", "ratio", "wanted", ""):
        table.add_column(heading)
    for one in figures:
        row = (one.name, one.ours, one.baseline, f"{one.ratio:.2f}", one.wanted, one.verdict)
        table.add_row(*row)
    return table


def main() -> int:
    from azure_cli import lists
    from plans import engine_overhead, many_clusters
    from processes import two_processes
    from rules import rule_costs
    from sdk import listings
    from startup import start_up

    figures = [
        *start_up(),
        *reads_and_writes(),
        *two_processes(),
        *first_pages(),
        *rule_costs(),
        *listings(),
        *lists(),
        *engine_overhead(),
        *many_clusters(),
    ]
    Console(width=150).print(shown(figures))
    RESULTS.write_text(json.dumps([asdict(one) for one in figures], indent=2) + "\n")
    return 0 if all(one.reached for one in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
