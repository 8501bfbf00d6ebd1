"""Which authorizer decides over a request."""

from __future__ import annotations

from dataclasses import dataclass

from aro_rp.arm.codes import Code
from aro_rp.arm.errors import ArmError
from aro_rp.frontend.authentication.peer import EVERYBODY, Authorizer
from aro_rp.frontend.call import Call


@dataclass(frozen=True, slots=True)
class Authentication:
    """ARM's requests go by MISE or ARM's certificate, SREs' by the admin certificate only.

    ``mise`` set means MISE is asked first; ``enforce_mise`` that nobody else is asked.
    """

    arm: Authorizer = EVERYBODY
    admin: Authorizer = EVERYBODY
    mise: Authorizer | None = None
    enforce_mise: bool = False

    @property
    def ready(self) -> bool:
        """Requests of both kinds can be decided (frontend.md 1)."""
        by_mise = self.mise is not None and self.mise.ready
        by_certificate = not self.enforce_mise and self.arm.ready
        return (by_mise or by_certificate) and self.admin.ready

    async def require(self, call: Call) -> None:
        """Raises ``ArmError`` 403 Forbidden."""
        if call.is_admin:
            permitted = await self.admin.permits(call)
        else:
            permitted = self.mise is not None and await self.mise.permits(call)
            permitted = permitted or (not self.enforce_mise and await self.arm.permits(call))
        if not permitted:
            raise ArmError.of(403, Code.FORBIDDEN, "The caller is not authorized to call this API.")
