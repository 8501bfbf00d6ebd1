"""What would make an installation fail, found before it begins."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from azext_aro import ids, permissions, roles
from azext_aro.faults import AzureRefused, InvalidValue, NotAllowed, Refused
from azext_aro.networks import Attached, Subnet, attached, find_subnet
from azext_aro.report import ERROR, WARNING, Row, fitted, lines
from azext_aro.rules.references import Networks
from azext_aro.session import Session, api

SMALLEST_POD_PREFIX = 18
SMALLEST_SERVICE_PREFIX = 22
FIX = "Mend what is named above, then try again. `az aro validate` repeats the checks."


@dataclass(frozen=True, slots=True)
class Subject:
    """The cluster that is to be, as far as checks care."""

    networks: Networks
    location: str
    pod_cidr: str
    service_cidr: str
    version: str | None
    preconfigured_nsg: bool
    disk_set: str | None
    principals: tuple[str, ...]


def examine(session: Session, subject: Subject) -> list[Row]:
    """All findings, in the order of the checks."""
    rows: list[Row] = []
    with session.terminal.progress("Checking the virtual network"):
        rows += of_vnet(session, subject.networks.vnet)
    subnets: list[Subnet] = []
    for key, place in (("master", subject.networks.master), ("worker", subject.networks.worker)):
        with session.terminal.progress(f"Checking the {key} subnet"):
            subnet = existing_subnet(session, f"--{key}-subnet", place)
            rows += of_subnet(session, key, subnet, preconfigured_nsg=subject.preconfigured_nsg)
            subnets.append(subnet)
    rows += of_ranges(subject, subnets)
    with session.terminal.progress("Checking role assignments"):
        rows += of_roles(session, subject)
    if subject.version:
        with session.terminal.progress("Checking the version"):
            rows += of_version(session, subject.version, subject.location)
    return rows


def surroundings(session: Session, subject: Subject) -> Attached:
    """What the cluster's principals need roles on."""
    networks = subject.networks
    return attached(
        session.arm,
        networks.vnet,
        (networks.master, networks.worker),
        subject.disk_set,
        with_nsg=subject.preconfigured_nsg,
    )


def of_vnet(session: Session, vnet: str) -> Iterator[Row]:
    if session.arm.find(vnet, **api("network")) is None:
        raise InvalidValue(
            f"The virtual network '{vnet}' does not exist.",
            "`az network vnet list --output table` shows those that do.",
        )
    for action in permissions.missing(session.arm, vnet, permissions.VNET_ACTIONS):
        yield Row("Permissions", "vnet", ERROR, f"You lack '{action}' on '{vnet}'.")


def existing_subnet(session: Session, flag: str, place: str) -> Subnet:
    found = find_subnet(session.arm, place)
    if found is None:
        raise InvalidValue(
            f"The subnet '{place}' of {flag} does not exist.",
            "`az network vnet subnet list --resource-group GROUP --vnet-name VNET --output table` "
            "shows those that do.",
        )
    return found


def of_subnet(
    session: Session, key: str, subnet: Subnet, *, preconfigured_nsg: bool
) -> Iterator[Row]:
    if subnet.route_table:
        actions = permissions.ROUTE_TABLE_ACTIONS
        for action in permissions.missing(session.arm, subnet.route_table, actions):
            text = f"You lack '{action}' on '{subnet.route_table}'."
            yield Row("Permissions", f"{key}_route_table", ERROR, text)
    if subnet.security_group and not preconfigured_nsg:
        text = (
            f"The subnet has the network security group '{subnet.security_group}'. Take it off, or "
            "keep it with --enable-preconfigured-nsg."
        )
        yield Row("Subnet", f"{key}_subnet {subnet.id.rpartition('/')[2]}", ERROR, text)


def of_ranges(subject: Subject, subnets: Sequence[Subnet]) -> Iterator[Row]:
    for name, given, least in (
        ("Pod CIDR", subject.pod_cidr, SMALLEST_POD_PREFIX),
        ("Service CIDR", subject.service_cidr, SMALLEST_SERVICE_PREFIX),
    ):
        if ipaddress.IPv4Network(given).prefixlen > least:
            text = f"{given} is too small: it must be /{least} or larger."
            yield Row("CIDR Range", f"{name} Capacity", ERROR, text)
    named = [("Pod CIDR", subject.pod_cidr), ("Service CIDR", subject.service_cidr)]
    for key, subnet in zip(("Master", "Worker"), subnets, strict=True):
        named += [(f"{key} Subnet CIDR", prefix) for prefix in subnet.prefixes]
    for (name, one), (other_name, other) in combinations(named, 2):
        if ipaddress.ip_network(one).overlaps(ipaddress.ip_network(other)):
            text = f"{name} {one} overlaps with {other_name} {other}."
            yield Row("CIDR Range", name, ERROR, text)


def of_roles(session: Session, subject: Subject) -> Iterator[Row]:
    found = surroundings(session, subject)
    for grant in roles.wanted(session.subscription, subject.principals, found):
        if not roles.exists(session.arm, grant):
            role = roles.ROLE_NAMES.get(roles.role_guid(grant.role), grant.role)
            text = f"The service principal '{grant.principal}' lacks the role {role} on it."
            yield Row("Resource Permissions", grant.scope, WARNING, text)


def of_version(session: Session, version: str, location: str) -> Iterator[Row]:
    offered = session.clusters.versions(location)
    if version not in offered:
        text = f"{version} is not on offer in {location}. On offer: {', '.join(offered)}."
        yield Row("OpenShift Version", version, ERROR, text)


def judge(session: Session, rows: Sequence[Row], *, warnings_as_text: bool) -> None:
    """Tells warnings; ``Refused`` with all of them when there are errors."""
    width = session.terminal.width
    if not rows:
        session.terminal.note("The checks found nothing wrong.")
    elif any(row.severity == ERROR for row in rows):
        raise Refused("The checks found errors:\n" + fitted(rows, width), FIX)
    elif warnings_as_text:
        for line in lines(rows):
            session.terminal.warn(f"{line} It will be added.")
    else:
        session.terminal.warn("The checks found warnings:\n" + fitted(rows, width))


def must_not_exist(session: Session, group: str | None) -> None:
    if not group:
        return
    path = ids.group_id(session.subscription, group)
    if session.arm.find(path, **api("groups")) is not None:
        raise InvalidValue(
            f"The resource group '{group}' of --cluster-resource-group exists already.",
            "Give the name of a group that does not exist: the service makes it, and deletes it.",
        )


def must_be_readable(session: Session, disk_set: str | None) -> None:
    if not disk_set:
        return
    try:
        session.arm.get(disk_set, **api("compute"))
    except AzureRefused as refused:
        raise InvalidValue(
            f"The disk encryption set '{disk_set}' cannot be read: {refused}",
            "Give the ID of one that exists and that you may read.",
        ) from refused


def must_be_registered(session: Session) -> None:
    path = f"/subscriptions/{session.subscription}/providers/Microsoft.RedHatOpenShift"
    state = session.arm.get(path, **api("providers")).get("registrationState")
    if str(state).lower() != "registered":
        raise NotAllowed(
            f"Microsoft.RedHatOpenShift is '{state}' in subscription '{session.subscription}'.",
            "`az provider register --namespace Microsoft.RedHatOpenShift --wait` registers it.",
        )
