"""Rules that need nothing but the request and the stored cluster (api-versions 6)."""
