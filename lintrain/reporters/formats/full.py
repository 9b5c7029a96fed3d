"""Each finding with the code that proves it, help, and its fix as a diff."""

from __future__ import annotations

from lintrain.reporters.full import report_full
from lintrain.reporters.terminal import Terminal
from lintrain.reporters.told import Told

MACHINE = False


def report(out: Terminal, told: Told) -> None:
    """Print all findings."""
    report_full(out, told.files, told.findings)
