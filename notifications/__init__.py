"""Who is told, in what words, by which channel and when."""
