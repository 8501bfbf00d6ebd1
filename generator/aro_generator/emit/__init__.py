"""One module per output; each gives files as text by their path."""
