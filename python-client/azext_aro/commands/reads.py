"""Commands that change nothing in Azure."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

from azext_aro._generated import inputs
from azext_aro.faults import FileTrouble, Unexpected
from azext_aro.session import Session

PRIVATE = 0o600


def clusters(session: Session, given: inputs.List) -> list[Any]:
    group = given.resource_group_name
    return list(session.clusters.of_group(group) if group else session.clusters.all())


def cluster(session: Session, given: inputs.Show | inputs.Wait) -> Any:
    return session.clusters.get(given.resource_group_name, given.resource_name)


def credentials(session: Session, given: inputs.ListCredentials) -> Any:
    return session.clusters.credentials(given.resource_group_name, given.resource_name)


def versions(session: Session, given: inputs.GetVersions) -> list[str]:
    return session.clusters.versions(given.location)


def kubeconfig(session: Session, given: inputs.GetAdminKubeconfig) -> None:
    """Writes the file for its owner alone; ``FileTrouble`` when it exists or cannot be written."""
    found = session.clusters.kubeconfig(given.resource_group_name, given.resource_name)
    try:
        content = base64.b64decode(found, validate=True)
    except ValueError as problem:
        raise Unexpected(
            "The service sent a kubeconfig that is not base64.", "Try again, then report it."
        ) from problem
    try:
        with open(given.file, "xb", opener=private) as file:
            file.write(content)
    except FileExistsError as problem:
        raise FileTrouble(
            f"The file '{given.file}' exists already.", "Give another one with --file."
        ) from problem
    except OSError as problem:
        raise FileTrouble(
            f"The file '{given.file}' cannot be written: {problem.strerror}",
            "Give another one with --file.",
        ) from problem
    session.terminal.note(f"Kubeconfig written to {Path(given.file).resolve()}.")


def private(path: str, flags: int) -> int:
    return os.open(path, flags, PRIVATE)
