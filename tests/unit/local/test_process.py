from __future__ import annotations

from pathlib import Path

import pytest

from aro_rp.local.process import NotStarted, started


def test_a_stack_that_says_nothing_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    wanted = f"the stack on '{tmp_path}' did not answer in 0.001 s"
    with pytest.raises(NotStarted, match=wanted), started(tmp_path, patience_s=0.001):
        pass


def test_what_keeps_a_stack_from_starting_is_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(NotStarted, match="--cloud"), started(tmp_path, "--cloud"):
        pass
