"""Runs the real command line, over the stand-in, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).parents[1]

POWERS = "-dac_override,-dac_read_search"
"""What lets root read and write everything; without it modes count for root too."""


@dataclass(frozen=True)
class Outcome:
    """What a command left: its exit code and everything it said."""

    code: int
    out: str
    err: str


def run(
    *arguments: str | Path,
    cwd: Path,
    stdin: str | bytes = b"",
    ordinary: bool = False,
    largest: int | None = None,
    **env: str,
) -> Outcome:
    """Run ``lintrain`` in ``cwd``. The caller's colours, terminal and configuration do not matter.

    ``ordinary`` makes file modes count even if the tests are run by root. ``largest`` is how many bytes a
    file may hold.
    """
    command = [sys.executable, "-m", "stand_in", *map(str, arguments)]
    clean = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    clean |= {"PYTHONPATH": str(TESTS), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", **env}
    if ordinary and os.geteuid() == 0:
        command = ["setpriv", f"--bounding-set={POWERS}", f"--inh-caps={POWERS}", *command]
    if largest is not None:
        command = ["prlimit", f"--fsize={largest}", *command]
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(command, cwd=cwd, input=data, capture_output=True, env=clean, timeout=60)
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())
