"""A report against its baseline: what is new in it, and what the baseline is from now on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lintrain.baseline import NAME, Baseline, Looked, read_baseline, write_baseline
from lintrain.config import Settings
from lintrain.discovery import discover
from lintrain.report import Report


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which baseline, and what is to be done with it."""

    path: str | None = None
    write: bool = False
    prune: bool = False


def compare(report: Report, paths: Sequence[str], settings: Settings, wanted: Wanted) -> Report:
    """Return a report without what its baseline knows, and write that baseline if it is to be written.

    Raises:
        ConfigError: the baseline cannot be read or written.
    """
    path = wanted.path or settings.baseline or (NAME if wanted.write or wanted.prune else None)
    if path is None:
        return report
    before = read_baseline(path, needed=not wanted.write)
    now, notes = _settled(before, _looked(report, paths, settings), wanted)
    left = replace(report, files=now.without_known(report.files))
    known = len(report.findings) - len(left.findings)
    are = "is" if known == 1 else "are"
    told = (f"{_count(known)} in the baseline {are} not told.",) if known else ()
    return replace(left, notes=(*report.notes, *told, *notes))


def _settled(before: Baseline, looked: Looked, wanted: Wanted) -> tuple[Baseline, tuple[str, ...]]:
    """Return the baseline that counts from now on, and what is to be said of it."""
    pruned = before.pruned(looked)
    gone = before.total - pruned.total
    if wanted.write:
        now = before.renewed(looked)
        write_baseline(now)
        return now, (f"Wrote {before.path}: {_count(now.total)}.",)
    if wanted.prune:
        if gone:
            write_baseline(pruned)
        return pruned, (f"Removed {_count(gone)} that are gone from {before.path}.",)
    if gone:
        return before, (
            f"{_count(gone)} fewer than in the baseline: `--prune-baseline` takes out what is gone.",
        )
    return before, ()


def _looked(report: Report, paths: Sequence[str], settings: Settings) -> Looked:
    """Return what was looked for. What was found in files that others import is no check of them."""
    given = set(discover(paths, settings).files)
    files = [file for file in report.files if file.path in given and not file.problems]
    codes = {file.path: _asked(file.path, settings) for file in files}
    return Looked(codes, files)


def _asked(path: str, settings: Settings) -> frozenset[str]:
    return frozenset(rule.code for rule in settings.rules_for(path) if rule.static)


def _count(number: int) -> str:
    return f"{number} finding" if number == 1 else f"{number} findings"
