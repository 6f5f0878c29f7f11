"""What happened: commands, one transaction each, and the tables, trail and vault they write."""
