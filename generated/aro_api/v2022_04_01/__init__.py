"""api-version 2022-04-01."""
