"""What a run tells step by step: how it is cut into steps, tabulated, and written for TensorBoard."""

from __future__ import annotations

import importlib
import io
import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from lintrain.reporters.page.timeline import Entry, Repeated, entries, folded
from lintrain.reporters.series import ASCII, BLOCKS, Series, report_series, spark
from lintrain.reporters.tensorboard import scalars, write_tensorboard
from lintrain.reporters.terminal import Terminal
from lintrain.smoking.series import Moment, Point, cycles, telling


def moments(told: str) -> list[Moment]:
    """Return ``event:row`` or ``event:row:owner``, separated by blanks, as moments."""
    parts = [each.split(":") for each in told.split()]
    return [Moment(p[0], "", p[2] if len(p) > 2 else "optimizer", "train.py", int(p[1])) for p in parts]


def told(step: Sequence[Moment]) -> str:
    """Return the events of a step."""
    return " ".join(moment.event for moment in step)


# --- steps ---


def test_an_accumulation_window_is_one_step_and_what_follows_the_last_is_none() -> None:
    window = "Backward:1 Backward:1 Step:2 ZeroGrad:3"
    assert (
        list(map(told, cycles(moments(f"{window} {window} Backward:1"))))
        == ["Backward Backward Step ZeroGrad"] * 2
    )


def test_gradients_that_are_cleared_at_the_top_of_a_loop_are_cleared_for_the_step_that_follows() -> None:
    loop = "ZeroGrad:1 Backward:2 Step:3 ScalerUpdate:4 SchedulerStep:5"
    assert (
        list(map(told, cycles(moments(f"{loop} {loop}"))))
        == ["ZeroGrad Backward Step ScalerUpdate SchedulerStep"] * 2
    )


def test_optimizers_that_take_turns_make_one_step() -> None:
    turn = "Backward:1:d Step:2:d Backward:3:g Step:4:g"
    assert list(map(told, cycles(moments(f"{turn} {turn}")))) == ["Backward Step Backward Step"] * 2


def test_the_step_to_show_is_the_first_that_violates_a_rule_that_was_reported() -> None:
    blamed = Moment("Step", "", "optimizer", "train.py", 2, violated=(("LT1", "train.py", 1),))
    trace = [*moments("Backward:1 Step:2 Backward:1 Step:2 Backward:1"), blamed]
    assert telling(trace, ["LT1"]) == (2, trace[4:])
    assert telling(trace, ["LT2"]) == (1, trace[2:4])
    assert telling(trace[:2], []) == (0, trace[:2])
    assert telling([], []) == (0, [])


def test_the_event_at_the_place_that_is_blamed_is_marked_and_no_other() -> None:
    blamed = Moment("Step", "", "optimizer", "train.py", 2, violated=(("LT1", "train.py", 1),))
    step = [*moments("Forward:1:model Backward:1"), blamed]
    assert [sorted(entry.codes) for entry in entries(step, ["LT1"])] == [[], ["LT1"], []]
    assert not any(entry.codes for entry in entries(step, ["LT2"]))


def test_what_happens_to_two_optimizers_at_once_is_one_entry_and_what_happens_twice_is_two() -> None:
    assert [len(e.states) for e in entries(moments("Backward:1:a Backward:1:b"), [])] == [2]
    assert [len(e.states) for e in entries(moments("Backward:1:a Backward:1:a"), [])] == [1, 1]


def test_groups_that_come_often_are_shown_once() -> None:
    found = entries(moments("ZeroGrad:9 " + "Forward:1:m LossComputed:2 Backward:3 " * 5 + "Step:4"), [])
    rows = folded(found)
    assert [row.event if isinstance(row, Entry) else row for row in rows] == [
        "ZeroGrad",
        "Forward",
        "LossComputed",
        "Backward",
        Repeated(3, 4),
        "Step",
    ]
    twice = entries(moments("Forward:1:m Backward:3 " * 2), [])
    assert folded(twice) == twice


# --- the table ---


class Ascii(io.StringIO):
    """A stream that cannot show blocks."""

    encoding = "ascii"  # type: ignore[assignment]  # what a stream on a pipe says


class Utf8(io.StringIO):
    """A stream that can."""

    encoding = "utf-8"  # type: ignore[assignment]  # as above


POINTS = [
    Point(0, "optimizer", 2.0, 0.1, 3.0, 1.0, 1.0, {"w": 1.0}, {"w": 0.01}),
    Point(1, "optimizer", 1.5, 0.1, 0.5, 1.0),
    Point(2, "optimizer", 1.0, 0.1, 1.0, 1.0, 0.1, {"w": 0.1}, {"w": 0.001}),
]


def test_the_table() -> None:
    stream = Utf8()
    report_series(Terminal(stream), POINTS)
    assert stream.getvalue() == (
        "                       first   last    min   max\n"
        "loss                       2      1      1     2  █▅▁\n"
        "norm at the step           1    0.1    0.1     1  █▁   steps 0, 2\n"
        "update ratio            0.01  0.001  0.001  0.01  █▁   steps 0, 2\n"
        "norm / clip threshold      3      1    0.5     3  █▁▄  clipped in 1 of 3 steps\n"
        "\n"
    )


def test_two_optimizers_have_their_own_rows_and_plain_letters_where_there_are_no_blocks() -> None:
    stream = Ascii()
    report_series(
        Terminal(stream), [Point(s, name, loss=float(s)) for s in range(3) for name in ("d", "g\x1b[0m")]
    )
    assert stream.getvalue() == (
        "                first  last  min  max\n"
        "d: loss             0     2    0    2  _=#\n"
        "g\\x1b[0m: loss      0     2    0    2  _=#\n"
        "\n"
    )


@pytest.mark.parametrize("points", [[], POINTS[:1], [Point(0, "o"), Point(1, "o")]])
def test_nothing_is_shown_where_there_is_no_series(points: list[Point]) -> None:
    stream = Utf8()
    report_series(Terminal(stream), points)
    assert stream.getvalue() == ""


def test_sparklines() -> None:
    assert spark(Series("", (1.0, math.nan, 2.0, math.inf)), ASCII) == "_!#!"
    assert spark(Series("", (5.0, 5.0, 5.0)), BLOCKS) == "▁▁▁"
    assert spark(Series("", (1.0, 1.000001)), BLOCKS) == "▁▁"
    assert spark(Series("", (1e-4, 1e-2, 1.0), True), "abc") == "abc"
    assert len(spark(Series("", tuple(map(float, range(1000)))), BLOCKS)) == 40


# --- TensorBoard ---


def test_tensorboard_reads_back_what_was_measured(tmp_path: Path) -> None:
    write_tensorboard(str(tmp_path / "logs"), POINTS, began=1.0)
    module = importlib.import_module("tensorboard.backend.event_processing.event_accumulator")
    read = module.EventAccumulator(str(tmp_path / "logs"))
    read.Reload()
    found = {tag: [(e.step, e.value) for e in read.Scalars(tag)] for tag in read.Tags()["scalars"]}
    assert found["loss"] == [(0, 2.0), (1, 1.5), (2, 1.0)]
    assert found["clipping/norm_over_threshold"] == [(0, 3.0), (1, 0.5), (2, 1.0)]
    assert found["gradient_norm/w"] == [(0, 1.0), (2, pytest.approx(0.1))]
    assert sorted(found) == sorted({tag for tag, _, _ in scalars(POINTS)})
    assert len(found) == 8


def test_tags_of_several_optimizers_are_kept_apart() -> None:
    points = [Point(0, "d", loss=1.0), Point(0, "g", loss=2.0)]
    assert list(scalars(points)) == [("d/loss", 0, 1.0), ("g/loss", 0, 2.0)]
