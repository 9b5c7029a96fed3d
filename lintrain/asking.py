"""Asks on the terminal whether a fix is to be applied."""

from __future__ import annotations

import sys

from lintrain.findings import FileReport, Finding
from lintrain.interactive import Answer
from lintrain.reporters.full import Full
from lintrain.reporters.terminal import Terminal
from lintrain.reporters.texts import texts

MEANINGS = {
    Answer.YES: "apply this fix",
    Answer.NO: "leave this one",
    Answer.ALL: "apply this one and all that follow",
    Answer.QUIT: "leave this one and all that follow; what was agreed to is written",
}
QUESTION = f"Apply this fix [{','.join(answer.value for answer in Answer)},?]? "


def ask(finding: Finding, report: FileReport) -> Answer:
    """Show a finding with its fix, and ask until there is an answer. The end of the input means: quit."""
    terminal = Terminal(sys.stdout)
    Full(terminal, texts((report,))).finding(finding)
    while True:
        terminal.stream.write(QUESTION)
        terminal.stream.flush()
        said = sys.stdin.readline()
        answer = _understood(said) if said else Answer.QUIT
        if answer is not None:
            terminal.line()
            return answer
        for each, meaning in MEANINGS.items():
            terminal.line(f"{each.value} - {meaning}")


def _understood(said: str) -> Answer | None:
    word = said.strip().lower()
    words = {answer.name.lower(): answer for answer in Answer} | {answer.value: answer for answer in Answer}
    return words.get(word)
