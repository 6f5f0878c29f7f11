"""What may break under a running Rowan, broken on purpose."""
