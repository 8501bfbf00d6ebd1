# Made by aro-generate from the api-versions in api-specs. Do not edit: run `make generate-client`.
"""The asynchronous client."""

from ._client import AzureRedHatOpenShiftClient

__all__ = ["AzureRedHatOpenShiftClient"]
