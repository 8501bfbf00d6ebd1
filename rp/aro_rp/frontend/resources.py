"""What one api-version knows of clusters, gathered once at start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aro_api.shapes import ResourceShape
from aro_api.versions import VersionedApi
from aro_rp.arm.merge_patch import MergeRules
from aro_rp.convert.converter import OpenShiftClusterConverter
from aro_rp.convert.registry import converter_for
from aro_rp.frontend.structure import followed
from aro_rp.frontend.values import Values

NULL_CLEARS_UNTIL = "2025-07-25"
BODY = "#/definitions/OpenShiftCluster__request"
_VALUES = frozenset(
    {"properties"}
    | {
        f"properties.{name}Profile"
        for name in ("cluster", "console", "network", "master", "apiserver")
    }
)


@dataclass(frozen=True, slots=True)
class VersionApi:
    """``folds_case``: older versions take member names in any case (api-versions 4.4)."""

    version: str
    operations: frozenset[str]
    shape: ResourceShape
    converter: OpenShiftClusterConverter
    merge_rules: MergeRules
    values: Values

    @property
    def folds_case(self) -> bool:
        return folds_case(self.version)


def folds_case(version: str) -> bool:
    return version < NULL_CLEARS_UNTIL


def version_api(declared: VersionedApi, spec: Mapping[str, Any]) -> VersionApi:
    return VersionApi(
        version=declared.version,
        operations=declared.operations,
        shape=declared.shape(),
        converter=converter_for(declared.version),
        merge_rules=merge_rules(spec, declared.version),
        values=Values(followed(spec, {"$ref": BODY})),
    )


def merge_rules(spec: Mapping[str, Any], version: str) -> MergeRules:
    """How bodies merge into clusters of this version."""
    found: dict[str, set[str]] = {"object": set(), "map": set(), "array": set()}
    _collect(followed(spec, {"$ref": BODY}), "", found)
    known = found["object"] | found["map"] | found["array"]
    cleared = known - _VALUES if folds_case(version) else {"tags"}
    return MergeRules(frozenset(found["map"]), frozenset({"tags"}), frozenset(cleared))


def _collect(schema: Mapping[str, Any], path: str, found: dict[str, set[str]]) -> None:
    if properties := schema.get("properties"):
        found["object"].add(path)
        for name, below in properties.items():
            _collect(below, f"{path}.{name}" if path else name, found)
    elif isinstance(schema.get("additionalProperties"), dict):
        found["map"].add(path)
    elif "items" in schema:
        found["array"].add(path)
        _collect(schema["items"], f"{path}[]", found)
