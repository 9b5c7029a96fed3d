"""Bytes, encodings, comments and files."""
