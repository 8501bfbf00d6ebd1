"""api-version 2023-11-22."""
