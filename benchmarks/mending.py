"""Applies all fixes to a copy of a tree, and looks at what comes out with eyes of its own.

What the command promises of its fixes is not believed here: whether a file still parses is asked of Python,
and what it was told to replace is replaced once more by hand, and compared byte for byte.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from checking import UNPARSABLE, fail, relative

from lintrain.applying import write_changes
from lintrain.config import Settings
from lintrain.discovery import discover
from lintrain.engine import Fixes, Report, Session
from lintrain.findings import Edit, Finding
from lintrain.fixing import Change
from lintrain.source.reading import decode


@dataclass(frozen=True, slots=True)
class Mended:
    """What fixing has made of one tree: findings by rule before, those that are left, and what went wrong.

    ``broken`` files parse no longer, ``new`` findings were not there before, ``again`` are files that fixing
    changes a second time, and ``strayed`` those that differ outside the edits.
    """

    found: Counter[str]
    left: tuple[Finding, ...]
    broken: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    strayed: tuple[str, ...] = ()


def mend(tree: Path, settings: Settings, names: Sequence[str] = ("",)) -> Mended:
    """Copy the files of a tree that are checked, and repair the copy, unsafe fixes included.

    ``names`` are the files to look at where not all need it.
    """
    with TemporaryDirectory() as folder:
        copy = Path(folder, "tree").resolve()
        for name in discover([str(tree)], settings).files:
            _copied(Path(name), copy / relative(name, tree.resolve()))
        return _mended([str(copy / name) for name in names], settings)


def _copied(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())


def _mended(paths: Sequence[str], settings: Settings) -> Mended:
    session = Session()
    first = write_changes(session.check(paths, settings, fix=Fixes.ALL))
    second = session.check(paths, settings, fix=Fixes.ALL)
    for problem in (p for p in (*first.problems, *first.skipped) if not p.message.startswith(UNPARSABLE)):
        fail(f"{problem.path}: {problem.message}")
    before, after = _before(first), _counted(second.findings)
    return Mended(
        Counter(name for (_, name), count in before.items() for _ in range(count)),
        tuple(second.findings),
        tuple(change.path for change in first.changes if not parses(change)),
        tuple(f"{Path(path).name}: {name}" for path, name in after - before),
        tuple(change.path for change in second.changes),
        tuple(change.path for change in first.changes if strays(change, _edited(first, change))),
    )


def _before(report: Report) -> Counter[tuple[str, str]]:
    """Count the findings by path and rule, as they were before anything was changed."""
    unfixed = {change.path: change.unfixed for change in report.changes}
    files = (unfixed.get(file.path, file) for file in report.files)
    return _counted(finding for file in files for finding in file.findings)


def _counted(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    return Counter((finding.path, finding.name) for finding in findings)


def parses(change: Change) -> bool:
    """Tell whether Python can read what was written; of a notebook, whether it is still JSON."""
    try:
        if change.path.endswith(".ipynb"):
            json.loads(change.after)
        else:
            compile(change.after, change.path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def _edited(report: Report, change: Change) -> list[list[Edit]]:
    """Return the edits in this file of each fix that was applied, in the order in which they were."""
    return [list(finding.fix.edits) for finding in change.applied if finding.fix is not None]


def strays(change: Change, fixes: Sequence[Sequence[Edit]]) -> bool:
    """Tell whether anything but what the edits say has become different."""
    if change.path.endswith(".ipynb"):
        return _cells(change.after) != _rewritten(_cells(change.before), fixes) or _shell(
            change.after
        ) != _shell(change.before)
    source = decode(change.before)
    after = decode(change.after)
    return source.encode(after.text) != change.after or not leads(source.text, after.text, fixes)


def leads(before: str, after: str, fixes: Sequence[Sequence[Edit]]) -> bool:
    """Tell whether the fixes lead from one text to the other.

    Some were applied at once, and the next to what came out: how many at once, is tried.
    """
    if not fixes:
        return before == after
    for count in range(len(fixes), 0, -1):
        middle = spliced(before, [edit for fix in fixes[:count] for edit in fix])
        if middle is not None and leads(middle, after, fixes[count:]):
            return True
    return False


def spliced(text: str, edits: Iterable[Edit]) -> str | None:
    """Return the text with its edits, or nothing where they overlap."""
    newline = "\r\n" if "\r\n" in text and "\n" not in text.replace("\r\n", "") else "\n"
    parts, position = [], 0
    for edit in sorted(set(edits), key=lambda edit: (edit.start, edit.end)):
        if not position <= edit.start <= edit.end <= len(text):
            return None
        inserted = edit.text.replace("\r\n", "\n").replace("\n", newline)
        parts += [text[position : edit.start], inserted]
        position = edit.end
    return "".join(parts) + text[position:]


Cells = dict[int, str]


def _cells(data: bytes) -> Cells:
    """Return the source of each cell of a notebook, by its number."""
    return {number: "".join(cell["source"]) for number, cell in enumerate(json.loads(data)["cells"], 1)}


def _shell(data: bytes) -> dict[str, Any]:
    """Return a notebook without the source of its cells."""
    content: dict[str, Any] = json.loads(data)
    return content | {"cells": [cell | {"source": None} for cell in content["cells"]]}


def _rewritten(cells: Cells, fixes: Sequence[Sequence[Edit]]) -> Cells | None:
    """Return the cells with all fixes applied at once."""
    done = dict(cells)
    for number in {edit.cell for fix in fixes for edit in fix}:
        own = [edit for fix in fixes for edit in fix if edit.cell == number]
        text = None if number is None else spliced(cells[number], own)
        if number is None or text is None:
            return None
        done[number] = text
    return done
