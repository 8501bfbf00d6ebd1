"""The cluster's own identity and its platform workload identities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError, Problem
from aro_rp.validate.dynamic.access import Access, Need, needs_of, unmet
from aro_rp.validate.dynamic.facts import Credential, Identities

AUDIENCE = "openshift"
_ALL = "properties.PlatformWorkloadIdentityProfile.PlatformWorkloadIdentities"  # upstream's letters
_ONE = "properties.platformWorkloadIdentityProfile.platformWorkloadIdentities"


def identity_needs(facts: Identities) -> Iterator[Need]:
    """What the cluster's identity must be able to do with the others."""
    actions = facts.definitions.get(facts.federation_role.lower(), ())
    for resource in facts.resources.values():
        code = Code.INVALID_PLATFORM_WORKLOAD_IDENTITY
        yield from needs_of([facts.cluster], resource, actions, "identity", code)


def identity_problems(facts: Identities, access: Access, *, creates: bool) -> Iterator[Problem]:
    """Raises ``ArmError`` 500 for a role that allows nothing: the role sets are ours."""
    for role, actions in facts.definitions.items():
        if not actions:
            message = f"The role definition '{role}' has no permissions."
            raise ArmError.of(500, Code.INTERNAL_SERVER_ERROR, message)
    yield from unmet(identity_needs(facts), access)
    if facts.required != set(facts.resources):
        message = (
            f"The platform workload identities must be exactly: {', '.join(sorted(facts.required))}"
            f". Given are: {', '.join(sorted(facts.resources))}."
        )
        yield Problem(Code.PLATFORM_WORKLOAD_IDENTITY_MISMATCH, message, _ALL)
    for operator, credentials in facts.credentials.items():
        yield from _credential_problems(facts, operator, credentials, creates)


def _credential_problems(
    facts: Identities, operator: str, credentials: Sequence[Credential], creates: bool
) -> Iterator[Problem]:
    """A create tolerates what an earlier try of the same create made (H2); upstream does not."""
    for one in credentials:
        ours = list(one.audiences) == [AUDIENCE] and one.issuer == facts.issuer != ""
        if ours and (not creates or one.name in facts.own):
            continue
        message = (
            f"The platform workload identity '{operator}' ({facts.resources[operator]}) has the "
            f"federated credential '{one.name}', which is not this cluster's. Remove it, or use "
            "another identity."
        )
        code = Code.PLATFORM_WORKLOAD_IDENTITY_CONTAINS_INVALID_CREDENTIAL
        yield Problem(code, message, f"{_ONE}.{operator}.resourceId")
