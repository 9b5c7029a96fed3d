"""Takes the picture of a report, ``docs/report.png``: a real run of an example, opened in Chromium.

It is taken by hand when the report changes its looks: fonts and measured numbers differ between machines, so
that nothing can say whether it is current.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from generated import ROOT

SCRIPT = "examples/classification_amp.py"
PICTURE = ROOT / "docs" / "report.png"
WIDTH, HEIGHT = 1000, 1335
"""Pixels: the header, one finding and the timeline."""


def main() -> None:
    """Make the run and take the picture."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("Chromium is needed to take the picture")
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch, "report.html")
        command = [
            sys.executable,
            "-m",
            "lintrain",
            "smoke",
            "--select",
            "LT201",
            "--exit-zero",
            "--report",
            str(report),
            SCRIPT,
        ]
        subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
        quiet = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
        size = (f"--window-size={WIDTH},{HEIGHT}", f"--user-data-dir={scratch}/browser")
        shot = (f"--screenshot={PICTURE}", "--virtual-time-budget=8000", report.as_uri())
        subprocess.run([browser, *quiet, *size, *shot], check=True)


if __name__ == "__main__":
    main()
