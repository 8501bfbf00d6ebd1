"""Steps by topic; each may be run again after any line of it."""
