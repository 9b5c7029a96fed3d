"""How a fixer is declared and found: ``fixers/<rule_name>.py`` holds ``fix(verdict, editor)``."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from lintrain import packs
from lintrain.findings import Fix
from lintrain.rule import Rule, Verdict

if TYPE_CHECKING:
    from lintrain.syntax.edit import Editor
    from lintrain.syntax.tree import Tree

Fixer = Callable[[Verdict, "Editor"], Fix]
"""Returns the repair, or raises :class:`lintrain.syntax.edit.CannotEdit` with the reason why not."""


@packs.remembered
def fixer_of(rule: type[Rule]) -> Fixer | None:
    """Return the fixer that has the rule's name, if there is one in the rule's pack."""
    name = packs.counterpart(rule.__module__, "fixers")
    if not packs.exists(name):
        return None
    found: Fixer = importlib.import_module(name).fix
    return found


def propose(rule: type[Rule], verdict: Verdict, tree: Tree) -> tuple[Fix | None, str]:
    """Return the repair of a verdict, or the reason why there is none."""
    from lintrain.syntax.edit import CannotEdit, Editor

    fixer = fixer_of(rule)
    if fixer is None:
        return None, ""
    try:
        return fixer(verdict, Editor(tree)), ""
    except CannotEdit as reason:
        return None, str(reason)
