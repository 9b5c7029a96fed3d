"""All rules, as a table."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from lintrain.manual import fix_of, judged, state
from lintrain.reporters.terminal import Piece, Terminal
from lintrain.rule import Rule

HEAD = ("code", "rule", "severity", "judged", "fix", "what is wrong")
LEAST = 30
"""Columns that a summary needs beside the rest; on a narrower terminal it stands under it."""
INDENT = 4


def report_rules(terminal: Terminal, rules: Sequence[type[Rule]]) -> None:
    """Print a row for each rule. Lines are broken for a terminal alone: a file has one for each rule."""
    rows = [(rule.code, rule.name, state(rule), judged(rule), fix_of(rule)) for rule in rules]
    widths = [max(map(len, column)) for column in zip(HEAD[:-1], *rows, strict=True)]
    left = sum(widths) + 2 * len(widths)
    longest = max(LEAST, *(len(rule.summary()) for rule in rules))
    width = terminal.width if terminal.stream.isatty() else left + longest
    beside = width - left >= LEAST
    indent = left if beside else INDENT
    terminal.line((_row(HEAD, widths) + (HEAD[-1] if beside else ""), "quiet"))
    for rule, row in zip(rules, rows, strict=True):
        summary = textwrap.wrap(rule.summary(), width - indent, break_on_hyphens=False)
        terminal.line(*_styled(rule, row, widths), summary.pop(0) if beside else "")
        for line in summary:
            terminal.line(" " * indent + line)


def report_manual(terminal: Terminal, manual: str) -> None:
    """Print a manual: rendered where there is colour, and as the Markdown that it is elsewhere."""
    if not terminal.colour:
        terminal.stream.write(manual)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(file=terminal.stream, width=terminal.width, force_terminal=True)
    console.print(Markdown(manual))


def _row(row: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(f"{cell:<{width}}  " for cell, width in zip(row, widths, strict=False))


def _styled(rule: type[Rule], row: Sequence[str], widths: Sequence[int]) -> tuple[Piece, ...]:
    styles = ("quiet", "bold", rule.severity.value, "", "")
    return tuple((_row([c], [w]), style) for c, w, style in zip(row, widths, styles, strict=True))
