"""What dynamic validation judges, fetched from Azure with the RP's own credential."""
