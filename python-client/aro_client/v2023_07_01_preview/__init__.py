# Made by AutoRest from api-version 2023-07-01-preview, finished by aro-generate.
# Do not edit: change the spec and run `make generate-client`.
# pylint: disable=wrong-import-position

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._patch import *  # pylint: disable=unused-wildcard-import

from ._azure_red_hat_open_shift_client import AzureRedHatOpenShiftClient  # type: ignore

try:
    from ._patch import __all__ as _patch_all
    from ._patch import *
except ImportError:
    _patch_all = []
from ._patch import patch_sdk as _patch_sdk

__all__ = [
    "AzureRedHatOpenShiftClient",
]
__all__.extend([p for p in _patch_all if p not in __all__])  # pyright: ignore

_patch_sdk()
