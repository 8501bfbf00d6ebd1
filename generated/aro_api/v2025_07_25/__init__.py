"""api-version 2025-07-25."""
