"""``az aro create``."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from azext_aro import checks, directory, identities, ids, roles
from azext_aro._generated import inputs, payloads
from azext_aro._generated.arguments import ARGUMENTS
from azext_aro.checks import Subject
from azext_aro.commands.preparation import (
    examined,
    located,
    place_of,
    resolved,
    secret_text,
)
from azext_aro.faults import Fault
from azext_aro.rules import combinations, values
from azext_aro.session import Session

NO_SECRET = (
    "Without --pull-secret the cluster gets no samples and no operators from Red Hat's registries."
)


def run(session: Session, given: inputs.Create) -> Any:
    """Checks everything, makes what is missing, and asks the service for the cluster."""
    places = resolved(session, given, wrong(given))
    secret = secret_text(given.pull_secret)
    if secret is None:
        session.terminal.warn(NO_SECRET)
    checks.must_be_registered(session)
    location = located(session, given)
    subject, rows = examined(session, given, places, location)
    checks.judge(session, rows, warnings_as_text=True)
    chosen = session.chance.letters()
    own_group = given.cluster_resource_group or f"aro-{chosen}"
    asked = replace(
        given,
        location=location,
        pull_secret=secret,
        domain=given.domain or chosen,
        cluster_resource_group=ids.group_id(session.subscription, own_group),
        master_subnet=places.master,
        worker_subnet=places.worker,
    )
    identified = with_identities if given.enable_managed_identity else with_principal
    asked = identified(session, asked, subject, own_group)
    return session.clusters.create(
        given.resource_group_name,
        given.resource_name,
        payloads.cluster(asked),
        wait=not given.no_wait,
    )


def wrong(given: inputs.Create) -> list[Fault]:
    """What is wrong with the flags by themselves."""
    return [
        *values.broken(ARGUMENTS["aro create"], given),
        *combinations.of_routing(given),
        *combinations.of_new_cluster(given),
    ]


def with_principal(
    session: Session, asked: inputs.Create, subject: Subject, own_group: str
) -> inputs.Create:
    """The cluster's application and its roles, made where they are missing."""
    if not asked.client_id:
        with session.terminal.progress("Creating the cluster's application"):
            made = directory.create_application(session, own_group)
        asked = replace(asked, client_id=made.client_id, client_secret=made.secret)
    assert asked.client_id is not None
    client = directory.ensure_principal(session, asked.client_id)
    needed = (client, directory.rp_principal(session))
    with session.terminal.progress("Assigning roles"):
        found = checks.surroundings(session, subject)
        roles.ensure(session, roles.wanted(session.subscription, needed, found), must=True)
    return asked


def with_identities(
    session: Session, asked: inputs.Create, subject: Subject, own_group: str
) -> inputs.Create:
    """The identities that were given by id, or all of them made."""
    place = place_of(session, asked.resource_group_name)
    if asked.mi_user_assigned and asked.platform_workload_identities:
        pairs = [(name, place.identity(one)) for name, one in asked.platform_workload_identities]
        cluster = place.identity(asked.mi_user_assigned)
        return replace(asked, mi_user_assigned=cluster, platform_workload_identities=pairs)
    assert asked.version is not None
    found = identities.role_set(session.clusters.role_sets(subject.location), asked.version)
    wanted = list(identities.read_roles(session, found))
    setting = identities.surveyed(
        session, place.group, subject.location, subject.networks, subject.disk_set
    )
    first, *others = identities.create_all(session, setting, wanted)
    operators = [one.operator for one in wanted]
    pairs = [(name, str(one["id"])) for name, one in zip(operators, others, strict=True)]
    return replace(asked, mi_user_assigned=str(first["id"]), platform_workload_identities=pairs)
