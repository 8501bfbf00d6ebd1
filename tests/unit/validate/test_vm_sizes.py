"""The table of VM sizes as rules and quota checks read it (api-versions 7)."""

from __future__ import annotations

import pytest

from aro_rp.validate.vm_sizes import release_of, vm_size


def test_a_size_is_found_by_its_exact_name_whatever_it_is_for() -> None:
    small, plain = vm_size("Standard_D2s_v3"), vm_size("Standard_D8s_v3")
    assert small is not None
    assert plain is not None
    assert (small.family, small.cores, small.dev_worker_only) == ("standardDSv3Family", 2, True)
    assert (plain.master, plain.worker, plain.least) == (True, True, {})
    assert vm_size("standard_d8s_v3") is None


@pytest.mark.parametrize(
    ("name", "role", "version", "least"),
    [
        ("Standard_D8s_v6", "master", "4.18.99", "4.19.0"),
        ("Standard_D8s_v6", "master", "4.19.0", ""),
        ("Standard_D8s_v6", "worker", "4.9.0", "4.19.0"),
        ("Standard_D8s_v3", "worker", "4.0.0", ""),
        ("Standard_L8s_v4", "master", "4.0.0", ""),
        ("Standard_L8s_v4", "worker", "4.0.0", "4.19.0"),
    ],
)
def test_some_sizes_need_a_late_release_in_some_role(
    name: str, role: str, version: str, least: str
) -> None:
    size = vm_size(name)
    assert size is not None
    assert size.too_new_for(role, version) == least


@pytest.mark.parametrize(
    ("text", "release"),
    [("4.19.0", (4, 19, 0)), (" 4.19.10-rc.1 ", (4, 19, 10)), ("4.19", None), ("", None)],
)
def test_a_release_is_the_three_numbers_at_the_start(
    text: str, release: tuple[int, int, int] | None
) -> None:
    assert release_of(text) == release
