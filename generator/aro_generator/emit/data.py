"""Tables of ``api-specs/data`` as importable Python."""

from __future__ import annotations

import json
from pathlib import PurePosixPath

from aro_generator.emit.text import render
from aro_generator.form import Form
from aro_generator.load import DATA, OPERATIONS, JsonObject, Sources

TABLE = Form(
    {"provider": str, "origin": str, "operations": list},
    needed=frozenset({"provider", "origin", "operations"}),
    closed=True,
)
ROW = Form(
    {"name": str, "resource": str, "operation": str, "description": str},
    needed=frozenset({"name", "resource", "operation"}),
    closed=True,
)


def emit_provider_operations(sources: Sources) -> str:
    """The body of ``GET /providers/{namespace}/operations``, the same in every version."""
    if OPERATIONS not in sources.documents:
        return render("provider_operations.py", body={"value": []})
    table = sources.place(OPERATIONS)
    TABLE.check(table)
    rows = table.child("operations")
    for index in range(len(rows.node)):
        ROW.check(rows.child(index))
    items = [operation(table.node, row) for row in rows.node]
    return render("provider_operations.py", body={"value": items})


def operation(table: JsonObject, row: JsonObject) -> JsonObject:
    shown = ("resource", "operation", "description")
    display = {"provider": table["provider"], **{key: row[key] for key in shown if key in row}}
    return {"name": row["name"], "display": display, "origin": table["origin"]}


def emit_tables(sources: Sources) -> dict[str, str]:
    """The other tables as JSON, so that an installed package needs no specs."""
    tables = {
        PurePosixPath(file).stem: table
        for file, table in sources.documents.items()
        if file.startswith(DATA) and file != OPERATIONS
    }
    files = {
        f"data/{name}.json": json.dumps(table, indent=1, ensure_ascii=False) + "\n"
        for name, table in sorted(tables.items())
    }
    return {"data/__init__.py": render("data.py", tables=sorted(tables)), **files}
