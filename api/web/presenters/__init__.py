"""What pages show of a case, worked out from what its reader sees: frozen, pure, and without a word of a template."""
