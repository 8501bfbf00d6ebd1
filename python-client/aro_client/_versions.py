# Made by aro-generate from the api-versions in api-specs. Do not edit: run `make generate-client`.
"""Which api-versions there are; a version's package is imported when it is first asked for."""

from importlib import import_module
from typing import Any

API_VERSIONS: dict[str, str] = {
    "2019-12-31-preview": "v2019_12_31_preview",
    "2020-04-30": "v2020_04_30",
    "2021-09-01-preview": "v2021_09_01_preview",
    "2022-04-01": "v2022_04_01",
    "2022-09-04": "v2022_09_04",
    "2023-04-01": "v2023_04_01",
    "2023-07-01-preview": "v2023_07_01_preview",
    "2023-09-04": "v2023_09_04",
    "2023-11-22": "v2023_11_22",
    "2024-08-12-preview": "v2024_08_12_preview",
    "2025-07-25": "v2025_07_25",
}
DEFAULT_API_VERSION = "2025-07-25"


def load(api_version: str, *inside: str) -> Any:
    """The package of an api-version, or a module inside it; ValueError when there is none."""
    if api_version not in API_VERSIONS:
        known = ", ".join(API_VERSIONS)
        raise ValueError(f"API version {api_version} is not available; there are {known}")
    return import_module(".".join((__package__, API_VERSIONS[api_version], *inside)))
