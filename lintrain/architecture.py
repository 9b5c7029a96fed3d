"""How a model is built: facts about the classes that are modules, and the layers in them.

They are events without a state, as in :mod:`lintrain.structure`. The static witness reads them from the
source (:mod:`lintrain.survey`), the runtime one from the live modules.
"""

from __future__ import annotations

from dataclasses import dataclass

from lintrain.events import Event, Place


@dataclass(frozen=True, slots=True)
class Unregistered(Event):
    """A module keeps layers in a container that it does not know: ``text`` is the attribute.

    ``container`` is ``list``, ``tuple`` or ``dict``, ``module`` the class of the module, ``layer`` that of
    one of the layers, which is built at ``layer_at`` and called at ``used``. ``prefix`` spells
    ``torch.nn``. ``only_layers`` tells that the container holds nothing else, and that all that is done with
    it can be done with the registered one.
    """

    container: str
    module: str
    layer: str
    layer_at: Place | None = None
    used: Place | None = None
    prefix: str = ""
    only_layers: bool = False


@dataclass(frozen=True, slots=True)
class Normalised(Event):
    """A module divides what it has centred by a bare ``statistic`` (``std``, ``sqrt(var)``), without epsilon.

    ``small`` is where the epsilon is missing: the standard deviation, or the variance under the root.
    """

    statistic: str
    module: str
    small: Place | None = None


@dataclass(frozen=True, slots=True)
class DroppedBeforeNorm(Event):
    """A batch-norm layer gets what a dropout layer gives: ``norm``, which stands at ``norm_at``.

    ``swap`` tells that the two stand side by side and may change places.
    """

    norm: str
    norm_at: Place | None = None
    swap: bool = False


@dataclass(frozen=True, slots=True)
class PostNorm(Event):
    """A transformer of ``depth`` layers normalises behind each residual sum.

    Its layer is built at ``layer_at``. ``warmed`` tells that the program may raise its learning rate slowly,
    ``trained`` that it trains at all.
    """

    depth: int
    layer_at: Place | None = None
    warmed: bool = False
    trained: bool = False


@dataclass(frozen=True, slots=True)
class ConstantWeights(Event):
    """All weights of a ``layer`` get one value, and so do those of the layer ``after`` it."""

    layer: str
    after: str
    layer_at: Place | None = None
    after_at: Place | None = None


@dataclass(frozen=True, slots=True)
class Initialised(Event):
    """Weights are drawn by a ``scheme``, ``Xavier`` or ``He``, as it is without a gain.

    ``activations`` are what gets the results of the layers, hidden ones alone; ``layer`` is one of these,
    built at ``layer_at``, with its activation at ``activation_at``. ``slope`` is that of leaky ones.
    """

    scheme: str
    activations: tuple[str, ...]
    layer: str
    layer_at: Place | None = None
    activation_at: Place | None = None
    slope: float | None = None


@dataclass(frozen=True, slots=True)
class Saturating(Event):
    """Of the layers in one stack ``depth`` saturate, of these ``kinds``, and none normalises."""

    depth: int
    kinds: tuple[str, ...]
