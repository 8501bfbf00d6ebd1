"""The identities of a managed identity cluster: which it needs, and how they are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from azext_aro import directory, ids, roles
from azext_aro.faults import InvalidValue
from azext_aro.networks import Subnet, find_subnet
from azext_aro.payload import Json
from azext_aro.roles import Grant
from azext_aro.rules.references import IDENTITY, Networks
from azext_aro.session import Session, api

CLUSTER_IDENTITY = "aro-cluster"
SERVICE_PRINCIPAL = ""
PREFIXES = (
    ("microsoft.compute/diskencryptionsets/", "disk_set"),
    ("microsoft.network/virtualnetworks/subnets/", "subnets"),
    ("microsoft.network/virtualnetworks/", "vnet"),
    ("microsoft.network/natgateways/", "nat_gateway"),
    ("microsoft.network/networksecuritygroups/", "security_group"),
    ("microsoft.network/routetables/", "route_table"),
)
ORDER = (
    "disk_set",
    "master_subnet",
    "nat_gateway",
    "security_group",
    "route_table",
    "vnet",
    "worker_subnet",
)


@dataclass(frozen=True, slots=True)
class Role:
    """What one operator needs: a role, and the kinds of things that it is for."""

    operator: str
    role: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """A role for an identity at a scope. No identity: the service's own principal."""

    identity: str
    role: str
    scope: str


@dataclass(frozen=True, slots=True)
class Setting:
    """Where identities are made and what they are for."""

    subscription: str
    group: str
    location: str
    scopes: Mapping[str, tuple[str, ...]]

    def identity(self, name: str) -> str:
        return ids.make(self.subscription, self.group, IDENTITY, name)


def scopes_of(actions: Iterable[str]) -> tuple[str, ...]:
    """The kinds of things that a role's actions are about. The network stands for its subnets."""
    kinds: set[str] = set()
    for action in actions:
        kind = next((kind for prefix, kind in PREFIXES if action.lower().startswith(prefix)), "")
        kinds |= {"master_subnet", "worker_subnet"} if kind == "subnets" else {kind}
    if "vnet" in kinds:
        kinds -= {"master_subnet", "worker_subnet"}
    return tuple(kind for kind in ORDER if kind in kinds)


def things(
    networks: Networks, disk_set: str | None, subnets: Sequence[Subnet]
) -> dict[str, tuple[str, ...]]:
    """The ids of each kind of thing; a kind without any is left out."""

    def each(found: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, found)))

    found = {
        "disk_set": each([disk_set or ""]),
        "master_subnet": (networks.master,),
        "worker_subnet": (networks.worker,),
        "vnet": (networks.vnet,),
        "nat_gateway": each(one.nat_gateway for one in subnets),
        "security_group": each(one.security_group for one in subnets),
        "route_table": each(one.route_table for one in subnets),
    }
    return {kind: values for kind, values in found.items() if values}


def role_set(sets: Iterable[Json], version: str) -> list[Json]:
    """The roles of the version's minor; ``InvalidValue`` when there is no such set."""
    minor = version.split(".")[:2]
    known = []
    for one in sets:
        properties = one.get("properties") or {}
        known.append(str(properties.get("openShiftVersion")))
        if known[-1].split(".")[:2] == minor:
            return list(properties.get("platformWorkloadIdentityRoles") or ())
    raise InvalidValue(
        f"Managed identities are not on offer for version '{version}'.",
        f"There are role sets for {', '.join(known) or 'no version'}.",
    )


def read_roles(session: Session, found: Iterable[Json]) -> Iterator[Role]:
    for one in found:
        role = ids.role_id(session.subscription, str(one["roleDefinitionId"]))
        here = ids.role_id(session.subscription, roles.role_guid(role))
        definition = session.arm.get(here, **api("authorization"))
        permissions = (definition.get("properties") or {}).get("permissions") or ()
        actions = [action for each in permissions for action in each.get("actions") or ()]
        yield Role(str(one["operatorName"]), role, scopes_of(actions))


def needs(setting: Setting, wanted: Iterable[Role]) -> Iterator[Need]:
    """What the operators need, in order, and the cluster's identity over theirs."""
    federated = ids.role_id(setting.subscription, roles.FEDERATED_CREDENTIAL)
    for one in wanted:
        for kind in one.scopes:
            for scope in setting.scopes.get(kind, ()):
                yield Need(one.operator, one.role, scope)
        yield Need(CLUSTER_IDENTITY, federated, setting.identity(one.operator))


def service_needs(setting: Setting) -> Iterator[Need]:
    """What the service's own principal needs: the service checks all of these."""
    attached = ("vnet", "nat_gateway", "security_group", "route_table")
    for role, kind in (*((roles.SERVICE, one) for one in attached), (roles.READER, "disk_set")):
        for scope in setting.scopes.get(kind, ()):
            yield Need(SERVICE_PRINCIPAL, ids.role_id(setting.subscription, role), scope)


def surveyed(
    session: Session, group: str, location: str, networks: Networks, disk_set: str | None
) -> Setting:
    """The setting with what is attached to the networks now."""
    subnets = [
        found
        for each in (networks.master, networks.worker)
        if (found := find_subnet(session.arm, each)) is not None
    ]
    return Setting(session.subscription, group, location, things(networks, disk_set, subnets))


def create_identity(session: Session, setting: Setting, name: str) -> Json:
    with session.terminal.progress(f"Creating the identity {name}"):
        body = {"location": setting.location}
        return session.arm.put(setting.identity(name), body, **api("identity"))


def principal_of(identity: Json) -> str:
    return str(identity["properties"]["principalId"])


def create_all(session: Session, setting: Setting, wanted: Sequence[Role]) -> list[Json]:
    """Makes every identity and role assignment; the cluster's identity comes first."""
    made = {CLUSTER_IDENTITY: create_identity(session, setting, CLUSTER_IDENTITY)}
    made |= create_some(session, setting, wanted, principal_of(made[CLUSTER_IDENTITY]))
    service = directory.rp_principal(session)
    grants = [Grant(service, need.role, need.scope) for need in service_needs(setting)]
    roles.ensure(session, grants, must=True)
    return list(made.values())


def create_some(
    session: Session, setting: Setting, wanted: Sequence[Role], cluster_principal: str
) -> dict[str, Json]:
    """Makes operators' identities with their roles, by operator."""
    made = {one.operator: create_identity(session, setting, one.operator) for one in wanted}
    principals = {name: principal_of(one) for name, one in made.items()}
    principals[CLUSTER_IDENTITY] = cluster_principal
    with session.terminal.progress("Assigning roles to identities"):
        grants = [
            Grant(principals[need.identity], need.role, need.scope)
            for need in needs(setting, wanted)
        ]
        roles.ensure(session, grants, must=True)
    return made


def command_lines(setting: Setting, wanted: Sequence[Role]) -> list[str]:
    """What ``create_all`` does, as commands for a shell."""
    group = setting.group
    lines = [
        f"az identity create --name {name} --resource-group {group} --location {setting.location}"
        for name in (CLUSTER_IDENTITY, *(one.operator for one in wanted))
    ]
    for need in (*needs(setting, wanted), *service_needs(setting)):
        if need.identity == SERVICE_PRINCIPAL:
            asked = f"az ad sp show --id {roles.RP_APPLICATION} --query id --output tsv"
        else:
            asked = (
                f"az identity show --name {need.identity} --resource-group {group} "
                "--query principalId --output tsv"
            )
        lines.append(
            f'az role assignment create --assignee-object-id "$({asked})" '
            f"--assignee-principal-type ServicePrincipal --role {need.role} --scope {need.scope}"
        )
    return lines
