"""A small program stands in for `az`: what it was called with is a file beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from aro_rp.local.arm_client import LocalEndpoint
from aro_rp.local.azure_cli import AzMissing, AzRefused, AzureCli, find

ENDPOINT = ("https://127.0.0.1:1", "http://127.0.0.1:2", "tenant", "sub", "http://127.0.0.1:3")


def program(folder: Path, script: str) -> Path:
    path = folder / "az"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def endpoint(folder: Path) -> LocalEndpoint:
    arm, rp, tenant, subscription, proxy = ENDPOINT
    (folder / "ca.pem").write_text("local authority\n")
    return LocalEndpoint(arm, str(folder / "ca.pem"), rp, tenant, subscription, proxy)


@pytest.fixture
def azure(tmp_path: Path) -> AzureCli:
    said = (
        f'echo "$AZURE_CONFIG_DIR $*" >> {tmp_path}/calls; touch "$AZURE_CONFIG_DIR/clouds.config"'
    )
    return AzureCli(program(tmp_path / "tools", said), tmp_path / "az", endpoint(tmp_path))


def calls(azure: AzureCli) -> list[str]:
    lines = (azure.folder.parent / "calls").read_text().splitlines()
    prefix = f"{azure.folder}/config "
    assert all(line.startswith(prefix) for line in lines)
    return [" ".join(line.removeprefix(prefix).split()[:2]) for line in lines]


def test_signing_in_registers_the_cloud_logs_in_and_makes_it_active(azure: AzureCli) -> None:
    azure.sign_in({})
    assert calls(azure) == ["cloud register", "login --service-principal", "cloud set"]


def test_a_second_sign_in_has_nothing_to_do(azure: AzureCli) -> None:
    azure.sign_in({})
    azure.sign_in({})
    assert len(calls(azure)) == 3


def test_a_stack_at_another_port_is_signed_in_to_again(azure: AzureCli, tmp_path: Path) -> None:
    azure.sign_in({})
    moved = endpoint(tmp_path).__class__("https://127.0.0.1:9", *_rest(azure.endpoint))
    AzureCli(azure.program, azure.folder, moved).sign_in({})
    assert calls(azure)[3:] == ["cloud update", "login --service-principal", "cloud set"]


def _rest(found: LocalEndpoint) -> tuple[str, ...]:
    return tuple(getattr(found, name) for name in found.__slots__[1:])


def test_a_failed_sign_in_says_what_az_said_and_is_tried_again(tmp_path: Path) -> None:
    tool = program(tmp_path / "tools", "echo no such cloud >&2; exit 1")
    azure = AzureCli(tool, tmp_path / "az", endpoint(tmp_path))
    for _ in range(2):
        with pytest.raises(AzRefused, match="`az cloud register` failed: no such cloud"):
            azure.sign_in({})


def test_the_environment_names_everything_that_leads_to_the_local_cloud(azure: AzureCli) -> None:
    found = azure.environment({"PATH": "/usr/bin"})
    assert found["HTTPS_PROXY"] == found["https_proxy"] == "http://127.0.0.1:3"
    assert "127.0.0.1" in found["NO_PROXY"]
    assert found["AZURE_CONFIG_DIR"] == str(azure.folder / "config")
    assert found["PATH"] == f"{azure.folder}/bin:/usr/bin"


def test_an_az_that_is_on_the_search_path_stays_where_it_is(azure: AzureCli) -> None:
    path = str(azure.program.parent)
    assert azure.environment({"PATH": path})["PATH"] == path


def test_the_bundle_trusts_what_the_user_trusts_and_the_local_authority(
    azure: AzureCli, tmp_path: Path
) -> None:
    (tmp_path / "company.pem").write_text("company authority")
    azure.sign_in({"REQUESTS_CA_BUNDLE": str(tmp_path / "company.pem")})
    bundle = azure.folder / "ca-bundle.pem"
    assert bundle.read_text() == "company authority\nlocal authority\n"
    azure.sign_in({"REQUESTS_CA_BUNDLE": str(bundle)})
    assert bundle.read_text().count("local authority") == 1


def test_az_is_taken_from_the_search_path_first(tmp_path: Path) -> None:
    tool = program(tmp_path / "tools", "")
    program(tmp_path / "cache" / "2.91.0" / "bin", "")
    assert find({"PATH": str(tool.parent)}, tmp_path / "cache") == tool


def test_the_newest_az_of_the_cache_comes_next(tmp_path: Path) -> None:
    for version in ("2.9.0", "2.91.0", "2.89.1"):
        program(tmp_path / "cache" / version / "bin", "")
    assert find({"PATH": ""}, tmp_path / "cache").parts[-3] == "2.91.0"


def test_without_az_a_sentence_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(AzMissing, match="`make az`"):
        find({"PATH": ""}, tmp_path)
