"""Times lintrain against TorchFix on one tree: whole processes, wall clock, taking turns.

    python benchmarks/speed.py --tree FOLDER --lintrain COMMAND --torchfix COMMAND [--write]

Each command runs once unmeasured, so that both find the files and their own bytecode in memory, then
``--runs`` times in turns. Neither keeps results from one run to the next. ``--write`` puts the
table into ``benchmarks/RESULTS.md``.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

REPORT = Path(__file__).with_name("RESULTS.md")


@dataclass(frozen=True, slots=True)
class Tool:
    """A command to time, the exit codes with which it has done its work, and its times in seconds."""

    name: str
    command: tuple[str, ...]
    success: frozenset[int]
    version: str
    python: str
    times: list[float] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """The median of the times."""
        return median(self.times)


def main() -> None:
    """Time both, and print or write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--tree", type=Path, required=True, help="the folder to check")
    parser.add_argument("--lintrain", required=True, help="path of the command")
    parser.add_argument("--torchfix", required=True, help="path of the command, in an environment of its own")
    parser.add_argument("--runs", type=int, default=5, help="measured runs of each (default: 5)")
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.name}")
    arguments = parser.parse_args()
    if not arguments.tree.is_dir():
        parser.error(f"{arguments.tree} is no folder")
    tree = str(arguments.tree)
    ours = tool("lintrain", arguments.lintrain, ("check", "--isolated", tree), frozenset((0, 1)))
    theirs = tool("torchfix", arguments.torchfix, (tree,), frozenset((0,)))
    measure((ours, theirs), arguments.runs)
    text = report(ours, theirs, arguments.tree)
    if arguments.write:
        REPORT.write_text(text + others(), encoding="utf-8", newline="\n")
    print(text, end="")


def others() -> str:
    """Return what other commands have written into the report: sections with a title of their own."""
    kept = REPORT.read_text(encoding="utf-8") if REPORT.exists() else ""
    return "".join(kept.partition("\n## ")[1:])


def tool(name: str, path: str, arguments: tuple[str, ...], success: frozenset[int]) -> Tool:
    """Return the command, its version, and that of the Python beside it."""
    version, python = said_by(path), said_by(str(Path(path).with_name("python")))
    return Tool(name, (path, *arguments), success, version, python)


def said_by(command: str) -> str:
    """Return the last word that ``--version`` prints."""
    done = subprocess.run([command, "--version"], capture_output=True, encoding="utf-8", check=True)
    return done.stdout.split()[-1]


def measure(tools: tuple[Tool, ...], runs: int) -> None:
    """Take turns, so that what else the machine does meets all alike."""
    for number in range(runs + 1):
        for one in tools:
            seconds = timed(one)
            if number:
                one.times.append(seconds)


def timed(one: Tool) -> float:
    """Run the command once. Returns its seconds from start to exit."""
    start = time.perf_counter()
    done = subprocess.run(one.command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8")
    seconds = time.perf_counter() - start
    if done.returncode not in one.success:
        sys.exit(f"{' '.join(one.command)} exited with {done.returncode}:\n{done.stderr}")
    return seconds


def report(ours: Tool, theirs: Tool, tree: Path) -> str:
    """Return the results as Markdown. The sentence with the ratio comes first."""
    ratio = theirs.middle / ours.middle
    lines = [
        f"`lintrain check` takes {ours.middle:.2f} s on {named(tree)}; "
        f"TorchFix {theirs.version} takes {theirs.middle:.2f} s, {ratio:.1f} times as long.",
        "",
        "| command | version | Python | median | fastest | slowest | runs |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: |",
        *map(row, (ours, theirs)),
        "",
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores.",
    ]
    return "\n".join(lines) + "\n"


def row(one: Tool) -> str:
    """Return one row of the table."""
    seconds = " | ".join(f"{value:.2f} s" for value in (one.middle, min(one.times), max(one.times)))
    return f"| {one.name} | {one.version} | {one.python} | {seconds} | {len(one.times)} |"


def named(tree: Path) -> str:
    """Return the name of a tree: its repository's where the folder is called ``owner+name``."""
    return tree.resolve().name.replace("+", "/")


if __name__ == "__main__":
    main()
