"""One library in each module."""
