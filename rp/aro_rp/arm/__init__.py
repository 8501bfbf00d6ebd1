"""The ARM resource provider contract; nothing of ARO in here."""
