"""Findings as cards: what, the code that proves it, when it was seen, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from lintrain.findings import FileReport, Finding, Fix
from lintrain.reporters.frame import Line
from lintrain.reporters.full import Full, when
from lintrain.reporters.page.markup import element, prose, text
from lintrain.reporters.terminal import Terminal
from lintrain.reporters.texts import texts


def cards(files: Sequence[FileReport], findings: Sequence[Finding], terminal: Terminal) -> str:
    """Return all findings as markup. ``terminal`` is asked for nothing but its width."""
    full = Full(terminal, texts(files))
    return "".join(_card(index, finding, full) for index, finding in enumerate(findings))


def anchor(index: int) -> str:
    """Return the name under which a finding can be linked to."""
    return f"finding-{index + 1}"


def _card(index: int, finding: Finding, full: Full) -> str:
    severity = finding.severity.value
    rule = element("code", text(finding.code)) + " " + text(finding.name)
    head = element("h3", element("span", severity, "badge") + " " + element("span", rule, "rule"))
    frame = "\n".join(map(_line, full.frames(finding)))
    seen = f"Seen {when(finding.seen)}." if finding.seen else "The source shows it; the run did not."
    parts = [
        head,
        element("p", prose(_sentence(finding.message)), "message"),
        element("pre", frame, "frame", tabindex="0"),
        element("p", text(seen), "seen"),
        element("p", _repair(finding.fix), "help") if finding.fix else "",
        element("p", element("b", "Help") + " " + prose(finding.help), "help") if finding.help else "",
    ]
    return element("article", "".join(parts), f"finding {severity}", id=anchor(index))


def _repair(fix: Fix) -> str:
    return element("b", f"{fix.applicability.value.capitalize()} fix") + " " + prose(fix.title)


def _sentence(message: str) -> str:
    return message[:1].upper() + message[1:] + ("" if message.endswith(".") else ".")


def _line(line: Line) -> str:
    """Return a line of a frame. Its pieces are harmless for a terminal already, not yet for a page."""
    return "".join(_piece(*((piece, "") if isinstance(piece, str) else piece)) for piece in line).rstrip(" ")


def _piece(said: str, style: str) -> str:
    return element("span", text(said), f"s-{style}") if style else text(said)
