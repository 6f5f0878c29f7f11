"""Figures that can be compared over time: each as a ratio against the raw limit in the same run."""
