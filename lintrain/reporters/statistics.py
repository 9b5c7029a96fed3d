"""How many findings each rule has, the most frequent first."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from lintrain.findings import Applicability, Finding
from lintrain.reporters.terminal import Terminal


def report_statistics(terminal: Terminal, findings: Sequence[Finding], as_json: bool = False) -> None:
    """Print counts. ``[*]``: a safe fix repairs all findings of the rule, ``[-]``: some of them."""
    safe = [f for f in findings if f.fix and f.fix.applicability is Applicability.SAFE]
    count = Counter((finding.code, finding.name) for finding in findings)
    fixable = Counter((finding.code, finding.name) for finding in safe)
    rows = sorted(count.items(), key=lambda item: (-item[1], item[0]))
    if as_json:
        objects = [
            {"code": rule[0], "name": rule[1], "count": number, "fixable_count": fixable[rule]}
            for rule, number in rows
        ]
        terminal.stream.write(json.dumps(objects, indent=2) + "\n")
        return
    width = len(str(rows[0][1])) if rows else 0
    for rule, number in rows:
        mark = "[*]" if fixable[rule] == number else "[-]" if fixable[rule] else "[ ]"
        terminal.line((f"{number:>{width}}", "bold"), f"\t{rule[0]}\t", (mark, "fixable"), f" {rule[1]}")
