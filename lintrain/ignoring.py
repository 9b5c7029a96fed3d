"""``--add-ignore``: everything that is told is silenced where it stands, with a reason."""

from __future__ import annotations

import ast
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from lintrain.findings import FileReport, Problem
from lintrain.report import Report
from lintrain.source.ignoring import ignore
from lintrain.source.lines import split_rows
from lintrain.source.notebook import is_notebook, read_notebook
from lintrain.source.reading import Undecodable, decode, read
from lintrain.source.rewriting import NotRewritable, rewrite
from lintrain.source.suppression import read_comments
from lintrain.source.writing import write
from lintrain.text_edits import apply_edits


class NotIgnorable(Exception):
    """A comment cannot be put there without touching anything else; the reason is for the user."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the report after its comments were written, or what hindered that."""

    file: FileReport
    problem: Problem | None = None


def add_ignores(report: Report, reason: str) -> Report:
    """Write a comment for each finding, and return the report without those that are silenced now."""
    written = list(_written(report, reason))
    added = len(report.findings) - sum(len(each.file.findings) for each in written)
    files = sum(1 for a, b in zip(report.files, written, strict=True) if a is not b.file)
    said = f"Added comments for {added} finding{'s' * (added != 1)} in {files} file{'s' * (files != 1)}."
    problems = tuple(each.problem for each in written if each.problem)
    return replace(
        report,
        files=tuple(each.file for each in written),
        unwritten=(*report.unwritten, *problems),
        notes=(*report.notes, said),
    )


def _written(report: Report, reason: str) -> Iterator[Written]:
    for file in report.files:
        yield _silenced(file, reason) if file.findings else Written(file)


def _silenced(file: FileReport, reason: str) -> Written:
    data = read(file.path)
    if isinstance(data, Problem):
        return Written(file, data)
    try:
        after = _in_cells(file, data, reason) if is_notebook(file.path) else _in_text(file, data, reason)
    except (NotIgnorable, NotRewritable, Undecodable, UnicodeEncodeError) as error:
        return Written(file, Problem(file.path, f"no comment can be added: {error}"))
    except (SyntaxError, tokenize.TokenError) as error:
        return Written(file, Problem(file.path, f"no comment can be added: {error.args[0]}"))
    if problem := write(file.path, data, after):
        return Written(file, problem)
    return Written(replace(file, findings=(), suppressed=file.suppressed + len(file.findings)))


def with_ignores(text: str, found: Iterable[tuple[int, str]], reason: str, code: str | None = None) -> str:
    """Return ``text`` with a comment for each finding, given by its row and the name of its rule.

    ``code`` is the text as Python, row by row, where it is not Python itself.

    Raises:
        NotIgnorable: there is no place for a comment, or the program would not be the same.
    """
    before = text if code is None else code
    after = _commented(before, found, reason)
    if ast.dump(ast.parse(before)) != ast.dump(ast.parse(after)):
        raise NotIgnorable("the program would not be the same")
    return after if code is None else _carried_over(text, before, after)


def _commented(text: str, found: Iterable[tuple[int, str]], reason: str) -> str:
    for row, name in found:
        directives = read_comments(text).around(row)
        if any(each.keys is None or name in each.keys for each in directives):
            continue  # of several findings of one statement the first has brought it
        edit = ignore(text, row, name, reason)
        if edit is None:
            raise NotIgnorable(f"there is no place for it on row {row}")
        text = apply_edits(text, [edit])
    return text


def _carried_over(text: str, before: str, after: str) -> str:
    """Return the text of a cell with the rows that have changed in its Python."""
    rows = split_rows(text)
    if "\r" in text:
        raise NotIgnorable("the rows of the cell end in an odd way")
    for index, (old, new) in enumerate(zip(split_rows(before), split_rows(after), strict=True)):
        if old != new and rows[index] != old:
            raise NotIgnorable(f"row {index + 1} is a row that only IPython understands")
        rows[index] = rows[index] if old == new else new
    return "\n".join(rows)


def _in_text(file: FileReport, data: bytes, reason: str) -> bytes:
    source = decode(data)
    found = [(finding.span.start.row, finding.name) for finding in file.findings]
    return source.encode(with_ignores(source.text, found, reason))


def _in_cells(file: FileReport, data: bytes, reason: str) -> bytes:
    texts: dict[int, str] = {}
    for cell in read_notebook(file.path, data).cells:
        found = [(f.span.start.row, f.name) for f in file.findings if f.span.cell == cell.number]
        if found:
            texts[cell.number] = with_ignores(cell.text, found, reason, cell.code)
    return rewrite(data, texts)
