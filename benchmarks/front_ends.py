"""Compares the two front ends on every Python file in the given trees.

    python benchmarks/front_ends.py TREE...

Both must make the same graph of a file, number for number, or the quick one must leave it to libcst.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lintrain.syntax.problems import SyntaxProblem
from lintrain.syntax.quick.build import quick_module
from lintrain.syntax.tree import parse


def main() -> None:
    """Compare, print where they differ, and fail there."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("trees", nargs="+", type=Path, metavar="TREE")
    sys.setrecursionlimit(10_000)  # to compare deep expressions
    counts: Counter[str] = Counter()
    times = [0.0, 0.0]
    for path in files(parser.parse_args().trees):
        what = compared(path.read_bytes(), times)
        counts[what] += 1
        if what not in ("same", "refused by both"):
            print(f"{path}: {what}")
    print(", ".join(f"{count} {what}" for what, count in counts.most_common()))
    print(f"libcst {times[0]:.1f} s, ast {times[1]:.1f} s")
    sys.exit(bool(counts["DIFFERENT"]))


def files(trees: list[Path]) -> Iterator[Path]:
    """Yield the Python files."""
    for tree in trees:
        yield from [tree] if tree.is_file() else (p for p in sorted(tree.rglob("*.py")) if p.is_file())


def compared(data: bytes, times: list[float]) -> str:
    """Say how the two front ends agree about a file, and add what each took to ``times``."""
    start = time.process_time()
    quick = quick_module(data)
    middle = time.process_time()
    try:
        tree = parse("", data)
        thorough = tree.code, len(tree.nodes)
    except SyntaxProblem:
        thorough = None
    times[0] += time.process_time() - middle
    times[1] += middle - start
    if thorough is None:
        return "refused by both" if quick is None else "refused by libcst only"
    if quick is None:
        return "left to libcst"
    return "same" if quick == thorough else "DIFFERENT"


if __name__ == "__main__":
    main()
