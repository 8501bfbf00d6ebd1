"""``az aro delete``."""

from __future__ import annotations

from typing import Any

from azext_aro import directory, ids, permissions, roles
from azext_aro._generated import inputs
from azext_aro.cluster import Cluster, read
from azext_aro.faults import Absent, AzureRefused, InvalidValue, NotAllowed, complain
from azext_aro.networks import attached
from azext_aro.rules import combinations
from azext_aro.session import Session, api


def run(session: Session, given: inputs.Delete) -> Any:
    """Deletes the cluster; then its identities, if asked to."""
    complain(list(combinations.of_delete(given)))
    group, name = given.resource_group_name, given.resource_name
    found = read(session.clusters.wire(session.clusters.get(group, name)))
    if given.delete_identities:
        may_delete_identities(session, found)
        session.terminal.warn("These identities go after the cluster:")
        for identity in found.all_identities:
            session.terminal.warn(f"  {identity}")
    for line in () if given.delete_identities else leftovers(found):
        session.terminal.warn(line)
    help_the_service(session, found)
    poller = session.clusters.delete(group, name, wait=not given.no_wait)
    if not given.delete_identities:
        return poller
    session.clusters.finish(poller)
    for identity in found.all_identities:
        with session.terminal.progress(f"Deleting the identity {identity}"):
            session.arm.delete(identity, **api("identity"))
    return None


def may_delete_identities(session: Session, cluster: Cluster) -> None:
    if not cluster.managed:
        raise InvalidValue(
            f"--delete-identities: the cluster '{cluster.id}' has no managed identities.",
            "Leave --delete-identities out.",
        )
    action = permissions.DELETE_IDENTITY
    lacking = [
        identity
        for identity in cluster.all_identities
        if permissions.missing(session.arm, identity, [action])
    ]
    if lacking:
        raise NotAllowed(
            f"You lack '{action}' on: {', '.join(lacking)}",
            "Get the right, or leave --delete-identities out. Nothing was deleted.",
        )


def leftovers(cluster: Cluster) -> list[str]:
    """What a user can do about identities that stay."""
    lines = []
    for identity in cluster.all_identities:
        if (one := ids.parse(identity)) is not None:
            place = f"--resource-group {one.group} --subscription {one.subscription}"
            lines.append(f"  az identity delete --name {one.name} {place}")
    return ["The cluster's identities stay. To delete them afterwards:", *lines] if lines else []


def help_the_service(session: Session, cluster: Cluster) -> None:
    """Roles that the service needs to clean up, as far as they can be looked after."""
    try:
        service = directory.rp_principal(session)
        found = attached(
            session.arm,
            cluster.vnet,
            cluster.subnets,
            cluster.disk_set or None,
            with_nsg=False,
        )
        grants = roles.wanted(session.subscription, [service], found)
        roles.ensure(session, grants, must=False)
    except (Absent, AzureRefused) as problem:
        session.terminal.note(f"The service's roles were not looked after: {problem}")
