"""The default report: each finding with the code that proves it, help, and its fix as a diff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lintrain.findings import Applicability, FileReport, Finding, Related, Seen
from lintrain.reporters.frame import MARGIN, WIDE, Label, Line, frame, number
from lintrain.reporters.terminal import Terminal
from lintrain.reporters.texts import Where, read_text, texts
from lintrain.reporters.visible import at, show, visible
from lintrain.source.lines import Lines, split_rows
from lintrain.text_edits import apply_edits

CONTEXT = 1
"""Unchanged rows shown around each change of a fix."""


class Full:
    """Prints findings. Other files that a witness points into are read once."""

    def __init__(self, terminal: Terminal, texts: dict[Where, str]) -> None:
        self._terminal = terminal
        self._texts = dict(texts)
        self._lines: dict[Where, Lines | None] = {}

    def finding(self, finding: Finding) -> None:
        """Print one finding and an empty line."""
        line = self._terminal.line
        severity = finding.severity.value
        head = (f"{severity}[{finding.code}]", severity), (f" {finding.name}", "bold")
        line(*head, ": ", (visible(finding.message), "bold"))
        for frame_line in self.frames(finding):
            line(*frame_line)
        if finding.seen:
            line(("seen", "help"), f" {when(finding.seen)}")
        if finding.help:
            line(("help", "help"), ": ", visible(finding.help))
        for fix_line in self._fix(finding):
            line(*fix_line)
        line()

    def frames(self, finding: Finding) -> Iterator[Line]:
        """Yield the lines that show where it is, with the witness."""
        labels = _labels(finding)
        gutter = len(str(max(label.span.end.row for file in labels.values() for label in file) + 1))
        for index, (where, file_labels) in enumerate(labels.items()):
            arrow = "-->" if index == 0 else ":::"
            place = f"{visible(where[0])}{at(file_labels[0].span)}"
            yield ((f"{'':{gutter}}{arrow} ", "gutter"), (place, ""))
            if (lines := self._lines_of(where)) is None:
                for label in filter(lambda label: label.text, file_labels):
                    yield (*number("", gutter, "="), (visible(label.text), label.style))
                continue
            yield number("", gutter)
            yield from frame(lines, file_labels, gutter)
            yield number("", gutter)

    def _fix(self, finding: Finding) -> Iterator[Line]:
        fix = finding.fix
        if fix is None:
            if finding.fix_withheld:
                yield ("no fix", "quiet"), (f": {visible(finding.fix_withheld)}", "")
            return
        unsafe = fix.applicability is Applicability.UNSAFE
        word = ("unsafe fix", "warning") if unsafe else ("safe fix", "good")
        yield word, (f": {visible(fix.title)}", "")
        if unsafe:
            yield from _note(visible(fix.reason), self._terminal.width)
        for path, edits in fix.by_file(finding.path).items():
            for cell in dict.fromkeys(edit.cell for edit in edits):
                before = self._texts.get((path, cell))
                if before is not None:
                    if (path, cell) != (finding.path, finding.span.cell):
                        where = visible(path) + ("" if cell is None else f":cell {cell}")
                        yield (" ::: ", "gutter"), (where, "")
                    yield from _diff(before, apply_edits(before, [e for e in edits if e.cell == cell]))

    def _lines_of(self, where: Where) -> Lines | None:
        if where not in self._lines:
            text = self._texts.get(where)
            text = read_text(where[0]) if text is None else text
            self._lines[where] = None if text is None else Lines(text)
        return self._lines[where]


def report_full(terminal: Terminal, files: Sequence[FileReport], findings: Sequence[Finding]) -> None:
    """Print all findings."""
    full = Full(terminal, texts(files))
    for finding in findings:
        full.finding(finding)


def when(seen: Seen) -> str:
    """Say when a run showed it: at which optimizer step first, how often, in which processes."""
    more = seen.times - 1
    again = f", and {more} {'time' if more == 1 else 'times'} more" if more else ""
    ranks = f"; {'rank' if len(seen.ranks) == 1 else 'ranks'} {', '.join(map(str, seen.ranks))}"
    return f"at step {seen.step}{again}{ranks if seen.ranks else ''}"


def _where(item: Finding | Related) -> Where:
    return item.path, item.span.cell


def _labels(finding: Finding) -> dict[Where, list[Label]]:
    """Return the labels by file or cell, the finding's own first; numbered where the order could mislead."""
    same = [r for r in finding.related if (r.path, r.span) == (finding.path, finding.span)]
    related = [r for r in finding.related if r not in same]
    starts = [(r.span.cell or 0, r.span.start) for r in related]
    misleading = starts != sorted(starts) or any(_where(r) != _where(finding) for r in related)
    primary = Label(finding.span, same[0].message if same else "", "^", finding.severity.value)
    labels = {_where(finding): [primary]}
    for index, item in enumerate(related, 1):
        text = f"{index}. {item.message}" if misleading and len(related) > 1 else item.message
        labels.setdefault(_where(item), []).append(_secondary(item, text))
    return labels


def _secondary(item: Related, text: str) -> Label:
    return Label(item.span, text, "-", "witness")


def _note(text: str, width: int) -> Iterator[Line]:
    """Yield prose, wrapped."""
    from textwrap import wrap

    head = "note"
    indent = " " * len(f"{head}: ")
    for row in wrap(text, width - len(indent), break_long_words=False, break_on_hyphens=False):
        yield ((head, "help"), (f": {row}", "")) if head else ((f"{indent}{row}", ""),)
        head = ""


def _diff(before: str, after: str) -> Iterator[Line]:
    """Yield the changed rows with their old numbers; added rows have none."""
    from difflib import SequenceMatcher

    old, new = (split_rows(text.removesuffix("\n")) for text in (before, after))
    same = next((index for index, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    skip = max(0, same - CONTEXT)
    matcher = SequenceMatcher(None, old[skip:], new[skip:], autojunk=False)
    groups = list(matcher.get_grouped_opcodes(CONTEXT))
    gutter = len(str(max((group[-1][2] + skip for group in groups), default=0)))
    for index, group in enumerate(groups):
        yield ((f"{'...':<{gutter}}", "gutter"),) if index else number("", gutter)
        for tag, a, b, c, d in group:
            if tag == "equal":
                rows = range(skip + a, skip + b)
                yield from (_row(row + 1, " ", old[row], gutter) for row in rows if old[row].strip())
                continue
            first = _first_difference(old[skip + a : skip + b], new[skip + c : skip + d])
            yield from (_row(skip + row + 1, "-", old[skip + row], gutter, first) for row in range(a, b))
            yield from (_row("", "+", new[skip + row], gutter, first) for row in range(c, d))
    if groups:
        yield number("", gutter)


def _first_difference(old: Sequence[str], new: Sequence[str]) -> int:
    """Return the column from which a changed row is shown: 1 unless it is very long."""
    if not old or not new:
        return 1
    pairs = enumerate(zip(old[0], new[0], strict=False), 1)
    column = next((column for column, (a, b) in pairs if a != b), 1)
    return column - MARGIN if column > WIDE - MARGIN else 1


def _row(row: int | str, sign: str, text: str, gutter: int, first: int = 1) -> Line:
    style = {"+": "added", "-": "removed", " ": ""}[sign]
    bar = "|" if sign == " " else sign
    return (
        (f"{row:>{gutter}} ", "gutter"),
        (bar, style or "gutter"),
        (f" {show(text).cut(first, WIDE).shown}", style),
    )
