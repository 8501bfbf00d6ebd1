"""api-version 2023-04-01."""
