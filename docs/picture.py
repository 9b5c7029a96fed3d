"""Takes the picture in the README, ``docs/check.svg``: a real run, exported by rich."""

from __future__ import annotations

import io

from generated import ROOT, lintrain, settle
from rich.console import Console
from rich.text import Text

ARGUMENTS = ("check", "examples/classification_amp.py")


def picture() -> str:
    """Return the run as SVG."""
    command = f"lintrain {' '.join(ARGUMENTS)}"
    screen = Text.from_ansi(lintrain(*ARGUMENTS, colour=True).rstrip("\n"))
    width = max(map(len, screen.plain.split("\n"))) + 1
    console = Console(record=True, width=width, file=io.StringIO(), legacy_windows=False)
    console.print(f"[bold green]$[/] [bold]{command}[/]\n", highlight=False)
    console.print(screen)
    # A fixed id: rich would make one from the content, and each change would touch every line.
    svg = console.export_svg(title=command, unique_id="lintrain")
    return "\n".join(line.rstrip() for line in svg.split("\n")).rstrip() + "\n"


if __name__ == "__main__":
    settle(ROOT / "docs" / "check.svg", picture())
