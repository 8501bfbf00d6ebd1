"""``az aro validate``."""

from __future__ import annotations

from azext_aro import checks
from azext_aro._generated import inputs
from azext_aro._generated.arguments import ARGUMENTS
from azext_aro.commands.preparation import examined, located, resolved
from azext_aro.rules import combinations, values
from azext_aro.session import Session


def run(session: Session, given: inputs.Validate) -> None:
    """Tells what ``create`` would find; errors end it."""
    faults = [
        *values.broken(ARGUMENTS["aro validate"], given),
        *combinations.of_new_cluster(given),
    ]
    places = resolved(session, given, faults)
    _, rows = examined(session, given, places, located(session, given))
    checks.judge(session, rows, warnings_as_text=False)
