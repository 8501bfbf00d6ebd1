"""api-version 2024-08-12-preview."""
