"""What the directory gives applications."""

from __future__ import annotations

from aro_devcloud.applications import Applications
from aro_devcloud.clock import SystemClock
from aro_devcloud.config import CloudConfig
from aro_devcloud.records import Records
from aro_devcloud.testing import CountingIds


def test_no_secret_begins_like_an_option_of_a_command_line() -> None:
    """`az login --password -x…` is refused, and shells read ~x as a folder."""
    applications = Applications(CloudConfig(), Records(None), SystemClock(), CountingIds())
    record = applications.register({"displayName": "mine"})
    secrets = [applications.add_password(record, {})["secretText"] for _ in range(200)]
    assert all(secret[0].isalnum() and len(secret) == 40 for secret in secrets)
    assert any(set(secret) & set("~._-") for secret in secrets)
