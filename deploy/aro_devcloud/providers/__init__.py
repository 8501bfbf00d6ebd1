"""One module per resource provider; each declares a ``Provider``."""
