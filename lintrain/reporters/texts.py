"""The texts that findings stand in, and that their fixes edit: of files, and of cells of notebooks."""

from __future__ import annotations

from collections.abc import Sequence

from lintrain.findings import FileReport

Where = tuple[str, int | None]
"""A file, and a cell of it."""


def texts(files: Sequence[FileReport]) -> dict[Where, str]:
    """Return the texts that are known already."""
    known: dict[Where, str] = {(file.path, None): file.text for file in files if file.findings}
    return known | {(file.path, cell): text for file in files for cell, text in file.cells.items()}
