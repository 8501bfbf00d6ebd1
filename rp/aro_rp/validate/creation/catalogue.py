"""The order in which creation-time checks report: sizes, feature, quota, providers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aro_rp.arm.errors import Problem
from aro_rp.validate.creation.machines import Machines, encrypting
from aro_rp.validate.creation.quota import Usage, quota_problems
from aro_rp.validate.creation.registration import feature_problems, provider_problems
from aro_rp.validate.creation.sizes import Sizes, size_problems


@dataclass(frozen=True, slots=True)
class Offer:
    """What a region offers a subscription at the moment.

    ``feature`` is the state of encryption at host, asked for only when it is wanted; ``usages``
    are those of compute, then of the network; ``providers`` are registration states by namespace.
    """

    location: str
    sizes: Sizes
    usages: Sequence[Usage]
    providers: Mapping[str, str]
    feature: str = ""


def problems(machines: Sequence[Machines], offer: Offer) -> tuple[Problem, ...]:
    """Every problem, the one that upstream would name first on top.

    Raises ``ArmError`` 500 when Azure's answer cannot be judged.
    """
    sizes = tuple(size_problems(machines, offer.sizes, offer.location))
    encrypts = None if sizes and not offer.feature else encrypting(machines)
    return (
        *sizes,
        *(feature_problems(encrypts, offer.feature) if encrypts else ()),
        *quota_problems(machines, offer.usages),
        *provider_problems(offer.providers),
    )
