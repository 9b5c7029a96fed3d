"""The static witness: every path of a file, and the states on it."""
