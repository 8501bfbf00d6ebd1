"""Rules between flags: which need and which exclude each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from azext_aro._generated import inputs
from azext_aro.faults import Conflict, Fault, InvalidValue, MissingArgument
from azext_aro.rules.references import WithIdentities

MI, WI, CLUSTER = (
    "--enable-managed-identity",
    "--assign-platform-workload-identity",
    "--assign-cluster-identity",
)
ONE_KIND = (
    "A cluster acts either under a service principal (--client-id, --client-secret) or under "
    "managed identities (--enable-managed-identity)."
)


class Identified(WithIdentities, Protocol):
    """What ``create`` and ``validate`` both ask about identities."""

    @property
    def client_id(self) -> str | None: ...
    @property
    def client_secret(self) -> str | None: ...
    @property
    def version(self) -> str | None: ...
    @property
    def enable_managed_identity(self) -> bool: ...


def of_new_cluster(given: Identified) -> Iterator[Fault]:
    """What is wrong between the identity flags of a cluster that is to be."""
    if given.enable_managed_identity:
        yield from of_managed_identity(given)
    else:
        yield from of_service_principal(given)
    yield from repeated(given.platform_workload_identities)


def of_managed_identity(given: Identified) -> Iterator[Fault]:
    for flag, value in (
        ("--client-id", given.client_id),
        ("--client-secret", given.client_secret),
    ):
        if value:
            yield Conflict(f"{flag} cannot be used with {MI}.", ONE_KIND)
    workload, cluster = given.platform_workload_identities, given.mi_user_assigned
    if bool(workload) != bool(cluster):
        have, lack = (WI, CLUSTER) if workload else (CLUSTER, WI)
        yield MissingArgument(
            f"{have} needs {lack} as well.",
            "Give all identities of the cluster, or none to have them created.",
        )
    if not workload and not cluster and not given.version:
        yield MissingArgument(
            f"{MI} without identities needs --version.",
            "Which identities are created depends on the version: "
            "`az aro get-versions --location LOCATION` lists those on offer.",
        )


def of_service_principal(given: Identified) -> Iterator[Fault]:
    for flag, value in (
        (WI, given.platform_workload_identities),
        (CLUSTER, given.mi_user_assigned),
    ):
        if value:
            yield MissingArgument(f"{flag} needs {MI}.", ONE_KIND)
    yield from halves(given.client_id, given.client_secret)
    if given.client_secret and not given.client_id:
        yield MissingArgument(
            "--client-secret needs --client-id.", "Give both, or none to have them created."
        )


def halves(client_id: str | None, client_secret: str | None) -> Iterator[Fault]:
    if client_id and not client_secret:
        yield MissingArgument(
            "--client-id needs --client-secret.",
            "`az ad app credential reset --id CLIENT_ID` gives an application a new secret.",
        )


def repeated(pairs: list[tuple[str, str]] | None) -> Iterator[Fault]:
    names = [name for name, _ in pairs or ()]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield InvalidValue(
            f"{WI} names the operator '{name}' {names.count(name)} times.",
            "Give one identity for each operator.",
        )


def of_routing(given: inputs.Create) -> Iterator[Fault]:
    if (given.outbound_type or "").lower() == "userdefinedrouting":
        for flag, value in (
            ("--apiserver-visibility", given.apiserver_visibility),
            ("--ingress-visibility", given.ingress_visibility),
        ):
            if value.lower() != "private":
                yield InvalidValue(
                    f"--outbound-type UserDefinedRouting needs {flag} Private, not '{value}'.",
                    "Make both visibilities Private, or use --outbound-type Loadbalancer.",
                )


def of_update(given: inputs.Update) -> Iterator[Fault]:
    asked = [
        ("--client-id", bool(given.client_id)),
        ("--client-secret", bool(given.client_secret)),
        ("--refresh-credentials", given.refresh_cluster_credentials),
        (WI, bool(given.platform_workload_identities)),
        (CLUSTER, bool(given.mi_user_assigned)),
        ("--upgradeable-to", bool(given.upgradeable_to)),
    ]
    flags = [flag for flag, said in asked if said]
    of_principal = [flag for flag in flags if flag in PRINCIPAL]
    of_identity = [flag for flag in flags if flag not in PRINCIPAL]
    for flag in of_principal:
        for other in of_identity:
            yield Conflict(f"{flag} cannot be used with {other}.", ONE_KIND)
    if given.refresh_cluster_credentials:
        for flag in of_principal:
            if flag != "--refresh-credentials":
                yield Conflict(
                    f"{flag} cannot be used with --refresh-credentials.",
                    "Give credentials of your own, or have new ones made.",
                )
    yield from halves(given.client_id, given.client_secret)
    yield from repeated(given.platform_workload_identities)


PRINCIPAL = ("--client-id", "--client-secret", "--refresh-credentials")


def of_delete(given: inputs.Delete) -> Iterator[Fault]:
    if given.delete_identities and given.no_wait:
        yield Conflict(
            "--delete-identities cannot be used with --no-wait.",
            "Identities can go only after the cluster: leave one of the two out.",
        )
