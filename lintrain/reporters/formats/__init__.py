"""The formats: one file each, named after it. Adding one edits no list.

A format is a module with ``report(out, told)``. Those with ``MACHINE = True`` write what some program reads:
nothing else may stand on the same stream.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from lintrain.reporters.terminal import Terminal
    from lintrain.reporters.told import Told

DEFAULT = "full"


class Format(Protocol):
    """What the module of a format holds."""

    MACHINE: bool

    def report(self, out: Terminal, told: Told) -> None:
        """Write the whole report."""


@cache
def names() -> tuple[str, ...]:
    """Return the names of all formats, the default first. None of them is imported."""
    found = sorted(info.name.replace("_", "-") for info in pkgutil.iter_modules(__path__))
    return (DEFAULT, *(name for name in found if name != DEFAULT))


def load(name: str) -> Format:
    """Return the format of that name."""
    module = importlib.import_module(f"{__name__}.{name.replace('-', '_')}")
    return cast(Format, module)
