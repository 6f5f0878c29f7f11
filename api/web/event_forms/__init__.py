"""Forms of events: each one drawn from the schema of what the event carries, and read back into it."""
