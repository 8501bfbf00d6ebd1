"""Preview features and resource providers that a cluster cannot do without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError, Problem
from aro_rp.validate.creation.machines import Machines

FEATURE = ("Microsoft.Compute", "EncryptionAtHost")
PROVIDERS = (
    "Microsoft.Authorization",
    "Microsoft.Compute",
    "Microsoft.Network",
    "Microsoft.Storage",
)
_REGISTERED = "registered"


def feature_problems(wanted: Machines, state: str) -> Iterator[Problem]:
    """``state`` is what Azure says of the feature; without one it is Azure's fault, not theirs."""
    name = "/".join(FEATURE)
    if not state:
        message = f"The registration state of the feature '{name}' is not known."
        raise ArmError.of(500, Code.INTERNAL_SERVER_ERROR, message)
    if state.lower() != _REGISTERED:
        message = f"The feature '{name}' is not registered for the subscription: it is '{state}'."
        yield Problem(Code.INVALID_PARAMETER, message, f"{wanted.where}.encryptionAtHost")


def provider_problems(states: Mapping[str, str]) -> Iterator[Problem]:
    """``states`` by namespace; one that Azure does not know is absent."""
    for provider in PROVIDERS:
        if states.get(provider, "").lower() != _REGISTERED:
            message = (
                f"The resource provider '{provider}' is not registered in the subscription. "
                f"Register it with: az provider register --namespace {provider}."
            )
            yield Problem(Code.RESOURCE_PROVIDER_NOT_REGISTERED, message)
