"""Runs ``lintrain smoke`` for real, on small training scripts, in a folder of the test's own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

HEAD = """\
import os
import sys
import torch
from torch import nn

torch.set_num_threads(1)
model = nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(8, 4), torch.randint(0, 2, (8,))


def loss():
    return nn.functional.cross_entropy(model(x), y)


def step():
    optimizer.zero_grad()
    loss().backward()
    optimizer.step()


"""

GOOD = HEAD + "for _ in range(100):\n    step()\n"
"""A training without a mistake, of 100 steps."""

BAD = HEAD + "for _ in range(100):\n    loss().backward()\n    optimizer.step()\n"
"""Its gradients are never cleared."""


@dataclass(frozen=True)
class Smoked:
    """What a run left: its exit code and everything it said; the table of what it measured apart."""

    code: int
    out: str
    err: str
    table: str = ""


def environment(**given: str) -> dict[str, str]:
    """Return the test's environment without what would change the output."""
    hidden = ("NO_COLOR", "FORCE_COLOR", "PYTHONPATH", "RANK")
    return {name: value for name, value in os.environ.items() if name not in hidden} | given


def smoke(*arguments: str | Path, cwd: Path, stdin: str = "", **given: str) -> Smoked:
    """Run the command in ``cwd`` and wait for it."""
    done = subprocess.run(
        [sys.executable, "-m", "lintrain", "smoke", *map(str, arguments)],
        cwd=cwd,
        env=environment(**given),
        input=stdin.encode(),
        capture_output=True,
        timeout=120,
    )
    out = done.stdout.decode()
    table = TABLE.search(out)
    err = done.stderr.decode(errors="backslashreplace")
    return Smoked(done.returncode, TABLE.sub("", out), err, table[0] if table else "")


TABLE = re.compile(r"^ +first +last +min +max\n(?:.+\n)+\n", re.MULTILINE)


def script(folder: Path, body: str, name: str = "train.py", head: str = HEAD) -> Path:
    """Write a script: the usual head, and ``body``."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + textwrap.dedent(body))
    return path


def contents(folder: Path) -> dict[str, bytes | str]:
    """Return all there is under a folder, byte by byte."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
    }
