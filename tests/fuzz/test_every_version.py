"""schemathesis over every version's bundle against the running server: no 5xx, no odd answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from aro_api.versions import VERSIONS

HERE = Path(__file__).parent
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
EXAMPLES = "8"
"""How many requests of each kind an operation gets in the short run."""
DEADLINE_S = 600
PULL_SECRET = '{"auths":{"x":{"auth":"FUZZ-SECRET"}}}'
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "answers_as_arm_wants",
)


def closed(routes: dict[str, Any]) -> dict[str, Any]:
    """The bundle with replies that may hold nothing but what they declare.

    The list of operations looks at no api-version, not even a wrong one (frontend.md 13).
    """
    definitions = routes["definitions"]
    asked = {name for name in definitions if "__" in name}
    for name in definitions.keys() - asked:
        definitions[name] = _flat(definitions[name], definitions)
    operations = routes["paths"]["/providers/Microsoft.RedHatOpenShift/operations"]["get"]
    operations["parameters"] = []
    return routes


def _flat(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """Closing a schema needs its inherited members in it."""
    found = {key: value for key, value in schema.items() if key != "allOf"}
    for parent in schema.get("allOf", ()):
        inherited = _flat(definitions[parent["$ref"].rpartition("/")[2]], definitions)
        found["properties"] = {**inherited.get("properties", {}), **found.get("properties", {})}
        found["required"] = [*inherited.get("required", ()), *found.get("required", ())]
    if not found.get("required", ()):
        found.pop("required", None)
    if "properties" in found:
        found.setdefault("additionalProperties", False)
    return found


def test_every_operation_answers_as_its_spec_says(
    version: str, fuzzed: Any, example_body: Any, seconds: int, results: Path, tmp_path: Path
) -> None:
    spec, report = tmp_path / "spec.json", tmp_path / "report.json"
    spec.write_text(json.dumps(closed(VERSIONS[version].routes())))
    template = example_body(version, "fuzz")
    template["properties"]["clusterProfile"]["pullSecret"] = (
        '{"auths":{"x":{"auth":"FUZZ-SECRET"}}}'
    )
    command = [
        *(SCHEMATHESIS, "run", spec, "--url", fuzzed.url, "--no-color"),
        *("--phases", "coverage,fuzzing", "--checks", ",".join(CHECKS)),
        *("--report", "json", "--report-json-path", report, "--continue-on-failure"),
        *("--no-shrink", "--warnings", "off"),
    ]
    if seconds:
        command += ["--max-time", str(max(1, seconds // len(VERSIONS)))]
        command += ["--generation-database", "none"]
    else:
        command += ["--max-examples", EXAMPLES, "--generation-deterministic", "--seed", "1"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(HERE),
        "SCHEMATHESIS_HOOKS": "arm_hooks",
        "FUZZ_SUBSCRIPTIONS": f"{fuzzed.subscription},{fuzzed.another}",
        "FUZZ_TEMPLATE": json.dumps(template),
    }
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=DEADLINE_S
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    assert not fuzzed.errors()
    (results / f"{version}.json").write_text(report.read_text())
