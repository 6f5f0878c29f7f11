"""The proof that the charts keep their promises: sample asks, worlds to explore, claims to hold."""
