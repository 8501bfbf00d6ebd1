"""Moves documents out of a store and into one, as JSON lines, for support and tests.

One document a line: {"container": …, "document": …}. Secrets stay sealed, so only a
resource provider with the same keys can open them. Etags and the time that rows have
lived are not moved.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

from pydantic import ValidationError

from aro_rp.database.containers import CONTAINERS, Container
from aro_rp.database.store import AlreadyExists, NotFound, Query, Row, Store, StoreError

PAGE = 500
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class LineProblem:
    """Why a line (the first is 1) cannot be imported."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


class ImportRefused(Exception):
    """Some lines cannot be imported; ``written`` documents were before that showed."""

    def __init__(self, problems: Sequence[LineProblem], written: int) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)
        self.written = written


@dataclass(frozen=True, slots=True)
class Line:
    """A document to import, checked by itself."""

    number: int
    container: Container[Any]
    partition: str
    id: str
    body: bytes

    @property
    def name(self) -> str:
        return f"{self.container.name} '{self.id}' in partition '{self.partition}'"


async def export_documents(
    store: Store, stream: BinaryIO, containers: Mapping[str, Container[Any]] = CONTAINERS
) -> int:
    """Writes every visible document, container by container, by partition and id; how many.

    Not a snapshot: documents written meanwhile may be there in either state.
    """
    written = 0
    for name in containers:
        head = b'{"container":' + json.dumps(name).encode() + b',"document":'
        continuation: str | None = None
        while continuation != "":
            page = await store.query(Query(name, limit=PAGE, continuation=continuation or ""))
            stream.write(b"".join(head + row.body + b"}\n" for row in page.rows))
            written += len(page.rows)
            continuation = page.continuation
    return written


async def import_documents(
    store: Store,
    stream: Iterable[bytes],
    *,
    replace: bool = False,
    containers: Mapping[str, Container[Any]] = CONTAINERS,
) -> int:
    """Writes every document of the stream; how many.

    All lines are checked before the first is written; a document that exists refuses the
    import unless ``replace`` is set. Raises ImportRefused with every problem found.
    """
    lines, problems = _read(stream, containers)
    held = await _existing(store, lines)
    if not replace:
        there = (line for line in lines if line.number in held)
        problems += [LineProblem(line.number, f"{line.name} exists") for line in there]
    if problems:
        raise ImportRefused(sorted(problems, key=lambda problem: problem.line), 0)
    written = 0
    for chunk in _chunks(lines):
        outcomes = await asyncio.gather(
            *(_write(store, line, held.get(line.number)) for line in chunk)
        )
        problems = [problem for problem in outcomes if problem is not None]
        written += len(chunk) - len(problems)
        if problems:
            raise ImportRefused(problems, written)
    return written


def _chunks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    rest = iter(lines)
    while chunk := list(islice(rest, AT_ONCE)):
        yield chunk


async def _existing(store: Store, lines: Sequence[Line]) -> dict[int, Row]:
    held = {}
    for line in lines:
        try:
            held[line.number] = await store.get(line.container.name, line.partition, line.id)
        except NotFound:
            continue
    return held


async def _write(store: Store, line: Line, held: Row | None) -> LineProblem | None:
    try:
        if held is None:
            await store.create(line.container.name, line.partition, line.id, line.body)
        else:
            await store.replace(held, line.body)
    except AlreadyExists as error:
        return LineProblem(line.number, f"{line.name} shares {error.unique} with another document")
    except StoreError as error:
        return LineProblem(line.number, f"{line.name} was not written: {error}")
    return None


def _read(
    stream: Iterable[bytes], containers: Mapping[str, Container[Any]]
) -> tuple[list[Line], list[LineProblem]]:
    lines: dict[tuple[str, str, str], Line] = {}
    problems = []
    for number, text in enumerate(stream, start=1):
        if not text.strip():
            continue
        try:
            line = _parse(number, text, containers)
        except ValueError as error:
            problems.append(LineProblem(number, str(error)))
            continue
        first = lines.setdefault((line.container.name, line.partition, line.id), line)
        if first is not line:
            problems.append(LineProblem(number, f"{line.name} is on line {first.number} already"))
    return list(lines.values()), problems


def _parse(number: int, text: bytes, containers: Mapping[str, Container[Any]]) -> Line:
    entry = _json(text)
    if not isinstance(entry, dict) or entry.keys() != {"container", "document"}:
        raise ValueError("expected an object with the members container and document")
    container = containers.get(entry["container"]) if isinstance(entry["container"], str) else None
    if container is None:
        raise ValueError(f"there is no container {entry['container']!r}")
    document = entry["document"]
    if not isinstance(document, dict):
        raise ValueError("the document is not an object")
    id, partition = (_name(document, path) for path in ("/id", container.partition))
    if id != id.lower():
        raise ValueError(f"the id {id!r} is not lower case")
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    try:
        container.model.model_validate_json(body)
    except ValidationError as error:
        raise ValueError(_first_reason(error)) from None
    return Line(number, container, partition, id, body)


def _json(text: bytes) -> Any:
    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is not JSON")

    try:
        return json.loads(text.decode(), parse_constant=refuse)
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start + 1} is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at column {error.colno}") from error


def _name(document: Mapping[str, Any], path: str) -> str:
    value = document.get(path.removeprefix("/"))
    if not isinstance(value, str) or not value:
        raise ValueError(f"the document has no text at {path}")
    return value


def _first_reason(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    place = "/".join(map(str, first["loc"]))
    return f"the document is not readable at /{place}: {first['msg']}"
