from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from azext_aro._generated import inputs
from azext_aro.commands import reads
from azext_aro.faults import FileTrouble, Unexpected


def test_a_list_is_of_the_subscription_or_of_a_group(session: Any) -> None:
    session.clusters.found = {"a": {"id": "/g/a"}, "b": {"id": "/h/b"}}
    assert len(reads.clusters(session, inputs.List())) == 2
    assert reads.clusters(session, inputs.List("h")) == [{"id": "/h/b"}]


def test_a_kubeconfig_is_written_for_its_owner_alone(session: Any, tmp_path: Path) -> None:
    file = tmp_path / "kubeconfig"
    reads.kubeconfig(session, inputs.GetAdminKubeconfig("g", "n", str(file)))
    assert file.read_text() == "kube"
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_file_that_exists_is_left_alone(session: Any, tmp_path: Path) -> None:
    file = tmp_path / "kubeconfig"
    file.write_text("mine")
    with pytest.raises(FileTrouble, match="exists already"):
        reads.kubeconfig(session, inputs.GetAdminKubeconfig("g", "n", str(file)))
    assert file.read_text() == "mine"


def test_a_folder_that_is_not_there_is_told(session: Any, tmp_path: Path) -> None:
    with pytest.raises(FileTrouble, match="cannot be written"):
        reads.kubeconfig(session, inputs.GetAdminKubeconfig("g", "n", str(tmp_path / "a" / "b")))


def test_what_is_not_base64_is_no_kubeconfig(session: Any, tmp_path: Path) -> None:
    session.clusters.kubeconfig_text = "?"
    with pytest.raises(Unexpected):
        reads.kubeconfig(session, inputs.GetAdminKubeconfig("g", "n", str(tmp_path / "k")))
