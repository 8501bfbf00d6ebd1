"""api-version 2021-06-01-preview."""
