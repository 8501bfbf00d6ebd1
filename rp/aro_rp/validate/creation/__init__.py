"""What Azure must offer before a cluster is accepted (frontend.md 17)."""
