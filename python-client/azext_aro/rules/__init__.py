"""What a command line must be, decided without Azure and without ``az``."""
