"""`az aro`: manage Azure Red Hat OpenShift clusters.

The tool asks for ``COMMAND_LOADER_CLS``; it is made on demand, so that all that needs no ``az`` can
be imported without it.
"""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    if name == "COMMAND_LOADER_CLS":
        from azext_aro.loader import AroCommandsLoader

        return AroCommandsLoader
    raise AttributeError(name)
