"""api-version 2019-12-31-preview."""
