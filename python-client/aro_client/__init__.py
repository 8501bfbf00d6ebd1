# Made by aro-generate from the api-versions in api-specs. Do not edit: run `make generate-client`.
"""Azure Red Hat OpenShift: every api-version, the newest unless told."""

from ._client import AzureRedHatOpenShiftClient
from ._version import VERSION
from ._versions import API_VERSIONS
from ._versions import DEFAULT_API_VERSION

__version__ = VERSION

__all__ = ["API_VERSIONS", "DEFAULT_API_VERSION", "AzureRedHatOpenShiftClient"]
