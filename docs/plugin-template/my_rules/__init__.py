"""Rules of our own for lintrain."""
