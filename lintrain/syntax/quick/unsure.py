"""What makes the quick front end step back."""

from __future__ import annotations


class Unsure(Exception):
    """This may not be what libcst would read: only libcst can tell."""
