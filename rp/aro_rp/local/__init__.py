"""The whole service on one machine: what `aro local` runs and how a user talks to it."""
