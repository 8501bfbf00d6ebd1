# Made by aro-generate from the api-versions in api-specs. Do not edit: run `make generate-client`.
"""Which api-versions there are; a version's package is imported when it is first asked for."""

from importlib import import_module
from typing import Any

API_VERSIONS: dict[str, str] = {
    "2020-04-30": "v2020_04_30",
    "2023-11-22": "v2023_11_22",
    "2025-07-25": "v2025_07_25",
}
DEFAULT_API_VERSION = "2025-07-25"


def load(api_version: str, *inside: str) -> Any:
    """The package of an api-version, or a module inside it; ValueError when there is none."""
    if api_version not in API_VERSIONS:
        known = ", ".join(API_VERSIONS)
        raise ValueError(f"API version {api_version} is not available; there are {known}")
    return import_module(".".join(("aro_client", API_VERSIONS[api_version], *inside)))
