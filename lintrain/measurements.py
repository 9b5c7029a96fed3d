"""What was measured about a running program: numbers, each taken at one optimizer step.

They are events without a state, and the runtime witness alone produces them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from lintrain.events import Event, Reduction


@dataclass(frozen=True, slots=True)
class Measured(Event):
    """A number was taken from a running program at optimizer step ``step`` (counted from 0).

    ``value`` is what it is, ``usual`` what it is compared with, if anything; ``name`` is the layer or
    parameter that it belongs to. What it measures is said by the subclass.
    """

    step: int
    name: str
    value: float
    usual: float | None = None


class Birth(Enum):
    """Where a value that is not finite was born: of inputs that were all finite, except for ``DATA``."""

    DATA = "data"
    WEIGHTS = "weights"
    FORWARD = "forward"
    LOSS = "loss"
    BACKWARD = "backward"


@dataclass(frozen=True, slots=True)
class NotFinite(Measured):
    """A loss, a gradient or a weight is NaN or infinite (``value``), for the first time in the run.

    It is followed back to where it was born; ``name`` is the input, parameter, module or loss function
    there. What is not finite elsewhere, such as a mask of infinities, and reaches none of the three is
    no such event. ``scaled`` tells that a loss scaler stands over it, which skips a step on overflow.
    """

    born: Birth = Birth.LOSS
    scaled: bool = False


@dataclass(frozen=True, slots=True)
class GradientNorm(Measured):
    """The total norm of the gradients that an optimizer is about to consume, in their true size.

    ``usual`` is the median of the norms measured before, ``None`` where there are fewer than five.
    ``clipped`` tells that a clip has limited them, ``reduction`` what is known of their losses.
    """

    clipped: bool = False
    reduction: Reduction = Reduction.UNKNOWN


@dataclass(frozen=True, slots=True)
class LayerGradients(Measured):
    """How gradients fade on their way back through a model.

    ``value`` is the mean norm of the gradients of the weight matrices in the first third of the model,
    in the order in which they are called, ``usual`` that in the last third; ``name`` and ``late`` are a
    layer of each. ``losses`` are the mean losses of the first and of the second half of the steps so far.
    """

    late: str = ""
    losses: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class ZeroUnits(Measured):
    """``value`` is the share of a ReLU layer's units (channels) that were zero for all that was seen.

    That is ``samples`` samples in ``batches`` batches of different steps, in training mode.
    """

    batches: int = 1
    samples: int = 1


@dataclass(frozen=True, slots=True)
class StepRatio(Measured):
    """``value`` is how far a step moved a weight matrix, over the norm of the matrix before it."""


@dataclass(frozen=True, slots=True)
class Unreached(Measured):
    """No backward has reached trainable parameters of a model (``names``) in ``value`` steps: all so far.

    The model was called with gradients before some backward of each of those steps, and an optimizer
    holds the parameters.
    """

    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActivationScale(Measured):
    """``value`` is the root mean square of the outputs of a model's last hidden layer with weights.

    ``usual`` is that of its first one, which is called ``first``.
    """

    first: str = ""


@dataclass(frozen=True, slots=True)
class OverfitLoss(Measured):
    """``value`` is the loss after ``step`` steps on one and the same batch, ``usual`` that of the first."""


@dataclass(frozen=True, slots=True)
class ClippedShare(Measured):
    """``value`` is the share of ``clips`` steps in which a clip made the gradients smaller.

    ``usual`` is the median of norm over threshold before the clip.
    """

    clips: int = 0


@dataclass(frozen=True, slots=True)
class RankSpread(Measured):
    """``value`` is by how much the sum of a parameter's entries, or of their sizes, differs between ranks.

    That is after a step. The parameter belongs to a model that data parallelism holds equal on all of them;
    ``usual`` is the sum of the entries' sizes.
    """


@dataclass(frozen=True, slots=True)
class KeptGraphs(Measured):
    """``value`` counts the earlier steps whose graph is still held, ``usual`` all of them."""
