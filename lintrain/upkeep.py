"""How a program looks after a training: what it keeps of the weights, and what it feeds to them.

Facts as those of :mod:`lintrain.structure`: events without a state.
"""

from __future__ import annotations

from dataclasses import dataclass

from lintrain.events import Event, Place


@dataclass(frozen=True, slots=True)
class WeightsKept(Event):
    """A name is bound to a model's weights themselves, not to a copy of them.

    ``model`` is whose they are, ``state`` the call or the name that gives them. ``trained`` is where training
    changes them afterwards, ``read`` where the name is read after that; ``None`` where that is not certain.
    """

    model: str
    state: Place
    trained: Place | None = None
    read: Place | None = None


@dataclass(frozen=True, slots=True)
class AveragedForward(Event):
    """A model whose weights are the average of another's is evaluated.

    ``layers`` are its batch-norm layers, whose statistics are not averaged with the weights; ``updated`` is
    where the average was last taken, ``measured`` whether the statistics may have been measured anew since.
    ``loop`` is the training loop over ``loader``, where the source shows one; ``device`` what its batches are
    moved to.
    """

    layers: tuple[str, ...]
    updated: Place
    measured: bool
    loop: Place | None = None
    device: str = ""


@dataclass(frozen=True, slots=True)
class AnomalyDetection(Event):
    """The anomaly detection of autograd is switched on.

    ``always`` tells that no flag decides it and nothing switches it off again, ``training`` that a model is
    trained meanwhile.
    """

    always: bool
    training: bool


@dataclass(frozen=True, slots=True)
class LoaderTrained(Event):
    """A data loader was built, and a model is trained on it for more than one epoch.

    ``dataset`` is the class of its data, each item of which has a number; ``fixed`` tells that nobody has
    said in what order they come, so that it is always that of these numbers. ``loop`` is where they are
    trained on.
    """

    dataset: str
    fixed: bool
    loop: Place


@dataclass(frozen=True, slots=True)
class CheckpointSaved(Event):
    """A checkpoint from which a training is to go on is saved: it counts epochs or steps.

    ``lacks`` are the optimizers, schedules and scalers that take part in the training and whose state is not
    in it; ``display`` is the dict.
    """

    lacks: tuple[str, ...]
    display: Place


@dataclass(frozen=True, slots=True)
class FirstRandom(Event):
    """A training program draws its first random numbers, in a call of ``text``.

    ``seeded`` tells that something in sight, or out of sight, may have set a seed.
    """

    seeded: bool


@dataclass(frozen=True, slots=True)
class StoppedEarly(Event):
    """A training ends because a result no longer gets better.

    ``kept`` tells that the best weights are, or may be, kept; ``used`` is where the model is used afterwards.
    """

    model: str
    kept: bool
    used: Place
