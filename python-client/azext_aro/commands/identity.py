"""``az aro identity``."""

from __future__ import annotations

from azext_aro import identities
from azext_aro._generated import inputs
from azext_aro._generated.arguments import ARGUMENTS
from azext_aro.faults import InvalidValue, complain
from azext_aro.payload import Json
from azext_aro.rules import values
from azext_aro.rules.references import DISK_SET, Place, networks, typed
from azext_aro.session import Session

Given = inputs.IdentityCreateRequired | inputs.IdentityGetRequired


def create_required(session: Session, given: inputs.IdentityCreateRequired) -> list[Json]:
    """Makes the identities and role assignments, and gives the identities."""
    setting, wanted = required(session, given)
    return identities.create_all(session, setting, wanted)


def get_required(session: Session, given: inputs.IdentityGetRequired) -> list[str]:
    """The commands that would do the same, one a line with ``--output tsv``."""
    setting, wanted = required(session, given)
    return identities.command_lines(setting, wanted)


def required(session: Session, given: Given) -> tuple[identities.Setting, list[identities.Role]]:
    faults = values.broken(ARGUMENTS["aro identity create-required"], given)
    places, more = networks(
        Place(session.subscription, given.resource_group_name),
        given.master_subnet,
        given.worker_subnet,
        given.vnet,
        given.vnet_resource_group_name,
    )
    faults += more
    if given.disk_encryption_set:
        faults += typed("--disk-encryption-set", given.disk_encryption_set, DISK_SET)
    complain(faults)
    assert places is not None
    offered = session.clusters.versions(given.location)
    if given.version not in offered:
        raise InvalidValue(
            f"Version '{given.version}' is not on offer in {given.location}.",
            f"On offer: {', '.join(offered)}.",
        )
    found = identities.role_set(session.clusters.role_sets(given.location), given.version)
    setting = identities.surveyed(
        session, given.resource_group_name, given.location, places, given.disk_encryption_set
    )
    return setting, list(identities.read_roles(session, found))
