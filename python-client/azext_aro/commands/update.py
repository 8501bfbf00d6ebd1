"""``az aro update``."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from azext_aro import directory, identities, roles
from azext_aro._generated import inputs, payloads
from azext_aro._generated.arguments import ARGUMENTS
from azext_aro.cluster import Cluster, read
from azext_aro.commands.preparation import place_of
from azext_aro.faults import AzureRefused, Fault, InvalidValue, complain
from azext_aro.networks import attached
from azext_aro.rules import combinations, references, values
from azext_aro.rules.references import Networks
from azext_aro.session import Session, api


def run(session: Session, given: inputs.Update) -> Any:
    """Sends what is to change; without flags the service brings the cluster in order again."""
    complain(wrong(given))
    group, name = given.resource_group_name, given.resource_name
    cluster = read(session.clusters.wire(session.clusters.get(group, name)))
    complain(unfit(given, cluster))
    adapted = of_identities if cluster.managed else of_principal
    asked = adapted(session, given, cluster)
    return session.clusters.update(group, name, payloads.changes(asked), wait=not given.no_wait)


def wrong(given: inputs.Update) -> list[Fault]:
    """What is wrong with the flags by themselves."""
    return [
        *values.broken(ARGUMENTS["aro update"], given),
        *combinations.of_update(given),
        *references.identities(given),
    ]


def unfit(given: inputs.Update, cluster: Cluster) -> list[Fault]:
    """Flags that are not for this kind of cluster."""
    of_managed = [
        ("--assign-platform-workload-identity", given.platform_workload_identities),
        ("--assign-cluster-identity", given.mi_user_assigned),
        ("--upgradeable-to", given.upgradeable_to),
    ]
    of_principals = [
        ("--client-id", given.client_id),
        ("--client-secret", given.client_secret),
        ("--refresh-credentials", given.refresh_cluster_credentials),
    ]
    has = "managed identities" if cluster.managed else "a service principal"
    return [
        InvalidValue(f"{flag}: the cluster has {has}.", f"Leave {flag} out.")
        for flag, value in (of_principals if cluster.managed else of_managed)
        if value
    ]


def of_principal(session: Session, given: inputs.Update, cluster: Cluster) -> inputs.Update:
    """New credentials, if asked for, and the roles that they need."""
    must = bool(given.client_id or given.client_secret or given.refresh_cluster_credentials)
    if given.refresh_cluster_credentials:
        made = directory.renew_secret(session, cluster.client_id, cluster.own_resource_group)
        renewed = None if made.client_id == cluster.client_id else made.client_id
        given = replace(given, client_id=renewed, client_secret=made.secret)
    try:
        give_roles(session, given.client_id or cluster.client_id, cluster, must=must)
    except AzureRefused as refused:
        if must:
            raise
        session.terminal.note(f"Roles were not looked after: {refused}")
    return given


def give_roles(session: Session, client_id: str, cluster: Cluster, *, must: bool) -> None:
    needed = [directory.rp_principal(session)]
    find = directory.ensure_principal if must else directory.find_principal
    client = find(session, client_id)
    needed += [client] if client else []
    found = attached(
        session.arm,
        cluster.vnet,
        cluster.subnets,
        cluster.disk_set or None,
        with_nsg=cluster.preconfigured_nsg,
    )
    roles.ensure(session, roles.wanted(session.subscription, needed, found), must=must)


def of_identities(session: Session, given: inputs.Update, cluster: Cluster) -> inputs.Update:
    """Identities by id; with only a version to upgrade to, those that are missing for it."""
    place = place_of(session, given.resource_group_name)
    if given.mi_user_assigned:
        given = replace(given, mi_user_assigned=place.identity(given.mi_user_assigned))
    if given.platform_workload_identities:
        pairs = [(name, place.identity(one)) for name, one in given.platform_workload_identities]
        return replace(given, platform_workload_identities=pairs)
    if not given.upgradeable_to:
        return given
    found = identities.role_set(session.clusters.role_sets(cluster.location), given.upgradeable_to)
    lacking = [one for one in found if one["operatorName"] not in cluster.workload]
    if not lacking:
        return given
    wanted = list(identities.read_roles(session, lacking))
    networks = Networks(cluster.vnet, cluster.master_subnet, cluster.worker_subnets[0])
    setting = identities.surveyed(
        session, place.group, cluster.location, networks, cluster.disk_set or None
    )
    own = session.arm.get(given.mi_user_assigned or cluster.identities[0], **api("identity"))
    made = identities.create_some(session, setting, wanted, identities.principal_of(own))
    pairs = [*cluster.workload.items(), *((name, str(one["id"])) for name, one in made.items())]
    return replace(given, platform_workload_identities=pairs)
