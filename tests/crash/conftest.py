"""Plans with trouble in them, and what an operation leaves behind, whatever happened to it."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from aro_api.internal.models import OpenShiftClusterDocument
from aro_rp.arm.errors import ArmError
from aro_rp.backend.remains import NotedStore, differences, in_clear, leaves
from aro_rp.cluster.graph import graph_keys, open_graph
from aro_rp.cluster.oidc import keys_blob
from aro_rp.cluster.rehearsal import INSTALLED_SECRETS, is_signed, load_key, modulus
from aro_rp.database.transfer import export_documents
from aro_rp.steps import Action, Condition

PlanFor = Callable[[OpenShiftClusterDocument], Any]


def with_step(plan_for: PlanFor, name: str, changed: Callable[[Any], Any]) -> PlanFor:
    """The plans with another step in the place of one."""

    def plan(doc: OpenShiftClusterDocument) -> Any:
        real = plan_for(doc)
        steps = [changed(step) if step.name == name else step for step in real.steps]
        return replace(real, steps=tuple(steps))

    return plan


def fails(step: Any) -> Any:
    work = step.holds if isinstance(step, Condition) else step.run

    async def work_and_fail(ctx: Any) -> None:
        await work(ctx)
        raise ArmError.of(400, "QuotaExceeded", "No cores left.")

    return Action(step.name, work_and_fail)


def is_canceled_in(step: Any) -> Any:
    async def work(ctx: Any) -> None:
        await step.run(ctx)
        await ctx.patch(wish)

    async def holds(ctx: Any) -> bool:
        answer = await step.holds(ctx)
        await ctx.patch(wish)
        return bool(answer)

    return replace(step, **({"holds": holds} if isinstance(step, Condition) else {"run": work}))


def wish(doc: OpenShiftClusterDocument) -> None:
    doc.canceled_operation_id = doc.async_operation_id


@dataclass(frozen=True)
class Troubled:
    """Plans that do not go well."""

    def failing_at(self, plan_for: PlanFor, name: str) -> PlanFor:
        """This step fails after its work was done."""
        return with_step(plan_for, name, fails)

    def canceled_at(self, plan_for: PlanFor, name: str) -> PlanFor:
        """Somebody cancels the operation while this step does its work."""
        return with_step(plan_for, name, is_canceled_in)

    def cancel(self, doc: OpenShiftClusterDocument) -> None:
        wish(doc)


@pytest.fixture(scope="session")
def troubled() -> Troubled:
    return Troubled()


async def remains(region: Any) -> dict[str, str]:
    """Everything that is there, leaf by leaf: path to value."""
    cloud, store = region.cloud, region.stage.store
    assert isinstance(store, NotedStore)
    for one in cloud.store.of_type("Microsoft.Network/publicIPAddresses"):
        store.names[one.properties["ipAddress"]] = f"address of {store.renamed(one.name)}"
    lines = io.BytesIO()
    await export_documents(store, lines)
    entries = [orjson.loads(line) for line in lines.getvalue().splitlines()]
    found: dict[str, Any] = {
        "group": dict(cloud.scopes.groups.items()),
        "resource": {one.id: one.as_record() for one in cloud.store.everything()},
        "blob": {key: blob(record) for key, record in cloud.records.table("blobs").items()},
        "install": dict(cloud.records.table("installs").items()),
        "document": {
            f"{entry['container']} {entry['document']['id']}": in_clear(
                entry["document"], region.stage.cipher
            )
            for entry in entries
        },
    }
    renamed = store.renamed(orjson.dumps(found).decode())
    return dict(leaves(orjson.loads(renamed)))


def blob(record: dict[str, Any]) -> dict[str, Any]:
    content = base64.b64decode(record["content"])
    try:
        return {**record, "content": orjson.loads(content)}
    except orjson.JSONDecodeError:
        return {**record, "content": len(content)}


TIMES = (
    "created|changed|modified|timestamp|timeCreated|createdOn|updatedOn|power_since"
    "|(creation|deletion|start|end|lastModified)Time"
)
CHANCE = (
    "etag|operation|correlationId|vmId|uniqueId|macAddress|linkIdentifier|kubeadminPassword"
    "|keys \\[\\d\\]"
)
KEYS = (
    "sshKey|boundServiceAccountSigningKey|certificate-authority-data|client-certificate-data"
    "|client-key-data|kid|n"
)
RUN_DEPENDENT = re.compile(f" > ({TIMES}|{CHANCE}|{KEYS})$|/(aro/graph|ignition/.*) > content$")
"""Paths of values that say when, or by which chance, something was made; all others count."""


async def misfits(region: Any, doc: OpenShiftClusterDocument) -> list[str]:
    """Keys and secrets of a finished cluster that are not those which the cloud was given."""
    found = await region.stage.find(doc)
    if found is None:
        return []
    properties, blobs = found.open_shift_cluster.properties, region.cloud.blobs
    sealed = blobs.find(f"cluster{properties.storage_suffix}", "aro", "graph")
    missing = [name for name in INSTALLED_SECRETS if getattr(properties, name) is None]
    if sealed is None or missing:
        return [f"the cluster has no {', '.join(missing) or 'install graph'}"]
    unseal = region.stage.cipher.unseal
    secrets = {name: getattr(properties, name).reveal(unseal) for name in INSTALLED_SECRETS}
    graph = open_graph(sealed.content, graph_keys([region.key], doc.id))
    wrong = [name for name in INSTALLED_SECRETS[:3] if not is_signed(secrets[name], graph)]
    if secrets["admin_kubeconfig"] != graph.admin_kubeconfig():
        wrong.append("admin_kubeconfig")
    if secrets["kubeadmin_password"] != graph.kubeadmin_password():
        wrong.append("kubeadmin_password")
    signing = properties.cluster_profile.bound_service_account_signing_key
    if signing is not None and not is_published(signing.reveal(unseal), region, doc.id):
        wrong.append("boundServiceAccountSigningKey")
    return [f"{name} is not what the cloud was given" for name in wrong]


def is_published(pem: str, region: Any, document_id: str) -> bool:
    settings, key = region.settings, load_key(pem.encode())
    name = keys_blob(settings.rp_tenant, document_id)
    published = region.cloud.blobs.find(settings.oidc_storage_account, "$web", name)
    assert isinstance(key, RSAPrivateKey)
    return published is not None and modulus(key) in published.content.decode()


@dataclass(frozen=True)
class Ends:
    """Reads what is left in a region: a cloud, a store, the keys of both."""

    async def remains(self, region: Any) -> dict[str, str]:
        return await remains(region)

    async def misfits(self, region: Any, doc: OpenShiftClusterDocument) -> list[str]:
        return await misfits(region, doc)

    def differences(self, before: dict[str, str], after: dict[str, str]) -> list[str]:
        return differences(before, after, RUN_DEPENDENT)


@pytest.fixture(scope="session")
def ends() -> Ends:
    return Ends()
