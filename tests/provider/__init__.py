"""Stand-ins for those who carry our messages: real servers that can be told to be slow, wrong or gone."""
