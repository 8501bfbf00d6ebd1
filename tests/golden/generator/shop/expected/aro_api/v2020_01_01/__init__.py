"""api-version 2020-01-01."""
