"""What a local cloud is told when it is built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aro_devcloud.faults import FaultRule

DEFAULT_SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
RP_SUBSCRIPTION = "00000000-0000-0000-0000-0000000000ff"
DEFAULT_TENANT = "00000000-0000-0000-0000-00000000000a"
LOCATIONS = (
    "eastus", "eastus2", "westus", "westus2", "westus3", "centralus", "northeurope", "westeurope",
    "uksouth", "australiaeast", "japaneast", "southeastasia",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lock:
    """A CanNotDelete lock on a scope: a subscription, a group or a resource id."""

    scope: str
    name: str = "lock"


@dataclass(frozen=True, slots=True)
class Withheld:
    """An action (``*`` stands for any text) that somebody may not do at a scope or below it.

    ``principal`` is an object id, an application id or the resource id of an identity; "" is
    everybody. The scope "" is everything.
    """

    action: str
    principal: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class SizeLimit:
    """What is wrong with a VM size in every region.

    ``restricted`` is "Location" (the subscription may not use it), "Zone" (nor in ``zones``) or
    "". ``lacks`` are capabilities that it has not. With ``absent`` no region has it.
    """

    size: str
    absent: bool = False
    restricted: str = ""
    zones: Sequence[str] = ()
    lacks: Sequence[str] = ()

    def __post_init__(self) -> None:
        """Raises ``ValueError`` for a restriction that nobody knows."""
        if self.restricted not in ("", "Location", "Zone"):
            raise ValueError(f"restricted is 'Location' or 'Zone', not '{self.restricted}'")


@dataclass(frozen=True, slots=True)
class CloudConfig:
    """A local cloud. Without ``data_dir`` it lives in memory.

    ``instant`` removes simulated waiting, ``pace`` scales it. ``applications`` (id -> secret) are
    known to the directory with exactly that secret; every other id with any secret is known unless
    ``open_directory`` is false. ``token_claims`` (by application id) are put into tokens; "" takes
    a claim out. With ``open_rights`` everybody may do everything but for what is ``withheld`` or
    denied; without, role assignments decide what the access check answers.

    ``quotas`` are limits by the name that usages have, of compute or network; ``sizes`` says what
    is wrong with VM sizes. New subscriptions have ``registered_features`` and all providers but
    the ``unregistered_providers``. ``failing_installs`` maps a cluster name to the log its
    installer fails with. ``installer_in_background`` false moves the installer one step for each
    look at it, for tests that own the time.
    """

    data_dir: Path | None = None
    subscriptions: Sequence[str] = (DEFAULT_SUBSCRIPTION,)
    rp_subscription: str = RP_SUBSCRIPTION
    tenant: str = DEFAULT_TENANT
    location: str = "eastus"
    locations: Sequence[str] = LOCATIONS
    domain: str = "eastus.aroapp.io"
    rp_resource_group: str = "aro-rp"
    oidc_storage_account: str = "arolocaloidc"
    rp_url: str = ""
    register_provider: bool = True
    instant: bool = False
    pace: float = 1.0
    applications: Mapping[str, str] = field(default_factory=dict)
    open_directory: bool = True
    open_rights: bool = True
    withheld: Sequence[Withheld] = ()
    token_claims: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    token_lifetime_s: int = 3599
    faults: Sequence[FaultRule] = ()
    locks: Sequence[Lock] = ()
    quotas: Mapping[str, int] = field(default_factory=dict)
    sizes: Sequence[SizeLimit] = ()
    registered_features: Sequence[str] = ("Microsoft.Compute/EncryptionAtHost",)
    unregistered_providers: Sequence[str] = ()
    failing_installs: Mapping[str, str] = field(default_factory=dict)
    installer_in_background: bool = True
    install_seconds: float = 6.0
    remembered_calls: int = 1000

    def seconds(self, simulated: float) -> float:
        """How long something simulated takes here."""
        return 0.0 if self.instant else simulated * self.pace
