"""api-version 2020-04-30."""
