# Made by aro-generate from the api-versions in api-specs. Do not edit: run `make generate-client`.
"""The operations of the newest api-version, 2025-07-25."""

from ..v2025_07_25.operations import *
from ..v2025_07_25.operations import __all__ as __all__
