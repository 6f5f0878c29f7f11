"""Asking her whether it helped: whom we asked, what was answered, and the sums of both, kept apart from each other."""
