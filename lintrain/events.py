"""The alphabet: what happens to gradients, modes and losses in a training program.

Both witnesses speak it. The static one (:mod:`lintrain.flow`) produces these events for every path
of the source; the runtime one (:mod:`lintrain.runtime`) produces them from the one trace that really
happened. :mod:`lintrain.protocol` says how each of them moves the state, and a rule is a predicate
over ``(state before, event)``.

Nothing here knows syntax, torch or any rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in a program.

    ``key`` identifies the place inside ``path``: for the static witness the number of the syntax node
    (turned into lines and columns only when something is reported about it, because computing
    positions costs more than parsing), for the runtime witness the number of a call site.
    """

    path: str
    key: int


class Reduction(Enum):
    """How a loss was reduced over the batch, as far as it is known."""

    MEAN = "mean"
    SUM = "sum"
    UNKNOWN = "unknown"


class Squash(Enum):
    """The activation that turned scores into probabilities."""

    SOFTMAX = "softmax"
    LOG_SOFTMAX = "log_softmax"
    SIGMOID = "sigmoid"


@dataclass(frozen=True, slots=True)
class Squashed:
    """Evidence that a tensor holds (log-)probabilities.

    ``in_model`` is true when the activation stands in the model's own ``forward`` (or is a layer of
    a ``Sequential``), ``source`` is the text of the scores that went in, where it is known.
    """

    kind: Squash
    at: Place
    in_model: bool = False
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """Evidence that no gradient leads through a tensor.

    ``how`` is the operation as PyTorch calls it (``detach``, ``argmax``), ``hard`` tells that it has no
    useful derivative, ``whole`` that what comes out of it is the loss itself.
    """

    how: str
    at: Place
    hard: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Risk:
    """A function whose value or gradient is not finite at the edge of what it is given: ``log``, ``sqrt``."""

    function: str
    at: Place


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a loss that nobody reads: it is overwritten ``by`` an assignment, or just dropped."""

    by: Place | None = None


@dataclass(frozen=True, slots=True)
class LossTerm:
    """What is known about the tensor that ``backward`` is called on.

    ``scaler`` names the loss scaler whose ``scale()`` was applied (``scaled_at``), ``normalised`` is
    true when the loss was divided or multiplied by something on its way, ``managed`` when a framework
    (Accelerate, DeepSpeed, Fabric, ...) divides and scales by itself. ``divisors`` are the plain numbers
    by which all of it was divided, where they could be read (a loss times 0.25 is divided by 4). ``foreign``
    tells that code which cannot be seen had a part in it, and may have scaled it.
    """

    text: str = field(default="", compare=False)
    models: frozenset[str] | None = field(default=None, compare=False)
    scaler: str | None = None
    scaled_at: Place | None = None
    normalised: bool = False
    reduction: Reduction = Reduction.UNKNOWN
    managed: bool = False
    divisors: tuple[float, ...] = ()
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """An accumulation window: several backwards that one step consumes.

    ``size`` is the text of the window's length where the guard shows it without doubt, else ``None``;
    ``length`` is how many there were in a run, or will be, where the guard shows a number. ``targets``
    counts what each of the losses was averaged over (labels that are not ignored), where that was counted.
    ``uneven`` tells that the losses were not all divided by the same numbers, as when each gets its share of
    a batch. A run calls a window ``settled`` when it is not the first of its optimizer: one alone may be
    something else.
    """

    guard: Place
    size: str | None
    length: int | None = None
    targets: tuple[float, ...] = ()
    uneven: bool = False
    settled: bool = True


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens at a place. ``text`` is the acting object as the source writes it."""

    at: Place
    text: str


@dataclass(frozen=True, slots=True)
class OptimizerBuilt(Event):
    """An optimizer is constructed.

    ``kind`` is the class name (``AdamW``), ``decay`` the text of a weight decay that is certainly not
    zero (``None`` otherwise), ``default_decay`` tells that it is the constructor's own default.
    ``norms`` lists the normalisation layers of the model whose parameters were all given in one
    group; it is empty whenever the model is not resolved or the parameters are split already.
    ``decoupled`` tells that the decay is kept out of the gradient, or may be.
    """

    kind: str
    model: str
    decay: str | None
    default_decay: bool
    norms: tuple[str, ...]
    norm_at: Place | None = None
    decoupled: bool = False


@dataclass(frozen=True, slots=True)
class WeightsHeld(Event):
    """An optimizer of torch's own updates weights that are stored as ``precision``, since ``cast``."""

    precision: str
    cast: Place | None = None


@dataclass(frozen=True, slots=True)
class ZeroGrad(Event):
    """Gradients are cleared (``zero_grad``, ``p.grad = None``, ``p.grad.zero_()``).

    ``guarded`` tells that a condition of its own decides in every round of the loop whether it happens,
    so that it is not known what has happened before it: in a run, it is.
    """

    guarded: bool = False


@dataclass(frozen=True, slots=True)
class Backward(Event):
    """Gradients are produced and added to those already held.

    ``autocast`` tells that it runs inside an autocast region. ``reduced`` tells whether data
    parallelism averages the gradients over the ranks (decided by the forward pass), ``reducible``
    whether it would where backward stands (outside of ``no_sync``); both are ``None`` on one rank.
    """

    loss: LossTerm = field(default_factory=LossTerm)
    autocast: bool = False
    reduced: bool | None = None
    reducible: bool | None = None


@dataclass(frozen=True, slots=True)
class Differentiated(Event):
    """Backward is called on ``text``.

    ``cut`` tells why no gradient comes out of it, where that is certain, ``lost`` why none comes out of one
    of its terms. ``forced``: the tensor was told to require a gradient, so that PyTorch does not complain.
    """

    cut: Cut | None = None
    lost: Cut | None = None
    forced: bool = False


@dataclass(frozen=True, slots=True)
class ReadGrads(Event):
    """The size of gradients matters: ``how`` is what measures them (``norm``), or limits each by itself."""

    how: str = "norm"


@dataclass(frozen=True, slots=True)
class LossScaled(Event):
    """A loss scaler that is certainly switched on scales a loss.

    ``precision`` is the type to which autocast took the forward pass (``bfloat16``), empty where that is not
    known; ``built`` is where the scaler was made.
    """

    precision: str = ""
    built: Place | None = None


@dataclass(frozen=True, slots=True)
class Descaling(Event):
    """Gradients are used, and a loss scaler returns them to their true size for it, if ``scaler`` names one.

    ``certain`` tells that it is a scaler of torch's kind, which divides once between two updates, and that
    it is switched on.
    """

    scaler: str | None = None
    certain: bool = False


@dataclass(frozen=True, slots=True)
class Unscale(Descaling):
    """``scaler.unscale_(optimizer)``: gradients return to their true size."""


@dataclass(frozen=True, slots=True)
class Clip(Event):
    """Gradients are limited.

    ``limits`` is false for a clip that only measures (``max_norm=inf``), ``managed`` is true when a
    framework's own clip is used, which unscales first; ``guarded`` as for :class:`ZeroGrad`.
    """

    limits: bool = True
    managed: bool = False
    guarded: bool = False


@dataclass(frozen=True, slots=True)
class EditGrads(Event):
    """Gradients are changed by hand (``p.grad.div_(n)``)."""


@dataclass(frozen=True, slots=True)
class ClipShards(Event):
    """The norm of gradients is taken where each rank holds only its shard of them.

    ``sharded`` says whether the parameters certainly are those of a ``FullyShardedDataParallel`` model;
    ``receiver`` tells that the call names it itself, as ``text``.
    """

    sharded: bool
    receiver: bool = False


@dataclass(frozen=True, slots=True)
class Moved(Event):
    """A model is moved to a device for the first time; ``optimizer`` is where one was built for it before."""

    optimizer: Place | None = None


@dataclass(frozen=True, slots=True)
class ReduceGrads(Event):
    """Gradients are summed or averaged over the ranks by hand.

    ``reduced`` says whether data parallelism has averaged them already, ``None`` where that is not known;
    ``averages`` that the call divides by the number of ranks itself.
    """

    reduced: bool | None
    averages: bool = False


@dataclass(frozen=True, slots=True)
class Averaged(Event):
    """The weights as they are go into a running average of a model's weights."""


@dataclass(frozen=True, slots=True)
class Step(Descaling):
    """The optimizer consumes the gradients; ``scaler`` names the scaler that performs it, if any.

    ``happened`` tells that a run has made it: what a single step shows may be an exception.
    """

    window: Window | None = None
    happened: bool = False


@dataclass(frozen=True, slots=True)
class ScalerUpdate(Event):
    """``scaler.update()``: every optimizer may be unscaled and stepped again."""


class Pace(Enum):
    """How a schedule's own unit compares with the loop in which it is advanced."""

    TOO_OFTEN = "too often"
    """It counts epochs, and advances with every batch."""
    TOO_SELDOM = "too seldom"
    """It counts batches, and advances with every epoch."""


@dataclass(frozen=True, slots=True)
class SchedulerStep(Event):
    """A learning-rate schedule advances.

    ``kind`` is its class (``StepLR``), where that is known; ``given`` tells that it is told something (a
    metric, an epoch), or may be. ``guarded``: a condition of its own decides about it in every round of its
    loop, or it stands in no loop that trains. ``later`` is the step of its optimizer that always comes behind
    it in the same round. ``pace`` is what its length says about the loop, ``length`` how that is written,
    ``built`` where; ``divisors`` are the texts of what a count of batches was divided by to make it.
    """

    kind: str = ""
    given: bool = True
    guarded: bool = False
    later: Place | None = None
    pace: Pace | None = None
    length: str = ""
    built: Place | None = None
    divisors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LearningRate(Event):
    """A step is made at the learning rate ``value``; ``kind`` is the optimizer's class.

    ``step`` counts the steps of this optimizer from 0, where they were counted.
    """

    kind: str
    value: float
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Unoptimized(Event):
    """Trainable parameters of a model receive gradients, and nobody ever changes them.

    ``names`` are the parameters. ``stale`` tells that the optimizer holds others in their stead, of a
    model that is gone: it was built before the model was copied or replaced. ``step`` is one of its steps,
    ``replaced`` where the model is built anew, where the source shows them.
    """

    names: tuple[str, ...]
    stale: bool = False
    step: Place | None = None
    replaced: Place | None = None


@dataclass(frozen=True, slots=True)
class Updated(Event):
    """A step changes the weights of a model that was called, with gradients, at ``forward``.

    ``sensitive`` lists the layers that are in evaluation mode and behave differently there; ``evaluating``
    says that the model is in that mode, of whose layers nothing is known.
    """

    forward: Place
    sensitive: tuple[str, ...] = ()
    evaluating: bool = False


@dataclass(frozen=True, slots=True)
class FrozenCalled(Event):
    """A model is called for training: its ``part`` is frozen, and its ``layers`` keep statistics.

    ``aside`` tells that the part has been put into evaluation mode since, or may have been.
    """

    part: str
    layers: tuple[str, ...]
    frozen: Place | None = None
    aside: bool = False


@dataclass(frozen=True, slots=True)
class SteppedOnHeldOut(Event):
    """An optimizer steps on ``data`` that are there to evaluate; on others it steps at ``trained``."""

    data: str
    trained: Place


@dataclass(frozen=True, slots=True)
class LoadWeights(Event):
    """A model's weights are restored from a checkpoint."""


@dataclass(frozen=True, slots=True)
class Mode(Event):
    """A model is put into training or evaluation mode.

    ``deliberate`` marks training mode that is asked for inside an evaluation (MC dropout, batch-norm
    recalibration): whoever writes that means it.
    """

    training: bool
    deliberate: bool = False


@dataclass(frozen=True, slots=True)
class Forward(Event):
    """A model is called.

    ``grad`` is false under ``no_grad`` or ``inference_mode``; ``evaluation`` says why this call is
    certainly an evaluation (the text of the loader or the function that shows it, empty if it has no
    name), else ``None``;
    ``sensitive`` lists the layers whose behaviour depends on the mode, ``None`` when the model is not
    resolved; ``region`` is the outermost statement of the evaluation, where a mode would be set;
    ``in_vain`` tells that it records a graph that nobody wants; ``infers`` that the program trains nothing
    and sets no mode, so that restored weights are there to predict with.
    """

    grad: bool = True
    evaluation: str | None = None
    sensitive: tuple[str, ...] | None = None
    region: Place | None = None
    in_vain: bool = False
    infers: bool = False


@dataclass(frozen=True, slots=True)
class LossComputed(Event):
    """A loss function is applied. ``criterion`` is its canonical name (``cross_entropy``).

    ``scores`` tells that the input certainly is no probability and no logarithm of one: it comes right
    out of a linear layer or a convolution, the ``layer``. ``shapes`` are those of input and target
    where both had to be expanded to fit each other, so that the loss compares every pair. ``swapped`` tells
    that the input is data and the target what a model made of it. ``built`` is where the criterion was
    constructed, ``fate`` what becomes of a loss that no backward is ever called on. ``blind`` tells that a
    run has no graph at hand, so that nothing says where the input comes from.
    """

    criterion: str
    input: Squashed | None = None
    scores: bool = False
    shapes: tuple[tuple[int, ...], tuple[int, ...]] | None = None
    layer: Place | None = None
    swapped: bool = False
    built: Place | None = None
    fate: Fate | None = None
    blind: bool = False


@dataclass(frozen=True, slots=True)
class Dropped(Event):
    """Dropout acts although the module around it is in evaluation mode.

    ``call`` is the function (``dropout``, ``scaled_dot_product_attention``, ``Dropout``), ``rate`` its
    probability, ``module`` the class whose ``forward`` calls it. ``seen`` tells that a run has met it in
    that mode; otherwise the source has nothing that could switch it off, ``rate`` is ``None`` where it is
    not written out, ``receiver`` is what the method calls its object, ``rate_at`` where the rate stands.
    """

    call: str
    rate: float | None
    module: str
    seen: bool = True
    receiver: str = ""
    rate_at: Place | None = None


@dataclass(frozen=True, slots=True)
class BatchNormalised(Event):
    """A batch-norm layer in training mode takes its statistics over ``batch`` samples on one device.

    ``layer`` is where one is built, ``wrapped`` where models are given to data parallelism: the source shows
    that.
    """

    kind: str
    batch: int
    layer: Place | None = None
    wrapped: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class NormalisedApart(Event):
    """Under data parallelism a batch-norm layer takes its statistics over the ``batch`` of one rank alone."""

    kind: str
    batch: int


@dataclass(frozen=True, slots=True)
class EpochSampled(Event):
    """A shuffling distributed sampler starts a pass over the data; ``repeated``: in the order of the last.

    The source shows more: ``built`` is where the sampler is made, ``loop`` the loop that makes one pass after
    the other, ``sampler`` how the sampler is called there, and ``guard`` the condition on which it is one.
    """

    repeated: bool
    built: Place | None = None
    loop: Place | None = None
    sampler: str = ""
    guard: str = ""
