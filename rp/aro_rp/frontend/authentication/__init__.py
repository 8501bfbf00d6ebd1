"""Who may speak to the frontend (frontend.md 5)."""

from aro_rp.frontend.authentication.gate import Authentication
from aro_rp.frontend.authentication.peer import EVERYBODY, Authorizer, Peer

__all__ = ["EVERYBODY", "Authentication", "Authorizer", "Peer"]
