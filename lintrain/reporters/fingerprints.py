"""Names for findings that stay the same while rows above them come and go."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence

from lintrain.findings import Finding
from lintrain.reporters.repository import named
from lintrain.reporters.texts import Sources


def fingerprints(findings: Sequence[Finding], sources: Sources) -> Iterator[str]:
    """Yield for each finding a hash of its file, its rule and its row's text; equal ones are numbered."""
    known: Counter[tuple[str, ...]] = Counter()
    for finding in findings:
        about = (named(finding.path), finding.code, _row(finding, sources))
        known[about] += 1
        yield digest(*about, str(known[about]))


def digest(*about: str) -> str:
    """Return a hash of some texts."""
    return hashlib.sha256("\0".join(about).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _row(finding: Finding, sources: Sources) -> str:
    lines = sources.lines(finding.path, finding.span.cell)
    return " ".join(lines.row(finding.span.start.row).split()) if lines else ""
