from __future__ import annotations

import io
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from aro_rp.local.options import OptionRefused
from aro_rp.local.rest import read_body, show


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


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (b'{"error":{"code":"No","message":"\xc3\xbc"}}\n',
         '{\n  "error": {\n    "code": "No",\n    "message": "\u00fc"\n  }\n}\n'),
        (b"plain\n", "plain\n"),
        (b"", ""),
    ],
)  # fmt: skip
def test_a_reply_is_shown_as_a_person_reads_it(content: bytes, shown: str) -> None:
    written = io.StringIO()
    show(httpx.Response(400, content=content), Console(file=written, width=20))
    assert written.getvalue() == shown
