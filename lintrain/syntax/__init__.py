"""From libcst to plain data and back to text edits."""
