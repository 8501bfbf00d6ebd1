"""What the user sees beside the result, with stand-ins for the parts of `az` that are asked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

STAND_INS = {
    "knack/log.py": "import logging\n\nget_logger = logging.getLogger\n",
    "azure/cli/core/commands/client_factory.py": "get_subscription_id = None\n",
}


def test_a_percent_sign_is_shown_as_it_is(tmp_path: Path) -> None:
    for name, text in STAND_INS.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text)
    code = "from azext_aro.edge.session import AzTerminal; AzTerminal(None).warn('%s: 50% are')"
    folders = [str(tmp_path), str(Path(__file__).parents[3] / "python-client")]
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(folders)},
        capture_output=True,
        text=True,
    )
    assert done.stderr == "%s: 50% are\n"
