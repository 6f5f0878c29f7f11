"""The dashboard's pages: what became of the people who were referred, in numbers that name nobody."""
