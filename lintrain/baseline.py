"""The findings that were there before: counted for each file and rule, as ESLint's bulk suppressions are.

Rows move, counts do not. Where a file has no more findings of a rule than its baseline, none of them is told;
where it has more, all are, because nobody can know which is the new one.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lintrain.config_file import ConfigError
from lintrain.findings import FileReport

VERSION = 1
NAME = "lintrain-baseline.json"

Row = tuple[str, str]
"""A file, by its path relative to the baseline, and the code of a rule."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a run has looked for: the codes of rules, for each file that could be checked."""

    codes: Mapping[str, frozenset[str]]
    files: Sequence[FileReport]


@dataclass(frozen=True, slots=True)
class Baseline:
    """How many findings each file has of each rule, and where that is written."""

    path: str
    counts: Mapping[Row, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many findings it knows."""
        return sum(self.counts.values())

    def name(self, path: str) -> str:
        """Return how a file is called in it."""
        return os.path.relpath(os.path.abspath(path), self._folder).replace(os.sep, "/")

    @property
    def _folder(self) -> str:
        return os.path.dirname(os.path.abspath(self.path))

    def without_known(self, files: Sequence[FileReport]) -> tuple[FileReport, ...]:
        """Return the reports without what it knows."""
        return tuple(map(self._new, files))

    def _new(self, file: FileReport) -> FileReport:
        name = self.name(file.path)
        found = Counter(finding.code for finding in file.findings)
        known = {code for code, number in found.items() if number <= self.counts.get((name, code), 0)}
        left = tuple(finding for finding in file.findings if finding.code not in known)
        return replace(file, findings=left) if known else file

    def pruned(self, looked: Looked) -> Baseline:
        """Return it without what is not there any more. Nothing comes in."""
        now = self.renewed(looked).counts
        fewer = {row: min(number, now.get(row, 0)) for row, number in self.counts.items()}
        return replace(self, counts={row: number for row, number in fewer.items() if number})

    def renewed(self, looked: Looked) -> Baseline:
        """Return it with all that was found. What nobody has looked for stays, if its file does."""
        names = {self.name(path): codes for path, codes in looked.codes.items()}
        kept = {
            (name, code): number
            for (name, code), number in self.counts.items()
            if code not in names.get(name, ()) and os.path.exists(os.path.join(self._folder, name))
        }
        found = Counter((self.name(f.path), f.code) for file in looked.files for f in file.findings)
        return replace(self, counts=kept | {row: n for row, n in found.items() if row[0] in names})


def read_baseline(path: str, needed: bool = True) -> Baseline:
    """Read a baseline; an empty one where there is none, unless it is needed. Raises ConfigError."""
    try:
        files = _files(json.loads(Path(path).read_bytes()))
    except FileNotFoundError as error:
        if not needed:
            return Baseline(path)
        raise ConfigError(f"{path}: there is no baseline (`--write-baseline` writes one)") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: not a baseline: {error}") from error
    return Baseline(path, {(name, code): n for name, codes in files.items() for code, n in codes.items()})


def write_baseline(baseline: Baseline) -> None:
    """Write a baseline, always in the same order. Raises ConfigError."""
    files: dict[str, dict[str, int]] = {}
    for (name, code), number in sorted(baseline.counts.items()):
        files.setdefault(name, {})[code] = number
    text = json.dumps({"version": VERSION, "files": files}, indent=2) + "\n"
    try:
        Path(baseline.path).write_bytes(text.encode())
    except OSError as error:
        raise ConfigError(f"{baseline.path}: cannot be written: {error.strerror or error}") from error


def _files(content: object) -> dict[str, dict[str, int]]:
    if not isinstance(content, dict) or content.get("version") != VERSION:
        raise ValueError(f"it has no `version` {VERSION}")
    files = content.get("files")
    if not isinstance(files, dict) or not all(map(_are_counts, files.values())):
        raise ValueError("`files` must be a table of counts for each file and rule")
    return files


def _are_counts(codes: object) -> bool:
    if not isinstance(codes, dict):
        return False
    return all(isinstance(n, int) and not isinstance(n, bool) and n > 0 for n in codes.values())
