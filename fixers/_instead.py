"""Another function or class of the same module in the place of the one that is called."""

from __future__ import annotations

import libcst as cst

from lintrain.findings import Edit
from lintrain.syntax.edit import CannotEdit, Editor

from ._walk import called


def instead(editor: Editor, call: cst.CSTNode, names: dict[str, str]) -> Edit:
    """Call what ``names`` has for the name that is called: ``nn.CrossEntropyLoss()`` for ``nn.NLLLoss()``."""
    if not isinstance(call, cst.Call) or called(call) not in names:
        raise CannotEdit("what would have to be another one is not written as a call")
    if not isinstance(call.func, cst.Attribute):
        raise CannotEdit("its name is imported by itself: change the import, too")
    return editor.replace(call.func.attr, names[called(call)])
