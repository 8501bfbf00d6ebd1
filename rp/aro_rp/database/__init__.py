"""Documents: one store contract, an embedded implementation, typed collections and leases."""
