"""What was measured about the steps of a run, as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from torch import Tensor

from lintrain.events import Place, Reduction


@dataclass(frozen=True, slots=True)
class Measurement:
    """One step of one optimizer. Norms are those of gradients in their true size, without a loss scale.

    - ``step``: which of its steps, counted from 0; ``optimizer``: its name in the program.
    - ``loss``: the sum of the losses that its gradients come from; ``rate``: the learning rate of its first
      group, where it is a plain number.
    - ``clip_norm``: the total norm that a clip by norm has found, ``clip_threshold`` the one that it allows,
      ``None`` where it only measures.

    On sampled steps only:

    - ``norm``: the total norm of the gradients that the step used, after any clip;
    - ``gradients``: the norm of each parameter's gradient, by the parameter's name;
    - ``ratios``: how far the step has moved each weight matrix, over the norm of the matrix before it.

    Both are in the order in which the model calls its layers.
    """

    step: int
    optimizer: str
    loss: float | None = None
    rate: float | None = None
    clip_norm: float | None = None
    clip_threshold: float | None = None
    norm: float | None = None
    gradients: dict[str, float] = field(default_factory=dict)
    ratios: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stepped:
    """A measurement with what rules want to know besides.

    - ``at``: the place of the step, ``backward``: that of the last backward before it.
    - ``scaled``: a loss scaler stands over it, ``scale``: by which the gradients are still multiplied;
      ``clipped``: a clip has limited them; ``reduction``: what is known of their losses.
    - ``matrices``: the names of those parameters that are weight matrices or kernels.
    - ``rising``: whether the learning rate was raised after the step, as in a warm-up, or has been before.
    """

    measurement: Measurement
    at: Place
    backward: Place | None
    scaled: bool
    clipped: bool
    reduction: Reduction
    matrices: frozenset[str] = frozenset()
    rising: bool = False
    scale: float = 1.0


class Clipped(NamedTuple):
    """One clip by norm: what it found, on its device, and what it allows."""

    at: Place
    norm: Tensor
    threshold: float
