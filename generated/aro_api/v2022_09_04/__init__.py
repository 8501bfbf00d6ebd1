"""api-version 2022-09-04."""
