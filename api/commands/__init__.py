"""The commands of `rowan`, one module for each thing that is done."""
