"""The doors: sign-in, the JSON API, the pages and the command line."""
