"""The commands: each takes a session and what the user asked for, and gives what is shown."""
