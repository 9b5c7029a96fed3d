"""Kills ``lintrain fix`` at random moments, and looks at what it has left.

    python benchmarks/crash.py [--kills 500] [--files 200] [--seed 0] [--write]

In a folder of training scripts, each with a mistake that has a safe fix, the command is started and killed
(SIGKILL, with its workers), again and again: half of the times at any moment of its run, half of them while
files are being written. Every other run goes on where the one before was killed. After each, every file must
be the old one or the new one, byte for byte. Then a run that is left in peace must find and leave every file
whole, and nothing besides. Every tenth script has a second name, a hard link. One of those may be found half
written where ``lintrain check`` says so, and the next run must put it back. ``--write`` puts the table into
``benchmarks/CRASHES.md``.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lintrain.source.in_place import unfinished

REPORT = Path(__file__).with_name("CRASHES.md")
TITLE = "# Killed while fixing"
SCRIPT = """\
import torch
import torch.nn.functional as F


def train_{number}(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
        torch.nn.utils.clip_grad_norm_(model.parameters(), {number}.0)
"""
CALLS = {"step": "        optimizer.step()\n", "clip": "        torch.nn.utils.clip_grad_norm_"}


@dataclass(slots=True)
class Folder:
    """Scripts to fix: their contents before and after, by name; some of them have a second name."""

    root: Path
    files: int
    old: dict[str, bytes] = field(default_factory=dict)
    new: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Write the scripts; some of them are large, so that workers are started for enough of them."""
        (self.root / "links").mkdir()
        for number in range(self.files):
            name = f"train_{number:03}.py"
            text = SCRIPT.format(number=number + 1) + "# notes\n" * (1500 if number % 20 == 0 else 0)
            head, step, rest = text.partition(CALLS["step"])
            clip, end, tail = rest.partition("\n")
            self.old[name] = text.encode()
            self.new[name] = f"{head}{clip}{end}{step}{tail}".encode()
            (self.root / name).write_bytes(self.old[name])
            if number % 10 == 0:
                os.link(self.root / name, self.root / "links" / f"{name}.txt")

    def restore(self) -> None:
        """Make every file the old one again, in place."""
        for name, content in self.old.items():
            if (self.root / name).read_bytes() != content:
                (self.root / name).write_bytes(content)

    def names(self) -> set[str]:
        """Return all that is in the folder, less what scripts are expected."""
        return {path.name for path in self.root.iterdir()} - {*self.old, "links"}

    def states(self) -> Iterator[tuple[str, str]]:
        """Yield the name of each script, and whether it is old, new, torn but named, or torn."""
        for name in self.old:
            now = (self.root / name).read_bytes()
            if now in (self.old[name], self.new[name]):
                yield name, "old" if now == self.old[name] else "new"
            else:
                problem = unfinished(str(self.root / name))
                yield name, "named" if problem and "puts back" in problem.message else "torn"

    def linked(self) -> bool:
        """Tell whether all second names still name the same files."""
        links = self.root.joinpath("links").iterdir()
        return all(link.samefile(self.root / link.name.removesuffix(".txt")) for link in links)


@dataclass(slots=True)
class Seen:
    """What was seen after the kills. ``wrong`` says what must not be."""

    kills: int = 0
    late: int = 0
    runs: int = 0
    midway: int = 0
    named: int = 0
    leftovers: int = 0
    wrong: list[str] = field(default_factory=list)


def main() -> None:
    """Kill as often as is wished, and print or write what was seen."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", action="store_true", help=f"write into {REPORT.name}")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lintrain-crash-") as root:
        seen = tortured(Folder(Path(root), arguments.files), arguments.kills, random.Random(arguments.seed))
    text = report(seen, arguments.files)
    if arguments.write:
        REPORT.write_text(text, encoding="utf-8", newline="\n")
    print(text, end="")
    for line in seen.wrong:
        print(f"error: {line}", file=sys.stderr)
    sys.exit(1 if seen.wrong else 0)


def tortured(folder: Folder, kills: int, chance: random.Random) -> Seen:
    """Kill ``kills`` runs, and look each time."""
    seen = Seen()
    first, whole = timed(folder, seen)
    while seen.kills < kills:
        if seen.kills % 2 == 0:
            folder.restore()
        start = 0.0 if chance.random() < 0.5 else first
        if not killed(folder, chance.uniform(start, whole * 1.05)):
            seen.late += 1  # it was done before
            folder.restore()
            continue
        seen.kills += 1
        look(folder, seen)
        if seen.kills % 10 == 0 or any(state == "named" for _, state in folder.states()):
            in_peace(folder, seen)
        if seen.kills % 50 == 0:
            print(f"{seen.kills} of {kills}", file=sys.stderr)
    in_peace(folder, seen)
    return seen


def timed(folder: Folder, seen: Seen) -> tuple[float, float]:
    """Return how long it takes until the first file is written, and until the end."""
    in_peace(folder, seen)
    folder.restore()
    start = time.time()
    in_peace(folder, seen)
    end = time.time()
    first = min((folder.root / name).stat().st_mtime for name in folder.old)
    return first - start, end - start


def command(folder: Folder) -> list[str]:
    """Return the command that fixes the folder."""
    return [sys.executable, "-m", "lintrain", "fix", "--isolated", "--no-cache", str(folder.root)]


def killed(folder: Folder, after: float) -> bool:
    """Start to fix, and kill it with its workers after so many seconds; ``False`` where it was done."""
    with subprocess.Popen(
        command(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return True
    return False


def look(folder: Folder, seen: Seen) -> None:
    """Look at every file after a kill."""
    states = dict(folder.states())
    counts = Counter(states.values())
    seen.wrong += [f"kill {seen.kills}: {name} is torn" for name, state in states.items() if state == "torn"]
    seen.midway += 0 < counts["old"] < len(states)
    seen.named += counts["named"]
    seen.leftovers += bool(folder.names())


def in_peace(folder: Folder, seen: Seen) -> None:
    """Fix all, undisturbed: every file is the new one then, and there is nothing else."""
    done = subprocess.run(command(folder), capture_output=True, text=True)
    seen.runs += 1
    if done.returncode != 0:
        seen.wrong.append(f"after kill {seen.kills}: exit code {done.returncode}: {done.stderr.strip()}")
    seen.wrong += [
        f"after kill {seen.kills}: {n} is {state}" for n, state in folder.states() if state != "new"
    ]
    seen.wrong += [f"after kill {seen.kills}: {name} is left" for name in sorted(folder.names())]
    if not folder.linked():
        seen.wrong.append(f"after kill {seen.kills}: hard links are cut")


def report(seen: Seen, files: int) -> str:
    """Return the results as Markdown."""
    rows = {
        "runs of `lintrain fix` that were killed": seen.kills,
        "of these, while some files were fixed and others not": seen.midway,
        "files that were neither old nor new": sum("torn" in line for line in seen.wrong),
        "hard-linked files half written, named by `check` and put back by the next run": seen.named,
        "kills that left a hidden file, removed by the next run": seen.leftovers,
        "runs in peace, each with every file fixed and nothing left over": seen.runs,
        "what was wrong": len(seen.wrong),
    }
    lines = [
        TITLE,
        "",
        f"SIGKILL at random moments, over {files} files with a safe fix each.",
        "",
        "| what | how often |",
        "| --- | ---: |",
        *(f"| {what} | {count} |" for what, count in rows.items()),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
