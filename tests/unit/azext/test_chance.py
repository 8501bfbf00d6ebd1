from __future__ import annotations

import uuid

from azext_aro.chance import SystemChance


def test_random_names_have_eight_characters_a_letter_first() -> None:
    for name in {SystemChance().letters() for _ in range(200)}:
        assert len(name) == 8
        assert name[0].isalpha()
        assert name.isalnum()
        assert name == name.lower()


def test_ids_differ() -> None:
    assert uuid.UUID(SystemChance().uuid()) != uuid.UUID(SystemChance().uuid())
