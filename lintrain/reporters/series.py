"""What a run measured, in short: a table with a sparkline for each series."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean, median

from lintrain.reporters.terminal import Terminal
from lintrain.reporters.visible import visible
from lintrain.smoking.series import Point

BLOCKS, ASCII = "▁▂▃▄▅▆▇█", "_.-~=+*#"
"""Eight heights, where the encoding has blocks and where it has not."""

WIDE = 40
"""A sparkline of more steps shows means of neighbours."""

HEAD = ("first", "last", "min", "max")


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers over steps. ``logarithmic``: what counts is their magnitude. ``note`` is said after them."""

    name: str
    values: tuple[float, ...]
    logarithmic: bool = False
    note: str = ""


def by_optimizer(points: Iterable[Point]) -> dict[str, list[Point]]:
    """Return the points of each optimizer, in the order of their steps."""
    ordered = sorted(points, key=lambda point: (point.optimizer, point.step))
    return {name: list(own) for name, own in groupby(ordered, key=lambda point: point.optimizer)}


def ratio(point: Point) -> float | None:
    """Return the median of the update ratios that were measured at a step."""
    return median(point.ratios.values()) if point.ratios else None


def clipping(point: Point) -> float | None:
    """Return how many times its threshold a clip has found the gradients to be."""
    return (
        point.clip_norm / point.clip_threshold
        if point.clip_norm is not None and point.clip_threshold
        else None
    )


def acted(points: Iterable[Point]) -> str:
    """Say how often a clip has made gradients smaller, or nothing where there was none."""
    found = [value for point in points if (value := clipping(point)) is not None]
    return f"clipped in {sum(value > 1 for value in found)} of {len(found)} steps" if found else ""


def series(points: Sequence[Point]) -> list[Series]:
    """Return what one optimizer's points have to show; a single number is no series."""
    steps = [point.step for point in points if point.sampled]
    sampled = f"steps {', '.join(map(str, steps))}" if len(steps) <= 8 else f"{len(steps)} sampled steps"
    found = [
        Series("loss", _known(point.loss for point in points)),
        Series("norm at the step", _known(point.norm for point in points), True, sampled),
        Series("update ratio", _known(map(ratio, points)), True, sampled),
        Series("norm / clip threshold", _known(map(clipping, points)), True, acted(points)),
    ]
    return [each for each in found if len(each.values) > 1]


def report_series(terminal: Terminal, points: Iterable[Point]) -> None:
    """Print the table and an empty line, unless there is nothing to show."""
    named = by_optimizer(points)
    found = [(name, each) for name, own in named.items() for each in series(own)]
    if not found:
        return
    labels = [f"{visible(name)}: {each.name}" if len(named) > 1 else each.name for name, each in found]
    cells = [_cells(each.values) for _, each in found]
    left = max(map(len, labels))
    widths = [max(map(len, column)) for column in zip(HEAD, *cells, strict=True)]
    marks = _marks(terminal)
    sparks = [spark(each, marks) for _, each in found]
    terminal.line((_row("", left, HEAD, widths), "quiet"))
    for label, row, (_, each), drawn in zip(labels, cells, found, sparks, strict=True):
        note = f"{'':{max(map(len, sparks)) - len(drawn)}}  {each.note}" if each.note else ""
        terminal.line(_row(label, left, row, widths), "  ", (drawn, "witness"), (note, "quiet"))
    terminal.line()


def spark(each: Series, marks: str) -> str:
    """Draw numbers as heights; what is not finite, as ``!``."""
    values = [_height(value, each.logarithmic) for value in each.values]
    size = math.ceil(len(values) / WIDE)
    heights = [_mean(values[index : index + size]) for index in range(0, len(values), size)]
    finite = [height for height in heights if height is not None]
    low, span = min(finite, default=0.0), max(finite, default=0.0) - min(finite, default=0.0)
    # Less than a hundredth of the value, or of a power of ten, is no change to look at.
    steady = span < (0.01 if each.logarithmic else 0.01 * abs(low + span))
    top = 0 if steady else len(marks) - 1
    return "".join("!" if h is None else marks[round((h - low) / (span or 1.0) * top)] for h in heights)


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if len(known) == len(values) else None


def _height(value: float, logarithmic: bool) -> float | None:
    if not math.isfinite(value):
        return None
    return math.log10(max(value, 1e-30)) if logarithmic else value


def _known(values: Iterable[float | None]) -> tuple[float, ...]:
    return tuple(value for value in values if value is not None)


def _cells(values: Sequence[float]) -> tuple[str, ...]:
    finite = [value for value in values if math.isfinite(value)] or [math.nan]
    return tuple(f"{value:.4g}" for value in (values[0], values[-1], min(finite), max(finite)))


def _row(label: str, left: int, cells: Sequence[str], widths: Sequence[int]) -> str:
    return f"{label:<{left}}" + "".join(f"  {cell:>{w}}" for cell, w in zip(cells, widths, strict=True))


def _marks(terminal: Terminal) -> str:
    try:
        BLOCKS.encode(terminal.stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return BLOCKS
