"""Comments that silence nothing: what they were for has been repaired, or they stand in the wrong place.

Whether anything is silenced is known where everything is found, so all is checked once more without heeding
comments. A comment that names a rule which was not asked for is left alone.
"""

from __future__ import annotations

import ast
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lintrain.applying import write_changes
from lintrain.config import Settings
from lintrain.engine import check_paths
from lintrain.findings import Applicability, Edit, FileReport, Finding, Fix, Severity
from lintrain.fixing import Change
from lintrain.report import Report
from lintrain.rule import find_rule
from lintrain.selection import default_rules
from lintrain.source.lines import Lines
from lintrain.source.notebook import is_notebook
from lintrain.source.reading import Source, Undecodable, decode, read
from lintrain.source.suppression import mentions, read_comments
from lintrain.source.wishes import Wish, wishes
from lintrain.text_edits import apply_edits

CODE, NAME = "LT001", "unused-ignore"
"""Of what is told, though no rule about training tells it."""

HELP = "What only a run shows is not found in the source: then say so in the reason, and keep the comment."


def with_unused(report: Report, paths: Sequence[str], settings: Settings, fixing: bool) -> Report:
    """Return the report with a finding for each comment that silences nothing, or with those removed."""
    everything = check_paths(paths, replace(settings, suppressions=False))
    found = {file.path: file for file in everything.files}
    files = tuple(_with_unused(file, found.get(file.path), settings) for file in report.files)
    report = replace(report, files=files)
    return _removed(report) if fixing else report


def _with_unused(file: FileReport, everything: FileReport | None, settings: Settings) -> FileReport:
    source = _source(file.path)
    if source is None or everything is None or file.problems or everything.problems:
        return file
    told = tuple(_findings(file.path, source.text, everything.findings, settings))
    findings = tuple(sorted((*file.findings, *told), key=lambda finding: finding.sort_key))
    return replace(file, findings=findings, text=source.text) if told else file


def _source(path: str) -> Source | None:
    """Return a file that may hold comments of ours. In notebooks they are left alone."""
    data = read(path)
    if not isinstance(data, bytes) or not mentions(data) or is_notebook(path):
        return None
    try:
        return decode(data)
    except Undecodable:
        return None


def _findings(path: str, text: str, found: Sequence[Finding], settings: Settings) -> Iterator[Finding]:
    try:
        comments, all_wishes = read_comments(text), list(wishes(text))
    except (SyntaxError, tokenize.TokenError):
        return  # a problem only where there are findings to silence, and named there
    asked = frozenset(rule.code for rule in settings.rules_for(path))
    lines = Lines(text)
    for wish in all_wishes:
        reached = [f for f in found if wish.row in comments.rows_around(f.span.start.row)]
        unused = _unused(wish, reached, asked)
        if unused is None or unused:
            yield _finding(path, text, wish, unused, lines)


def _unused(wish: Wish, reached: Sequence[Finding], asked: frozenset[str]) -> frozenset[str] | None:
    """Return which keys of a comment silence nothing, ``None`` for one without keys that does not."""
    if wish.keys is None:
        certain = asked >= {rule.code for rule in default_rules() if rule.static}
        return frozenset() if reached or not certain else None
    silenced = {key for f in reached for key in (f.code.lower(), f.name)}
    return frozenset(k for k in wish.keys if k.lower() not in silenced and _is_judged(k, asked))


def _is_judged(key: str, asked: frozenset[str]) -> bool:
    rule = find_rule(key)
    return rule is not None and rule.static and rule.code in asked


def _finding(path: str, text: str, wish: Wish, unused: frozenset[str] | None, lines: Lines) -> Finding:
    keys = [key for key in wish.keys or () if unused is not None and key in unused]
    named = ", ".join(f"`{key}`" for key in keys)
    why = f": {named} {'are' if len(keys) > 1 else 'is'} not found here" if keys else ""
    edit = wish.without(unused, text)
    return Finding(
        path,
        wish.span(lines),
        CODE,
        NAME,
        Severity.ADVICE,
        f"the comment silences nothing{why}",
        HELP,
        fix=_fix(text, edit, keys, wish),
    )


def _fix(text: str, edit: Edit, keys: Sequence[str], wish: Wish) -> Fix | None:
    if _program(text) != _program(apply_edits(text, [edit])):
        return None
    part = bool(keys) and len(keys) < len(wish.keys or ())
    title = f"Take {', '.join(keys)} out of the comment" if part else "Remove the comment"
    return Fix(title, (edit,), Applicability.SAFE, "A comment that silences nothing does nothing.")


def _program(text: str) -> str:
    return ast.dump(ast.parse(text))


def _removed(report: Report) -> Report:
    """Write the files without those comments."""
    changes = tuple(change for file in report.files if (change := _change(file)))
    by_path = {change.path: change for change in changes}
    left = tuple(_without(file) if file.path in by_path else file for file in report.files)
    written = write_changes(Report(left, changes))
    return replace(
        report,
        files=written.files,
        changes=(*report.changes, *written.changes),
        unwritten=(*report.unwritten, *written.unwritten),
    )


def _change(file: FileReport) -> Change | None:
    mine = tuple(finding for finding in file.findings if finding.code == CODE and finding.fix)
    data = read(file.path)
    if not mine or not isinstance(data, bytes):
        return None
    source = decode(data)
    after = apply_edits(source.text, [edit for finding in mine if finding.fix for edit in finding.fix.edits])
    return Change(file.path, data, source.encode(after), mine, file)


def _without(file: FileReport) -> FileReport:
    left = tuple(finding for finding in file.findings if finding.code != CODE or not finding.fix)
    return replace(file, findings=left)
