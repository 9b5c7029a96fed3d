"""What is generated is settled by one function: it writes the file, or checks that it is current."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def settle(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` and exit 0; with ``--check``, only exit 1 unless it stands there."""
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(f"usage: {sys.argv[0]} [--check]")
    if not sys.argv[1:]:
        path.write_text(text, encoding="utf-8", newline="\n")
    elif not path.exists() or path.read_text(encoding="utf-8") != text:
        sys.exit(f"{path.relative_to(ROOT)} is out of date: run `python {sys.argv[0]}`")
    sys.exit(0)


def lintrain(*arguments: str, colour: bool = False) -> str:
    """Return what the real command prints, run in the root of the repository."""
    environment = os.environ | {"NO_COLOR": "" if colour else "1", "FORCE_COLOR": "1", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "lintrain", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8")
    if done.returncode not in (0, 1):
        sys.exit(done.stderr)
    return done.stdout
