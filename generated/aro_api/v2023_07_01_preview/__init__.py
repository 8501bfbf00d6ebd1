"""api-version 2023-07-01-preview."""
