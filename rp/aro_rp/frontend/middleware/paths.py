"""Path parameter checks (frontend.md 2.1), in their order; the first failure is the reply."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.frontend.config import FrontendConfig

Check = Callable[[str], bool]

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NAME = re.compile(r"[-a-z0-9_().]{0,89}[-a-z0-9_()]")


class PathChecks:
    """Looks at lower-cased path parameters; a name without a rule passes."""

    def __init__(self, config: FrontendConfig) -> None:
        namespace = config.namespace.lower()
        resource_type, location = config.resource_type.lower(), config.location.lower()
        self._rules: dict[str, tuple[Check, Code, str]] = {
            "subscriptionId": (
                _matches(_UUID),
                Code.INVALID_SUBSCRIPTION_ID,
                "The provided subscription identifier '{}' is malformed or invalid.",
            ),
            "resourceGroupName": (
                _matches(_NAME),
                Code.RESOURCE_GROUP_NOT_FOUND,
                "Resource group '{}' could not be found.",
            ),
            "resourceProviderNamespace": (
                namespace.__eq__,
                Code.INVALID_RESOURCE_NAMESPACE,
                "The resource namespace '{}' is invalid.",
            ),
            "resourceType": (
                resource_type.__eq__,
                Code.INVALID_RESOURCE_TYPE,
                "The resource type '{}' could not be found in the namespace '" + namespace + "'.",
            ),
            "resourceName": (
                _matches(_NAME),
                Code.RESOURCE_NOT_FOUND,
                "The resource '{}' under resource type '"
                + f"{namespace}/{resource_type}"
                + "' was not found.",
            ),
            "location": (
                location.__eq__,
                Code.INVALID_LOCATION,
                "The provided location '{}' is malformed or invalid.",
            ),
            "operationId": (
                _matches(_UUID),
                Code.INVALID_OPERATION_ID,
                "The provided operation identifier '{}' is malformed or invalid.",
            ),
        }

    def covers(self, name: str) -> bool:
        return name in self._rules

    def compiled(self, names: tuple[str, ...]) -> tuple[tuple[int, Check], ...]:
        """The checks of a route: which parameter, and what must hold, in the order of 2.1."""
        return tuple(
            (names.index(name), rule[0]) for name, rule in self._rules.items() if name in names
        )

    def raise_first(self, parameters: Mapping[str, str]) -> None:
        """Raises ``ArmError`` 400 for the first parameter that does not hold."""
        for name, (holds, code, message) in self._rules.items():
            value = parameters.get(name)
            if value is not None and not holds(value):
                raise ArmError.of(400, code, message.format(value))


def _matches(pattern: re.Pattern[str]) -> Check:
    match = pattern.fullmatch
    return lambda value: match(value) is not None
