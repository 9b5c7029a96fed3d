"""Path patterns, as ``.gitignore`` writes them. pathspec is imported by the first pattern, not before."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_PLAIN_NAME = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class Patterns:
    """Pattern lines, relative to a directory. Later lines win; ``!pattern`` takes back."""

    base: str
    lines: tuple[str, ...]

    def ignores(self, path: str, is_directory: bool) -> bool | None:
        """Say whether ``path`` is ignored, taken back, or (``None``) not spoken of."""
        if all(map(_PLAIN_NAME.fullmatch, self.lines)):
            return os.path.basename(path) in self.lines or None
        relative = os.path.relpath(path, self.base).replace(os.sep, "/")
        if relative.startswith("../"):
            return None
        return _compiled(self.lines).check_file(relative + "/" * is_directory).include


def wrong_pattern(lines: tuple[str, ...]) -> str | None:
    """Return the first line that is no pattern."""
    for line in lines:
        try:
            _compile((line,))
        except ValueError:
            return line
    return None


@lru_cache(maxsize=512)
def _compiled(lines: tuple[str, ...]) -> GitIgnoreSpec:
    try:
        return _compile(lines)
    except ValueError:  # git passes over a line that is no pattern
        return _compile(tuple(line for line in lines if wrong_pattern((line,)) is None))


def _compile(lines: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)
