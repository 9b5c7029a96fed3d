"""Paths as they are shown, and the folders above them."""

from __future__ import annotations

import os
from collections.abc import Iterator


def display(path: str) -> str:
    """Return ``path`` as it is shown: relative to the working directory if it is inside."""
    absolute = os.path.abspath(path)
    here = os.path.join(os.getcwd(), "")
    return absolute[len(here) :] if absolute.startswith(here) else absolute


def parents(path: str) -> Iterator[str]:
    """Yield the folders above ``path``, nearest first."""
    while (parent := os.path.dirname(path)) != path:
        yield parent
        path = parent
