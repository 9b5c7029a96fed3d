"""What the thread that checks answers, in terms of the protocol."""

from __future__ import annotations

from lsprotocol import types

from lintrain.lsp.actions import FIX_ALL, FIX_NOTEBOOK, QUICK, fix_all, quick_fixes, wants
from lintrain.lsp.checking import Checker, Desk
from lintrain.lsp.diagnostics import Teller, Told
from lintrain.lsp.documents import Document, Opened, Sheet
from lintrain.lsp.hover import hover
from lintrain.report import Fixes

OURS = ("not checked", "cannot be checked")
"""How problems begin that are not those of the checked file."""


def told_about(checker: Checker, opened: Opened, desk: Desk) -> tuple[Told, list[str]]:
    """Return what a file's diagnostics are, and what is wrong with the check itself."""
    report = checker.check(opened, desk, Fixes.UNASKED)
    complaints = [problem.message for problem in report.problems if problem.message.startswith(OURS)]
    return Teller(opened, report, desk).all(), complaints


def offered(
    checker: Checker, opened: Opened, desk: Desk, part: Document, params: types.CodeActionParams
) -> list[types.CodeAction]:
    """Return what can be done at a place. Every fix that is offered has been tried."""
    only = params.context.only
    actions: list[types.CodeAction] = []
    if wants(only, QUICK):
        report = checker.check(opened, desk, Fixes.NONE)
        actions += quick_fixes(opened, part, params.range, report, Teller(opened, report, desk))
    kinds = (FIX_ALL, FIX_NOTEBOOK) if isinstance(opened, Sheet) else (FIX_ALL,)
    if kind := next((kind for kind in kinds if wants(only, kind)), None):
        report = checker.check(opened, desk, Fixes.SAFE)
        actions += fix_all(opened, next((c for c in report.changes if opened.is_at(c.path)), None), kind)
    return actions


def manual(
    checker: Checker, opened: Opened, desk: Desk, part: Document, at: types.Position
) -> types.Hover | None:
    """Return what is to be said about a place."""
    return hover(opened, part, at, checker.check(opened, desk, Fixes.UNASKED))
