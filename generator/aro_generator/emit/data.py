"""Tables of ``api-specs/data`` as importable Python."""

from __future__ import annotations

import json
from pathlib import PurePosixPath

from aro_generator.emit.text import render
from aro_generator.load import DATA, OPERATIONS, JsonObject, Sources, SpecError


def emit_provider_operations(sources: Sources) -> str:
    """The body of ``GET /providers/{namespace}/operations``, the same in every version."""
    table: JsonObject = sources.documents.get(OPERATIONS, {})
    items = [operation(table, index) for index in range(len(table.get("operations", ())))]
    return render("provider_operations.py", body={"value": items})


def operation(table: JsonObject, index: int) -> JsonObject:
    row = table["operations"][index]
    if missing := {"name", "resource", "operation"} - row.keys():
        raise SpecError(OPERATIONS, f"/operations/{index}", f"lacks {sorted(missing)}")
    display = {key: row[key] for key in ("resource", "operation", "description") if key in row}
    display = {"provider": table["provider"], **display}
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
