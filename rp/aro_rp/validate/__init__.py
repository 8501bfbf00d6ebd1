"""Rules for what customers ask for: pure functions that report every problem they find."""
