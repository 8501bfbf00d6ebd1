"""One module per output; each gives text for files below ``aro_api``."""
