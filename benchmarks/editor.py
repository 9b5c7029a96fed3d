"""Types into a file of a thousand lines that trains, and measures what the language server takes.

    python benchmarks/editor.py [--write] [--edits N] [--keys N]

``--keys`` characters are typed one by one, each once the diagnostics of the one before have come: the time
counts from sending the key to reading its diagnostics, the pause that the server makes included. Then
``--edits`` whole words are typed as fast as the server takes them, and the server's memory is read on the
way. ``--write`` puts the table into ``benchmarks/EDITOR.md``.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import programs
from editor_client import Editor

REPORT = Path(__file__).with_name("EDITOR.md")
LINES = 1_000
LIMIT = 0.2
"""Seconds that 95 of 100 keys may take."""
GROWTH = 50
"""Megabytes that the server may grow by over all edits, once it has seen some."""
LOOP = """

def train(model, optimizer, loader):
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
"""
HELPER = '''

def describe_{number}(rows, width={number}):
    """Return the rows as text, one on each line."""
    lines = []
    for index, row in enumerate(rows):
        if len(row) > width:
            row = row[:width] + "..."
        lines.append(f"{{index:>4}} {{row}}")
    return "\\\\n".join(lines)
'''


def program(lines: int = LINES) -> str:
    """Return a module of so many lines: helpers, and one training loop with a mistake in it."""
    text = programs.HEADER
    number = 0
    while (text + LOOP).count("\n") < lines:
        text += HELPER.format(number=number)
        number += 1
    return text + LOOP


class Typist:
    """Types words into a comment and a name of the training loop, and takes them away again."""

    def __init__(self, editor: Editor, folder: Path, text: str) -> None:
        self._editor, self._text, self._version = editor, text, 1
        self._uri = (folder / "train.py").as_uri()
        self._row = text.count("\n", 0, text.rindex("loss.backward()"))
        self._column = len("        loss.backward()")
        first = editor.open(self._uri, text)
        assert [each["code"] for each in first] == ["LT101"], first

    def key(self, typed: str) -> float:
        """Type something behind the backward; return how long its diagnostics take."""
        begun = time.perf_counter()
        found = self._editor.change(self._uri, self._next(), self._change(typed, self._column, self._column))
        taken = time.perf_counter() - begun
        assert found, "the mistake is not told any more"
        self._column += len(typed)
        return taken

    def replace(self, typed: str, wait: bool) -> None:
        """Replace all that was typed, and wait for the diagnostics or not."""
        start = len("        loss.backward()")
        change = self._change(typed, start, self._column)
        self._column = start + len(typed)
        if wait:
            assert self._editor.change(self._uri, self._next(), change)
        else:
            self._editor.type(self._uri, self._next(), change)

    def _next(self) -> int:
        self._version += 1
        return self._version

    def _change(self, text: str, start: int, end: int) -> dict[str, Any]:
        places = ({"line": self._row, "character": column} for column in (start, end))
        return {"range": dict(zip(("start", "end"), places, strict=True)), "text": text}


def memory(editor: Editor) -> float:
    """Return the megabytes that the server has in memory (Linux)."""
    status = Path(f"/proc/{editor.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def processor(editor: Editor) -> float:
    """Return the seconds of processor time that the server has used (Linux)."""
    fields = Path(f"/proc/{editor.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def keys(typist: Typist, count: int) -> list[float]:
    """Return how long each of so many keys takes."""
    word = "  # and then the step "
    taken = []
    for number in range(count):
        if number % 40 == 0:
            typist.replace("", True)
        taken.append(typist.key(word[number % 40] if number % 40 < len(word) else "x"))
    typist.replace("", True)
    return taken


def edits(editor: Editor, typist: Typist, count: int, each: int = 10) -> list[float]:
    """Edit so often, waiting for every tenth; return the memory on the way, in megabytes."""
    seen = []
    for number in range(count):
        typist.replace(f"; version_{number} = {number}", number % each == each - 1)
        if number % max(1, count // 20) == 0:
            seen.append(memory(editor))
    typist.replace("", True)
    return [*seen, memory(editor)]


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds for each key, processor time for one, and the megabytes over so many edits."""

    taken: list[float]
    processor: float
    grown: list[float]
    edits: int

    @property
    def p95(self) -> float:
        """What 95 of 100 keys take at most."""
        return quantiles(self.taken, n=20)[-1]

    @property
    def settled(self) -> float:
        """The memory after a fifth of the edits."""
        return self.grown[len(self.grown) // 5]

    @property
    def too_much(self) -> bool:
        """Whether a limit is exceeded."""
        return self.p95 > LIMIT or self.grown[-1] - self.settled > GROWTH


def measure(count: int, many: int) -> Measured:
    """Type, and read the clocks."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        editor = Editor(folder, "--isolated")
        typist = Typist(editor, folder, program())
        keys(typist, 5)
        before = processor(editor)
        taken = keys(typist, count)
        used = (processor(editor) - before) / count
        grown = edits(editor, typist, many)
        code, errors = editor.close()
        assert (code, errors) == (0, ""), errors
    return Measured(taken, used, grown, many)


def report(measured: Measured) -> str:
    """Return the table."""
    taken, load = measured.taken, os.getloadavg()[0]
    processors = f"{os.cpu_count()} processors had {load:.0f} processes to run"
    where = f"{platform.machine()}, Python {platform.python_version()}"
    lines = program().count("\n")
    return f"""# Typing

Measured by `python benchmarks/editor.py --write` on {where}: a module of {lines:,} lines with a
training loop in it, with a mistake, open in the language server.
{processors}.

| | |
| --- | ---: |
| a key typed, until its diagnostics are there: median | {median(taken) * 1000:.0f} ms |
| 95 of 100 keys (limit: {LIMIT * 1000:.0f} ms) | {measured.p95 * 1000:.0f} ms |
| the slowest of {len(taken)} | {max(taken) * 1000:.0f} ms |
| processor time of the server for a key | {measured.processor * 1000:.0f} ms |
| the server's memory when it has seen a fifth of {measured.edits:,} edits | {measured.settled:.0f} MB |
| after all of them (limit: {GROWTH} MB more) | {measured.grown[-1]:.0f} MB |
"""


def main() -> int:
    """Measure, and print or write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--keys", type=int, default=200, help="keys to time (default: 200)")
    parser.add_argument("--edits", type=int, default=10_000, help="edits for memory (default: 10000)")
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.name}")
    arguments = parser.parse_args()
    measured = measure(arguments.keys, arguments.edits)
    text = report(measured)
    if arguments.write:
        REPORT.write_text(text, encoding="utf-8", newline="\n")
    print(text, end="")
    return int(measured.too_much)


if __name__ == "__main__":
    raise SystemExit(main())
