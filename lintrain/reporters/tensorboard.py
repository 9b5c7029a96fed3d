"""The series of a run as a TensorBoard event file.

Written here and not in the watched process: what several ranks measured is one series, and a run that had
to be ended has still written all of it. ``tensorboard`` alone is needed, no torch.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping

from lintrain.reporters.series import by_optimizer, clipping
from lintrain.smoking.series import Point

Scalar = tuple[str, int, float]
"""A tag, a step counted from 0, and a number."""


def scalars(points: Iterable[Point]) -> Iterator[Scalar]:
    """Yield all numbers. Where several optimizers train, each has its own group of tags."""
    named = by_optimizer(points)
    for name, own in named.items():
        group = f"{name}/" if len(named) > 1 else ""
        for point in own:
            for tag, value in _numbers(point).items():
                if value is not None:
                    yield f"{group}{tag}", point.step, value


def _numbers(point: Point) -> Mapping[str, float | None]:
    single = {
        "loss": point.loss,
        "learning_rate": point.rate,
        "gradient_norm_total": point.norm,
        "clipping/norm": point.clip_norm,
        "clipping/threshold": point.clip_threshold,
        "clipping/norm_over_threshold": clipping(point),
    }
    norms = {f"gradient_norm/{name}": value for name, value in point.gradients.items()}
    ratios = {f"update_ratio/{name}": value for name, value in point.ratios.items()}
    return {**single, **norms, **ratios}


def write_tensorboard(folder: str, points: Iterable[Point], began: float) -> None:
    """Write an event file into ``folder``, which is made; ``began`` is in seconds since the epoch.

    Raises ``OSError`` where that cannot be done.
    """
    # These are what torch's own `SummaryWriter` writes with.
    writing = importlib.import_module("tensorboard.summary.writer.event_file_writer")
    event = importlib.import_module("tensorboard.compat.proto.event_pb2").Event
    summary = importlib.import_module("tensorboard.compat.proto.summary_pb2").Summary
    writer = writing.EventFileWriter(folder)
    for tag, step, value in scalars(points):
        told = summary(value=[summary.Value(tag=tag, simple_value=value)])
        writer.add_event(event(wall_time=began, step=step, summary=told))
    writer.close()
