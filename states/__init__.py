"""What may happen: charts, guards, effects, clocks and permissions, without I/O or a clock."""
