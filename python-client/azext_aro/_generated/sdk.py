"""The SDK of api-version 2025-07-25, as the wheel carries it. Generated; do not edit."""

from azext_aro.vendored.aro_client.v2025_07_25 import AzureRedHatOpenShiftClient

__all__ = ["AzureRedHatOpenShiftClient"]
