"""What ``create`` and ``validate`` do before anything else."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Protocol

from azext_aro import checks, directory, ids
from azext_aro.faults import Fault, FileTrouble, InvalidValue, complain
from azext_aro.report import Row
from azext_aro.rules.combinations import Identified
from azext_aro.rules.references import DISK_SET, Networks, Place, identities, networks, typed
from azext_aro.rules.values import pull_secret
from azext_aro.session import Session, api


class NewCluster(Identified, Protocol):
    """What both commands ask about a cluster that is to be."""

    @property
    def resource_group_name(self) -> str: ...
    @property
    def location(self) -> str | None: ...
    @property
    def master_subnet(self) -> str: ...
    @property
    def worker_subnet(self) -> str: ...
    @property
    def vnet(self) -> str | None: ...
    @property
    def vnet_resource_group_name(self) -> str | None: ...
    @property
    def pod_cidr(self) -> str: ...
    @property
    def service_cidr(self) -> str: ...
    @property
    def enable_preconfigured_nsg(self) -> bool: ...
    @property
    def disk_encryption_set(self) -> str | None: ...
    @property
    def cluster_resource_group(self) -> str | None: ...


def place_of(session: Session, group: str) -> Place:
    return Place(session.subscription, group)


def resolved(session: Session, given: NewCluster, found: list[Fault]) -> Networks:
    """The networks by id; raises everything that was found to be wrong with the flags."""
    made, faults = networks(
        place_of(session, given.resource_group_name),
        given.master_subnet,
        given.worker_subnet,
        given.vnet,
        given.vnet_resource_group_name,
    )
    faults = [*found, *faults]
    if given.disk_encryption_set:
        faults += typed("--disk-encryption-set", given.disk_encryption_set, DISK_SET)
    faults += identities(given)
    complain(faults)
    assert made is not None
    return made


def located(session: Session, given: NewCluster) -> str:
    """The region asked for, else that of the resource group."""
    if given.location:
        return given.location
    path = ids.group_id(session.subscription, given.resource_group_name)
    found = session.arm.find(path, **api("groups"))
    if found is None:
        raise InvalidValue(
            f"The resource group '{given.resource_group_name}' does not exist.",
            "`az group create --name NAME --location LOCATION` makes one.",
        )
    return str(found["location"])


def principals(session: Session, given: NewCluster) -> tuple[str, ...]:
    """The service principals that need roles: none with managed identities."""
    if given.enable_managed_identity:
        return ()
    found = [directory.rp_principal(session)]
    if given.client_id:
        client = directory.find_principal(session, given.client_id)
        found += [client] if client else []
    return tuple(found)


def examined(
    session: Session, given: NewCluster, places: Networks, location: str
) -> tuple[checks.Subject, list[Row]]:
    checks.must_not_exist(session, given.cluster_resource_group)
    checks.must_be_readable(session, given.disk_encryption_set)
    subject = checks.Subject(
        networks=places,
        location=location,
        pod_cidr=given.pod_cidr,
        service_cidr=given.service_cidr,
        version=given.version,
        preconfigured_nsg=given.enable_preconfigured_nsg,
        disk_set=given.disk_encryption_set,
        principals=principals(session, given),
    )
    return subject, checks.examine(session, subject)


def secret_text(given: str | None) -> str | None:
    """The pull secret from the text or the file that was given."""
    if not given:
        return None
    text = given
    if not given.lstrip().startswith("{"):
        text = read_file(given)
    if wrong := pull_secret(text):
        raise InvalidValue(
            f"The value of --pull-secret {wrong}.",
            "Download it from https://console.redhat.com/openshift/install/azure/aro-provisioned.",
        )
    return text.rstrip("\r\n")


def read_file(name: str) -> str:
    path = Path(name)
    try:
        return path.read_text("utf-8") if path.is_file() else name
    except (OSError, ValueError) as problem:
        if isinstance(problem, OSError) and problem.errno in (None, errno.ENAMETOOLONG):
            return name
        raise FileTrouble(
            f"The file '{name}' of --pull-secret cannot be read: {problem}",
            "Give another file, or the text itself.",
        ) from problem
