# Made by AutoRest from api-version 2022-04-01, finished by aro-generate.
# Do not edit: change the spec and run `make generate-client`.
from .._version import VERSION

__all__ = ["VERSION"]
