"""Every example on the pages of docs/cli is typed into the real `az`, in an order that fits."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = re.compile(r"^(?P<title>\S.*\.)\n\n```sh\n(?P<line>az .+)\n```$", re.MULTILINE)
FENCE = re.compile(r"^```\w+$", re.MULTILINE)
PAGES = {page.stem: page.read_text() for page in (ROOT / "docs" / "cli").glob("aro-*.md")}
EXAMPLES = {
    (page, found["title"]): found["line"]
    for page, text in PAGES.items()
    for found in EXAMPLE.finditer(text)
}
GROUP, NAMES = "MyResourceGroup", ("MyVnet", "MyMasterSubnet", "MyWorkerSubnet")

WITH_A_SERVICE_PRINCIPAL = [
    ("aro-get-versions", "List the versions of a region."),
    ("aro-get-versions", "List them as a table."),
    ("aro-validate", "Check networks and permissions."),
    ("aro-validate", "Check for a version and address ranges."),
    ("aro-create", "Create a cluster with a new service principal."),
    ("aro-wait", "Wait for a cluster that is being created."),
    ("aro-list", "List the clusters of the subscription."),
    ("aro-list", "List the clusters of a resource group as a table."),
    ("aro-show", "Show a cluster."),
    ("aro-list-credentials", "Show the credentials."),
    ("aro-list-credentials", "Show them as a table."),
    ("aro-get-admin-kubeconfig", "Write it to the file named kubeconfig."),
    ("aro-update", "Give the cluster's application a new secret."),
    ("aro-update", "Let the cluster act under another service principal."),
    ("aro-delete", "Delete a cluster without asking."),
    ("aro-create", "Create a cluster with 5 workers and Red Hat's pull secret from a file."),
    ("aro-delete", "Delete a cluster without asking."),
    ("aro-create", "Create a private cluster."),
    ("aro-delete", "Delete a cluster without asking."),
]
WITH_MANAGED_IDENTITIES = [
    ("aro-identity-get-required", "Show them for a version."),
    ("aro-identity-create-required", "Create them for a version without asking."),
    (
        "aro-create",
        "Create a managed identity cluster with the identities that `az aro identity "
        "create-required` has made.",
    ),
    ("aro-update", "Prepare the identities for an upgrade."),
    ("aro-delete", "Delete a managed identity cluster, then its identities."),
    ("aro-create", "Create a managed identity cluster and the identities that it needs."),
    ("aro-delete", "Delete a managed identity cluster, then its identities."),
]


@pytest.fixture
def typed(our_az: Any, make_place: Any, tmp_path: Path) -> Callable[[list[tuple[str, str]]], None]:
    """Types examples in a folder with what they name: networks, and a pull secret."""
    make_place(our_az, GROUP, *NAMES)
    (tmp_path / "pull-secret.txt").write_text('{"auths": {}}\n')
    az = replace(our_az, folder=tmp_path)

    def typed(story: list[tuple[str, str]]) -> None:
        for example in story:
            az(*shlex.split(EXAMPLES[example])[1:])

    return typed


@pytest.mark.xdist_group("az-extension")
def test_the_examples_of_a_cluster_with_a_service_principal(typed: Any, tmp_path: Path) -> None:
    typed(WITH_A_SERVICE_PRINCIPAL)
    assert (tmp_path / "kubeconfig").exists()


@pytest.mark.xdist_group("az-extension-identities")
def test_the_examples_of_a_cluster_with_managed_identities(typed: Any) -> None:
    typed(WITH_MANAGED_IDENTITIES)


def test_every_example_of_every_page_has_its_place_in_a_story() -> None:
    assert set(EXAMPLES) == {*WITH_A_SERVICE_PRINCIPAL, *WITH_MANAGED_IDENTITIES}
    assert sum(len(FENCE.findall(text)) for text in PAGES.values()) == len(EXAMPLES)
    assert {page for page, _ in EXAMPLES} == set(PAGES)
