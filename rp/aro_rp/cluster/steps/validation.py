"""Dynamic validation: changes nothing, and says everything that is wrong at once."""

from __future__ import annotations

from aro_rp.arm.errors import ArmError, all_in_one, raise_any
from aro_rp.azure.errors import is_authorization_error
from aro_rp.cluster.context import ClusterContext
from aro_rp.cluster.facts.reading import ask_access, read_facts
from aro_rp.validate.dynamic.catalogue import may_be_cured, needs, problems


class RightsMissing(ArmError):
    """Somebody lacks rights, which may still be on their way through Azure."""


async def validate_resources(ctx: ClusterContext) -> None:
    """Raises ``RightsMissing`` when another look may say otherwise, else a plain ``ArmError``."""
    facts = await read_facts(ctx)
    found = problems(facts, await ask_access(ctx, needs(facts)))
    if may_be_cured(found):
        raise RightsMissing(400, all_in_one(found))
    raise_any(found)


def may_be_granted_yet(error: BaseException) -> bool:
    """Whether it is worth while to look again."""
    return isinstance(error, RightsMissing) or is_authorization_error(error)
