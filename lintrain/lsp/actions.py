"""What the editor offers to do: the fix of a finding, a comment that ignores it, all safe fixes at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, groupby

from lsprotocol import types

from lintrain.findings import Applicability, Edit, Finding
from lintrain.fixing import Change
from lintrain.lsp.diagnostics import Teller, findings_in
from lintrain.lsp.documents import Document, Opened, Sheet
from lintrain.report import Report
from lintrain.source.ignoring import ignore
from lintrain.source.magics import as_python
from lintrain.source.notebook import read_notebook
from lintrain.source.reading import decode

QUICK = types.CodeActionKind.QuickFix.value
FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.lintrain"
FIX_NOTEBOOK = f"notebook.{FIX_ALL}"
"""What VS Code asks for when it saves a notebook."""


def wants(only: Sequence[str] | None, kind: str) -> bool:
    """Tell whether an editor that asks for these kinds of actions wants ``kind``: kinds are prefixes."""
    return only is None or any(kind == each or kind.startswith(f"{each}.") for each in only)


def quick_fixes(
    opened: Opened, part: Document, within: types.Range, report: Report, teller: Teller
) -> Iterator[types.CodeAction]:
    """Yield what can be done about the findings in a range of one text."""
    here = [f for f in findings_in(report, opened) if opened.part(f.span.cell) is part]
    near = [f for f in here if _touch(part.places.range(f.span), within)]
    for finding in near:
        if action := _fix(opened, finding, teller):
            yield action
    for finding in near:
        if action := _ignore(opened, part, finding, teller):
            yield action


def fix_all(opened: Opened, change: Change | None, kind: str) -> Iterator[types.CodeAction]:
    """Yield the action that applies a change, as few edits of the texts that the editor has."""
    if change is None:
        return
    edits = {part.uri: edits for part, edits in _rewritten(opened, change) if edits}
    count = len(change.applied)
    title = f"Apply {count} safe fix{'es' if count > 1 else ''} of lintrain"
    yield types.CodeAction(title, kind, edit=types.WorkspaceEdit(edits))


def _fix(opened: Opened, finding: Finding, teller: Teller) -> types.CodeAction | None:
    if finding.fix is None or finding.fix.leaves:
        return None
    edits: dict[str, list[types.TextEdit]] = {}
    for cell, several in groupby(finding.fix.edits, lambda edit: edit.cell):
        part = opened.part(cell)
        if part is None:
            return None
        edits.setdefault(part.uri, []).extend(_edit(part, edit) for edit in several)
    safe = finding.fix.applicability is Applicability.SAFE
    title = finding.fix.title if safe else f"{finding.fix.title} (unsafe)"
    return types.CodeAction(
        title, QUICK, [teller.finding(finding)], is_preferred=safe, edit=types.WorkspaceEdit(edits)
    )


def _ignore(opened: Opened, part: Document, finding: Finding, teller: Teller) -> types.CodeAction | None:
    text = as_python(part.text) if isinstance(opened, Sheet) else part.text
    edit = ignore(text, finding.span.start.row, finding.name)
    if edit is None:
        return None
    edits = {part.uri: [_edit(part, edit)]}
    title = f"Ignore {finding.name} on this line"
    return types.CodeAction(title, QUICK, [teller.finding(finding)], edit=types.WorkspaceEdit(edits))


def _edit(part: Document, edit: Edit) -> types.TextEdit:
    """Return an edit as the protocol has it; editors give inserted rows the ends that the file has."""
    return types.TextEdit(part.places.between(edit.start, edit.end), edit.text)


def _rewritten(opened: Opened, change: Change) -> Iterator[tuple[Document, list[types.TextEdit]]]:
    """Yield each text of the open file with what the change does to it."""
    if isinstance(opened, Sheet):
        after = {cell.number: cell.text for cell in read_notebook(opened.path, change.after).cells}
    else:
        after = {0: decode(change.after).text}
    for number, part in opened.parts:
        if (number or 0) in after:
            yield part, list(_differences(part, after[number or 0]))


def _differences(part: Document, text: str) -> Iterator[types.TextEdit]:
    """Yield which rows of a text become which."""
    old, new = part.text.splitlines(keepends=True), text.splitlines(keepends=True)
    ends = [0, *accumulate(map(len, old))]
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield types.TextEdit(part.places.between(ends[start], ends[end]), "".join(new[first:last]))


def _touch(one: types.Range, other: types.Range) -> bool:
    """Tell whether two ranges have a place in common, their ends included."""
    first = (one.start.line, one.start.character) <= (other.end.line, other.end.character)
    return first and (other.start.line, other.start.character) <= (one.end.line, one.end.character)
