"""The hub: stored documents."""
