"""The objects of `json`, one on each line."""

from __future__ import annotations

import json

from lintrain.reporters.formats.json import objects
from lintrain.reporters.terminal import Terminal
from lintrain.reporters.told import Told

MACHINE = True


def report(out: Terminal, told: Told) -> None:
    """Write a line for each finding."""
    for each in objects(told):
        out.stream.write(json.dumps(each) + "\n")
