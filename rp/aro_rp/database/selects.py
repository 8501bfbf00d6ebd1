"""Turns a Query into SQL; pages are cut by key, so a page costs the same at any depth."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import cache

import orjson

from aro_rp.database.store import (
    BY_ID,
    BY_WRITE,
    BadToken,
    Below,
    Equals,
    Filter,
    OneOf,
    Query,
    StartsWith,
)
from aro_rp.database.tables import Scalar, Table, column, quoted

LAST_CHARACTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Select:
    """SQL with its parameters; ``keys`` is how many leading columns make the continuation."""

    sql: str
    parameters: tuple[Scalar, ...]
    keys: int


def page(table: Table, query: Query, now: float) -> Select:
    """Columns: the order's keys, partition, id, sequence, body; one row more than the limit."""
    keys = _keys(table, query)
    where, parameters = _where(table, query, now)
    if query.continuation:
        after = read_token(query.continuation, query.order, len(keys))
        where.append(f"({', '.join(keys)}) > ({', '.join('?' * len(keys))})")
        parameters.extend(after)
    names = ", ".join(keys)
    sql = (
        f"SELECT {names}, partition, id, sequence, body FROM {_source(table, query)}"
        f"{_joined(where)} ORDER BY {names} LIMIT ?"
    )
    return Select(sql, (*parameters, query.limit + 1), len(keys))


def count(table: Table, query: Query, now: float) -> Select:
    """One row with one number."""
    where, parameters = _where(table, query, now)
    sql = f"SELECT count(*) FROM {_source(table, query)}{_joined(where)}"
    return Select(sql, tuple(parameters), 0)


def changes(table: Table, after: int, now: float, limit: int) -> Select:
    """Columns: partition, id, sequence, body of the rows written after a sequence."""
    where, parameters = _where(table, Query(table.container.name), now)
    sql = (
        f"SELECT partition, id, sequence, body FROM {table.name}"
        f"{_joined([*where, 'sequence > ?'])} ORDER BY sequence LIMIT ?"
    )
    return Select(sql, (*parameters, after, limit), 0)


@cache
def several(finds: tuple[str, ...]) -> str:
    """Columns: which of them it is, and its own."""
    return " UNION ALL ".join([f"SELECT {n}, * FROM ({find})" for n, find in enumerate(finds)])


def make_token(order: str, last: tuple[Scalar, ...]) -> str:
    """Says where the next page begins."""
    return base64.urlsafe_b64encode(orjson.dumps([order, *last])).decode()


def read_token(token: str, order: str, length: int) -> list[Scalar]:
    """Raises BadToken for a token of another order or of nobody."""
    try:
        found, *last = orjson.loads(base64.urlsafe_b64decode(token))
    except (TypeError, ValueError) as error:
        raise BadToken(f"'{token}' is not a continuation token") from error
    scalars = all(isinstance(value, str | int | float) for value in last)
    if found != order or len(last) != length or not scalars:
        raise BadToken(f"'{token}' continues another query")
    return list(last)


def _keys(table: Table, query: Query) -> tuple[str, ...]:
    if query.order == BY_WRITE:
        return ("sequence",)
    if query.order not in (BY_ID, *table.container.unique):
        raise ValueError(f"{table.container.name} cannot be ordered by {query.order}")
    key = column(query.order)
    return (key,) if query.partition is not None else ("partition", key)


def _source(table: Table, query: Query) -> str:
    """Names the queue's index, because its condition says less to the planner than to us."""
    queue = table.container.queue
    if queue and query.order == BY_WRITE and set(queue) <= set(query.where):
        return f"{table.name} INDEXED BY {table.queue_index}"
    return table.name


def _joined(where: list[str]) -> str:
    return f" WHERE {' AND '.join(where)}" if where else ""


def _where(table: Table, query: Query, now: float) -> tuple[list[str], list[Scalar]]:
    where: list[str] = []
    parameters: list[Scalar] = []
    if query.partition is not None:
        where.append("partition = ?")
        parameters.append(query.partition)
    for term in query.where:
        text, values = _term(table, term, query)
        where.append(text)
        parameters.extend(values)
    if table.container.ttl is not None:
        where.append("(expires IS NULL OR expires > ?)")
        parameters.append(now)
    return where, parameters


def _term(table: Table, term: Filter, query: Query) -> tuple[str, tuple[Scalar, ...]]:
    if term.path not in table.paths:
        raise ValueError(f"{table.container.name} cannot be searched by {term.path}")
    if term in table.container.queue:
        return table.condition(term), ()
    name = quoted(term.path)
    match term:
        case Equals(_, value):
            return f"{name} = ?", (value,)
        case OneOf(_, values):
            return f"{name} IN ({', '.join('?' * len(values))})", values
        case StartsWith(_, prefix):
            # An index search has one lower bound: the + leaves it to the continuation.
            plus = "+" if query.continuation and query.order == term.path else ""
            return f"{plus}{name} >= ? AND {name} < ?", (prefix, prefix + LAST_CHARACTER)
        case Below(_, bound):
            return f"coalesce({name}, 0) < ?", (bound,)
