"""What pages call things: tables from the words of the code to the words of people."""
