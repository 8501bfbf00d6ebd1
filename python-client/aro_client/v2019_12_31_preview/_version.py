# Made by AutoRest from api-version 2019-12-31-preview, finished by aro-generate.
# Do not edit: change the spec and run `make generate-client`.
from .._version import VERSION

__all__ = ["VERSION"]
