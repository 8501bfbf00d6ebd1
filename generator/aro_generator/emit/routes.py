"""The bundled spec as JSON."""

from __future__ import annotations

import json

from aro_generator.load import JsonObject


def emit_routes(routes: JsonObject) -> str:
    return json.dumps(routes, indent=1, ensure_ascii=False) + "\n"
