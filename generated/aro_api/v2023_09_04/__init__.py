"""api-version 2023-09-04."""
