"""The mark of what ``--fix`` would repair."""

from __future__ import annotations

from lintrain.findings import Applicability, Finding


def mark(finding: Finding) -> str:
    """Return `` [*]`` where a safe fix repairs the finding, and nothing else."""
    safe = finding.fix is not None and finding.fix.applicability is Applicability.SAFE
    return " [*]" if safe else ""
