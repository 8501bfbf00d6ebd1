from __future__ import annotations

from pathlib import Path

import pytest

from aro_rp.local.options import OptionRefused
from aro_rp.local.rest import read_body


def test_a_body_is_text_a_file_or_nothing(tmp_path: Path) -> None:
    file = tmp_path / "body.json"
    file.write_text('{"from": "file"}')
    assert read_body(None) is None
    assert read_body('{"a": 1}') == {"a": 1}
    assert read_body(f"@{file}") == {"from": "file"}


def test_a_body_that_is_not_an_object_is_refused() -> None:
    for text in ("{", "[1, 2]", "7"):
        with pytest.raises(OptionRefused):
            read_body(text)
