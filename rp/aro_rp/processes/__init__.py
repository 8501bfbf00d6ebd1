"""The RP's processes, each put together from its settings in a module of its own.

Nothing is imported here, so that a process starts without what only another one needs.
"""
