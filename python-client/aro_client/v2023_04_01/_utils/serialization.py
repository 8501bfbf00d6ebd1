# Made by AutoRest from api-version 2023-04-01, finished by aro-generate.
# Do not edit: change the spec and run `make generate-client`.
"""One runtime for all api-versions."""

from ..._wire.deserializer import Deserializer
from ..._wire.model import Model
from ..._wire.serializer import Serializer

__all__ = ["Deserializer", "Model", "Serializer"]
