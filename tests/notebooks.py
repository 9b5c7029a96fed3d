"""Notebooks for tests, written as cells; and the real command run on them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

SETUP = """\
import torch
from torch.nn.utils import clip_grad_norm_

model = torch.nn.Linear(2, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
"""
LOOP = """\
for x, y in loader:
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
    clip_grad_norm_(model.parameters(), 1.0)
"""
CLIPPED = "LT101 [*] clip-after-step gradients are clipped after the optimizer step has used them"

Cell = dict[str, Any]


def code(source: str | list[str], **more: object) -> Cell:
    fields = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": source}
    return fields | more


def prose(source: str, kind: str = "markdown") -> Cell:
    return {"cell_type": kind, "metadata": {}, "source": source}


def notebook(*cells: Cell | str, **metadata: object) -> str:
    made = [code(cell) if isinstance(cell, str) else cell for cell in cells]
    return json.dumps({"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def lintrain(*arguments: str, cwd: Path, stdin: bytes = b"") -> tuple[int, str, str]:
    """Run the real command. Returns its exit code and everything it said."""
    command = [sys.executable, "-m", "lintrain", *arguments]
    environment = os.environ | {"NO_COLOR": "1", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, env=environment, timeout=60)
    return done.returncode, done.stdout.decode(), done.stderr.decode()
