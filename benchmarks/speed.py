"""Times lintrain and its peers on some trees: whole processes, wall clock, taking turns.

    python benchmarks/speed.py --tree FOLDER... --lintrain COMMAND [--peer NAME=COMMAND]... [--write]

Peers are torchfix, fixit, dslinter, semgrep and ruff, each a command in an environment of its own;
``--skip torchfix:FOLDER`` leaves one out where it takes minutes. Each command runs once unmeasured, so that
all find the files and their own bytecode in memory, then ``--runs`` times in turns. lintrain runs without
its cache (cold), with a full one (warm), after one file of 2,000 has changed, and on single files.
``--write`` puts the tables into ``benchmarks/RESULTS.md``.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

REPORT = Path(__file__).with_name("RESULTS.md")
SEMGREP_RULES = Path(__file__).with_name("semgrep.yaml")
MANY = 2000

LOOP = """\
import torch


def train(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
"""
PLAIN = "def add(a, b):\n    return a + b\n"


@dataclass(frozen=True, slots=True)
class Tool:
    """A command to time, the exit codes with which it has done its work, and its times and memory.

    ``before`` is done before each run, and is not timed.
    """

    name: str
    command: tuple[str, ...]
    success: frozenset[int]
    version: str
    before: Callable[[], None] = lambda: None
    times: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """The median of the times, in seconds."""
        return median(self.times)


PEERS: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "torchfix": (("{tree}",), (0,)),
    "fixit": (("lint", "{tree}"), (0, 1)),
    "dslinter": (
        ("--load-plugins=dslinter", "--disable=all", "--enable=dslinter", "--recursive=y", "{tree}"),
        tuple(range(32)),
    ),
    "semgrep": (("scan", "--metrics=off", f"--config={SEMGREP_RULES}", "{tree}"), (0, 1)),
    "ruff": (("check", "--isolated", "--cache-dir={cache}", "{tree}"), (0, 1)),
}
"""What each peer is called with, and the exit codes with which it has done its work."""


def main() -> None:
    """Time all, and print or write the tables."""
    arguments = _parsed()
    with tempfile.TemporaryDirectory() as scratch:
        tables = [
            measured(table, arguments.runs)
            for table in (
                *((named(tree), on_tree(arguments, tree, Path(scratch))) for tree in arguments.tree),
                ("small work", small_work(arguments.lintrain, Path(scratch))),
            )
        ]
    text = report(tables)
    if arguments.write:
        REPORT.write_text(text + others(), encoding="utf-8", newline="\n")
    print(text, end="")


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--tree", type=Path, action="append", required=True, help="a folder to check")
    parser.add_argument("--lintrain", required=True, help="path of the command")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=COMMAND")
    parser.add_argument("--skip", action="append", default=[], metavar="NAME:FOLDER")
    parser.add_argument("--runs", type=int, default=5, help="measured runs of each (default: 5)")
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.name}")
    arguments = parser.parse_args()
    for tree in arguments.tree:
        if not tree.is_dir():
            parser.error(f"{tree} is no folder")
    for peer in arguments.peer:
        if peer.partition("=")[0] not in PEERS:
            parser.error(f"{peer}: peers are {', '.join(PEERS)}")
    return arguments


def on_tree(arguments: argparse.Namespace, tree: Path, scratch: Path) -> list[Tool]:
    """Return what is run on one tree: lintrain cold and warm, and its peers."""
    cache = scratch / f"{tree.name}-lintrain"
    tools = [
        lintrain("lintrain, cold", arguments.lintrain, "--no-cache", str(tree)),
        lintrain("lintrain, warm", arguments.lintrain, f"--cache-dir={cache}", str(tree)),
    ]
    for name, _, path in (peer.partition("=") for peer in arguments.peer):
        if f"{name}:{tree}" not in arguments.skip:
            words, success = PEERS[name]
            filled = (word.format(tree=tree, cache=scratch / f"{tree.name}-{name}") for word in words)
            tools.append(Tool(name, (path, *filled), frozenset(success), said_by(path)))
    return tools


def small_work(command: str, scratch: Path) -> list[Tool]:
    """Return runs over many files of which one has changed, and over single files."""
    folder = scratch / "many"
    folder.mkdir()
    for number in range(MANY):
        text = LOOP if number % 10 == 0 else PLAIN
        (folder / f"m{number}.py").write_text(f"{text}\n# {number}\n", encoding="utf-8")
    loop, plain = scratch / "loop.py", scratch / "plain.py"
    loop.write_text(LOOP, encoding="utf-8")
    plain.write_text(PLAIN, encoding="utf-8")

    def edit() -> None:
        (folder / "m0.py").write_text(f"{LOOP}\n# {time.time_ns()}\n", encoding="utf-8")

    cache = f"--cache-dir={scratch / 'many-cache'}"
    return [
        lintrain(f"{MANY} files, one changed", command, cache, str(folder), before=edit),
        lintrain("a file with a training loop", command, "--no-cache", str(loop)),
        lintrain("a file without", command, "--no-cache", str(plain)),
        lintrain("--version", command, arguments=("--version",)),
    ]


def lintrain(
    name: str,
    command: str,
    *words: str,
    before: Callable[[], None] = lambda: None,
    arguments: tuple[str, ...] | None = None,
) -> Tool:
    """Return one way to run lintrain."""
    called = arguments or ("check", "--isolated", *words)
    return Tool(name, (command, *called), frozenset((0, 1)), said_by(command), before)


def others() -> str:
    """Return what other commands have written into the report: sections with a title of their own."""
    kept = REPORT.read_text(encoding="utf-8") if REPORT.exists() else ""
    return "".join(kept.partition("\n## ")[1:])


def said_by(command: str) -> str:
    """Return the version: the last word of the first line that ``--version`` prints."""
    done = subprocess.run([command, "--version"], capture_output=True, encoding="utf-8", check=False)
    words = (done.stdout or done.stderr).partition("\n")[0].split()
    return words[-1] if words else "?"


def measured(table: tuple[str, list[Tool]], runs: int) -> tuple[str, list[Tool]]:
    """Take turns, so that what else the machine does meets all alike."""
    for number in range(runs + 1):
        for one in table[1]:
            one.before()
            seconds, kilobytes = timed(one)
            if number:
                one.times.append(seconds)
                one.memory.append(kilobytes)
    return table


def timed(one: Tool) -> tuple[float, int]:
    """Run the command once. Returns its seconds from start to exit, and the KB of its largest process."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(one.command, stdout=subprocess.DEVNULL, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in one.success:
            said.seek(0)
            words = said.read().decode(errors="replace")
            sys.exit(f"{' '.join(one.command)} exited with {process.returncode}:\n{words}")
    return seconds, usage.ru_maxrss


def report(tables: Sequence[tuple[str, list[Tool]]]) -> str:
    """Return the results as Markdown. The sentence with the ratio comes first."""
    parts = [sentence(*tables[0])]
    for name, tools in tables:
        parts += ["", f"### {name}", "", HEAD, RULER, *(row(one, tools[0]) for one in tools)]
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return "\n".join([*parts, "", f"{machine}, Python {platform.python_version()}."]) + "\n"


HEAD = "| command | version | median | fastest | slowest | runs | largest process | times the first row |"
RULER = "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |"


def sentence(name: str, tools: list[Tool]) -> str:
    """Say how long lintrain takes on the first tree, and TorchFix if it was asked."""
    ours = tools[0]
    said = f"`lintrain check` takes {ours.middle:.2f} s on {name}"
    for peer in tools:
        if peer.name == "torchfix":
            ratio = peer.middle / ours.middle
            said += (
                f"; TorchFix {peer.version} takes {peer.middle:.2f} s, {ratio:.1f} times as long. "
                f"With its cache it takes {tools[1].middle:.2f} s"
            )
    return f"{said}."


def row(one: Tool, first: Tool) -> str:
    """Return one row of a table."""
    seconds = " | ".join(f"{value:.2f} s" for value in (one.middle, min(one.times), max(one.times)))
    memory, ratio = max(one.memory) / 1024, one.middle / first.middle
    return f"| {one.name} | {one.version} | {seconds} | {len(one.times)} | {memory:.0f} MB | {ratio:.2f} |"


def named(tree: Path) -> str:
    """Return the name of a tree: its repository's where the folder is called ``owner+name``."""
    return tree.resolve().name.replace("+", "/")


if __name__ == "__main__":
    main()
