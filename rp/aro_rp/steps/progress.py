"""How far an operation is, told from its journal alone."""

from __future__ import annotations

from aro_api.internal.models import Journal, StepOutcome


def percent_complete(journal: Journal) -> int:
    """Whole percent of the operation, 0 to 100; it never falls while the operation goes on."""
    after = journal.percent_after or 100
    if journal.total <= 0:
        return journal.percent_before
    done = sum(record.outcome == StepOutcome.DONE for record in (journal.steps or {}).values())
    part = min(done, journal.total) / journal.total
    return int(journal.percent_before + (after - journal.percent_before) * part)


def running_step(journal: Journal) -> str:
    """Name of the step that is being worked on, or "" between plans."""
    running = [name for name, record in (journal.steps or {}).items() if not record.outcome]
    return running[-1] if running else ""
