"""Is what a cluster uses in Azure as it must be, and do its users have rights? (backend.md 16)"""
