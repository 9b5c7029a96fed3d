"""How a fixer is declared and found: ``fixers/<rule_name>.py`` holds ``fix(verdict, editor)``."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from enum import Enum
from types import ModuleType
from typing import TYPE_CHECKING

from lintrain import packs
from lintrain.findings import Fix
from lintrain.rule import Rule, Verdict

if TYPE_CHECKING:
    from lintrain.syntax.edit import Editor
    from lintrain.syntax.tree import Tree

Fixer = Callable[[Verdict, "Editor"], Fix]
"""Returns the repair, or raises :class:`lintrain.syntax.edit.CannotEdit` with the reason why not."""


class Keeps(Enum):
    """When the losses of a run stay what they are, bit for bit, though the fix is applied.

    A fixer's module says so by ``keeps_losses``. Its tests run, before and after.
    """

    ALWAYS = "The losses of a run stay the same, bit for bit."
    UNCLIPPED = (
        "As long as no gradient reaches the threshold, the losses of a run stay the same, bit for bit."
    )


@packs.remembered
def fixer_of(rule: type[Rule]) -> Fixer | None:
    """Return the fixer that has the rule's name, if there is one in the rule's pack."""
    module = _module(rule)
    found: Fixer | None = None if module is None else module.fix
    return found


def losses_kept(rule: type[Rule]) -> Keeps | None:
    """Return when the rule's fix keeps the losses of a run; ``None`` where it is meant to change them."""
    kept: Keeps | None = getattr(_module(rule), "keeps_losses", None)
    return kept


def _module(rule: type[Rule]) -> ModuleType | None:
    name = packs.counterpart(rule.__module__, "fixers")
    return importlib.import_module(name) if packs.exists(name) else None


def propose(rule: type[Rule], verdict: Verdict, trees: Callable[[str], Tree]) -> tuple[Fix | None, str]:
    """Return the repair of a verdict, or the reason why there is none. ``trees`` are those of its files."""
    from lintrain.syntax.edit import CannotEdit, Editor

    fixer = fixer_of(rule)
    if fixer is None:
        return None, ""
    try:
        return fixer(verdict, Editor(trees(verdict.at.path), trees)), ""
    except CannotEdit as reason:
        return None, str(reason)
