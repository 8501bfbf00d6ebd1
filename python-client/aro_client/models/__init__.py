# Made by aro-generate from the api-versions in api-specs. Do not edit: run `make generate-client`.
"""The models of the newest api-version, 2025-07-25."""

from ..v2025_07_25.models import *
from ..v2025_07_25.models import __all__ as __all__
from ..v2025_07_25.models._patch import *
