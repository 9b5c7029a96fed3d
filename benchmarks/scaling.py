"""Times the analysis of generated programs of growing size, and checks its limits.

    python benchmarks/scaling.py [--write] [--only SHAPE]

Each program is analysed in a process of its own, ``--runs`` times; the least processor time counts, and the
most memory. The one mistake in it must be found. ``--write`` puts the table into ``benchmarks/SCALING.md``.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import programs

REPORT = Path(__file__).with_name("SCALING.md")
SECONDS, MEGABYTES, GROWTH = 5.0, 500, 13.0
"""The limits: of one program, and of the time for ten times as many lines."""
LENGTHS = (100, 1_000, 3_000, 10_000)
TIMES = (10, 50, 100, 200)


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of program, and the sizes to try."""

    make: Callable[[int], str]
    what: str
    sizes: tuple[int, ...]


SHAPES = (
    Shape(programs.long_function, "one function of many loops", LENGTHS),
    Shape(programs.long_body, "one loop with a long body", LENGTHS),
    Shape(programs.scaled_body, "a long body of scaled updates, each with a helper", LENGTHS),
    Shape(programs.long_script, "a module of many loops", LENGTHS),
    Shape(programs.many_functions, "many training functions and helpers", LENGTHS),
    Shape(programs.methods, "a class of many methods", LENGTHS),
    Shape(programs.accumulation, "a long body under accumulation", LENGTHS),
    Shape(programs.chained_conditions, "independent conditions", TIMES),
    Shape(programs.repeated_conditions, "conditions asked again later", TIMES),
    Shape(programs.flags, "flags set under conditions, asked later", TIMES),
    Shape(programs.guards, "conditions with `continue`", TIMES),
    Shape(programs.options, "conditions around clips", TIMES),
    Shape(programs.elif_chain, "`elif` after `elif`", TIMES),
    Shape(programs.cases, "cases of a `match`", TIMES),
    Shape(programs.operands, "operands of one `and`", TIMES),
    Shape(programs.mixed_operands, "operands of `and`, `or`, `not`", TIMES),
    Shape(programs.choices, "conditional expressions", TIMES),
    Shape(programs.arguments, "conditional arguments of one call", TIMES),
    Shape(programs.many_tries, "`try` statements with jumps", TIMES),
    Shape(programs.nested_conditions, "`if` in `if` (Python allows 100)", (10, 50, 95)),
    Shape(programs.nested_loops, "loops in loops (Python allows 20)", (5, 10, 18)),
    Shape(programs.nested_whiles, "`while` loops in each other", (5, 10, 18)),
    Shape(programs.nested_tries, "`try` in `try`", (5, 10, 18)),
    Shape(programs.nested_finallys, "`finally` around `finally`", (5, 10, 18)),
    Shape(programs.nested_functions, "functions in functions", (10, 50, 95)),
    Shape(programs.brackets, "brackets in brackets (Python allows 200)", (10, 50, 100, 195)),
    Shape(programs.call_chain, "functions that each call the next", TIMES),
    Shape(programs.helper_chain, "helpers that each call the next, twice", TIMES),
    Shape(programs.call_tree, "helpers that each call two others", (15, 63, 255, 1023)),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What one program took."""

    size: int
    lines: int
    seconds: float
    megabytes: int
    found: bool


def main() -> None:
    """Measure, print or write the table, and fail where a limit is exceeded."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=2, help="runs of each program (default: 2)")
    parser.add_argument("--only", help="measure one shape only")
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.name}")
    parser.add_argument("--one", nargs=2, metavar=("SHAPE", "SIZE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(analysed(arguments.one[0], int(arguments.one[1]))))
        return
    shapes = [s for s in SHAPES if arguments.only in (None, s.make.__name__)]
    results = [(shape, [measured(shape, size, arguments.runs) for size in shape.sizes]) for shape in shapes]
    text = report(results)
    if arguments.write:
        REPORT.write_text(text, encoding="utf-8", newline="\n")
    print(text, end="")
    failures = [line for shape, times in results for line in exceeded(shape, times)]
    sys.exit("\n".join(failures) or 0)


def analysed(shape: str, size: int) -> dict[str, float]:
    """Analyse one program in this process."""
    from lintrain.analysis import analyse
    from lintrain.rule import static_rules

    source = next(s.make for s in SHAPES if s.make.__name__ == shape)(size)
    data, rules = source.encode(), static_rules()
    gc.set_threshold(100_000, 20, 50)  # as the command line does
    start = time.process_time()
    findings = analyse("program.py", data, rules).findings
    seconds = time.process_time() - start
    lines = source.splitlines()
    planted = {row for row, line in enumerate(lines, 1) if line.endswith(programs.PLANTED)}
    return {
        "lines": len(lines),
        "seconds": seconds,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "found": {finding.span.start.row for finding in findings} == planted,
    }


def measured(shape: Shape, size: int, runs: int) -> Measured:
    """Analyse one program in processes of its own."""
    command = [sys.executable, __file__, "--one", shape.make.__name__, str(size)]
    answers = [
        json.loads(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(runs)
    ]
    seconds = min(answer["seconds"] for answer in answers)
    megabytes = max(answer["megabytes"] for answer in answers)
    return Measured(size, answers[0]["lines"], seconds, megabytes, all(a["found"] for a in answers))


def exceeded(shape: Shape, times: list[Measured]) -> Iterable[str]:
    """Yield what a shape does wrong."""
    for one in times:
        where = f"{shape.make.__name__} {one.size}"
        if not one.found:
            yield f"{where}: not exactly the planted mistake was found"
        if one.seconds > SECONDS or one.megabytes > MEGABYTES:
            yield f"{where}: {one.seconds:.1f} s, {one.megabytes} MB"
    by_size = {one.size: one.seconds for one in times}
    if 10_000 in by_size and by_size[10_000] > GROWTH * by_size[1_000]:
        times_as_long = by_size[10_000] / by_size[1_000]
        yield f"{shape.make.__name__}: ten times the lines take {times_as_long:.0f} times as long"


def report(results: list[tuple[Shape, list[Measured]]]) -> str:
    """Return the table, in Markdown."""
    everything = [one for _, times in results for one in times]
    slowest, largest = max(o.seconds for o in everything), max(o.megabytes for o in everything)
    rows = "\n".join(_row(shape, times) for shape, times in results)
    found = "found in each of them" if all(o.found for o in everything) else "NOT found in each of them"
    return f"""\
# How the analysis grows

Generated by `python benchmarks/scaling.py --write` on Python {platform.python_version()}: the analysis of one
file by all rules, in a process of its own. Each program holds one mistake, which was {found}.
The limits are {SECONDS:.0f} s and {MEGABYTES} MB; the slowest took {slowest:.1f} s, the largest {largest} MB.

| program | size: seconds (megabytes) |
| --- | --- |
{rows}
"""


def _row(shape: Shape, times: list[Measured]) -> str:
    cells = (f"{o.size:,}: {o.seconds:.2f} ({o.megabytes})" for o in times)
    return f"| {shape.what} | {' · '.join(cells)} |"


if __name__ == "__main__":
    main()
