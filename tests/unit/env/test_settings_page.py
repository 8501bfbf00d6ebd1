"""docs/settings.md names what the processes read, no more and no less."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from aro_rp.env import Access, Feature, Settings, SettingsError, local_settings

PAGE = (Path(__file__).parents[3] / "docs" / "settings.md").read_text()
NAMED = {
    name
    for line in PAGE.splitlines()
    if line.startswith("| `")
    for name in re.findall(r"`(\w+)`", line.split("|")[1])
}


class Asked(Mapping[str, str]):
    """An empty environment that remembers what was looked for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def test_the_page_names_every_variable_and_every_switch(tmp_path: Path) -> None:
    asked = Asked()
    with pytest.raises(SettingsError):
        Settings.from_environment(asked)
    every = local_settings("https://127.0.0.1:1", None, tmp_path, instant=True)
    every = replace(every, features=frozenset(Feature))
    with pytest.raises(SettingsError):
        Access.from_environment(asked, every)
    assert asked.names | {feature.value for feature in Feature} == NAMED
