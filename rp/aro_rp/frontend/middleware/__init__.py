"""What happens to every request, one concern a module, as plain functions."""
