"""The form of a template and of a resource in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aro_rp.cluster.templates.api_versions import api_version

Resource = dict[str, Any]
Template = dict[str, Any]

_SCHEMA = "https://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#"


def resource(
    resource_type: str,
    name: str,
    properties: Mapping[str, Any],
    *,
    version_of: str = "",
    depends_on: Iterable[str] = (),
    **members: Any,
) -> Resource:
    """A resource; ``version_of`` names the type whose api-version applies, if not its own."""
    depending = list(depends_on)
    return {
        "type": resource_type,
        "apiVersion": api_version(version_of or resource_type),
        "name": name,
        **members,
        "properties": dict(properties),
        **({"dependsOn": depending} if depending else {}),
    }


def template(resources: Iterable[Resource]) -> Template:
    return {"$schema": _SCHEMA, "contentVersion": "1.0.0.0", "resources": list(resources)}


def reference(resource_id: str) -> dict[str, str]:
    return {"id": resource_id}
