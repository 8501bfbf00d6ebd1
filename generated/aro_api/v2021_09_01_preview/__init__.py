"""api-version 2021-09-01-preview."""
