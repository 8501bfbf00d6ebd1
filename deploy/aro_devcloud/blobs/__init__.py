"""The blob service: what is stored, and how clients reach it."""
