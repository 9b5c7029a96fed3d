"""Events and states in a few words each, for people who ask what the witness saw."""

from __future__ import annotations

import re

from lintrain.architecture import Unregistered
from lintrain.events import (
    Averaged,
    Backward,
    Clip,
    ClipShards,
    Differentiated,
    Dropped,
    EditGrads,
    Event,
    Forward,
    LoadWeights,
    LossComputed,
    Mode,
    Moved,
    OptimizerBuilt,
    ReduceGrads,
    Reduction,
    ScalerUpdate,
    SchedulerStep,
    Step,
    Unoptimized,
    Unscale,
    Updated,
    ZeroGrad,
)
from lintrain.facts import State
from lintrain.protocol import Gradients, ModelState, Phase, Training
from lintrain.structure import Called
from lintrain.upkeep import CheckpointSaved, FirstRandom, LoaderTrained, StoppedEarly, WeightsKept

NAMES: dict[type[Event], str] = {
    Backward: "backward",
    Called: "call",
    Clip: "clip",
    ClipShards: "norm of gradients",
    Dropped: "dropout without the mode",
    EditGrads: "edit of gradients",
    Averaged: "average of weights",
    Forward: "forward",
    LoadWeights: "weights loaded",
    LossComputed: "loss",
    Moved: "model moved",
    OptimizerBuilt: "optimizer built",
    ReduceGrads: "gradients reduced by hand",
    ScalerUpdate: "scaler update",
    SchedulerStep: "schedule",
    Step: "step",
    Unscale: "unscale",
    Unregistered: "unregistered layer",
    Updated: "training of a model",
    ZeroGrad: "zero_grad",
    CheckpointSaved: "checkpoint",
    FirstRandom: "random draw",
    LoaderTrained: "training loader",
    StoppedEarly: "early stop",
    WeightsKept: "kept state",
}


def name_of(event: Event) -> str:
    """Return what an event is called."""
    if isinstance(event, Mode):
        return "train mode" if event.training else "eval mode"
    return noun_of(type(event))


def noun_of(event: type[Event]) -> str:
    """Return what events of a type are called: by the words of its name where nothing better is known."""
    return NAMES.get(event) or " ".join(_WORD.findall(event.__name__)).lower()


_WORD = re.compile(r"[A-Z][a-z0-9]*")


def is_plain(event: Event) -> bool:
    """Tell whether an event says nothing that another one of the same place does not say."""
    match event:
        case Differentiated(cut=cut, lost=lost):
            return cut is None and lost is None
        case Unoptimized(names=names):
            return not names
        case _:
            return False


def detail_of(event: Event) -> str:
    """Return what else is known of an event."""
    return ", ".join(filter(None, _details(event)))


def _details(event: Event) -> list[str]:
    match event:
        case Backward(loss=loss):
            scaled = f"scaled by {loss.scaler or 'a scaler'}" if loss.scaled_at is not None else ""
            reduced = "" if loss.reduction is Reduction.UNKNOWN else f"{loss.reduction.value} over the batch"
            return [reduced, "divided" if loss.normalised else "", scaled]
        case Clip(limits=limits):
            return ["" if limits else "only measures"]
        case Step(scaler=scaler, window=window):
            by = f"through {scaler}" if scaler else ""
            return [by, "every few passes" if window is not None else ""]
        case Forward(grad=grad, evaluation=evaluation):
            return ["" if grad else "no grad", f"evaluates: {evaluation}" if evaluation else ""]
        case LossComputed(criterion=criterion, input=given):
            return [criterion, f"given {given.kind.value}" if given is not None else ""]
        case OptimizerBuilt(kind=kind, decay=decay, norms=norms):
            held = f"holds {', '.join(norms)}" if norms else ""
            return [kind, f"decay {decay}" if decay else "", held]
        case _:
            return []


def state_words(state: State) -> str:
    """Return a state in a few words: ``pending, scaled``."""
    return ", ".join(filter(None, _gradients(state) if isinstance(state, Gradients) else _model(state)))


def _gradients(state: Gradients) -> list[str]:
    used = state.consumed is not None and state.phase is not Phase.SPENT
    return [
        state.phase.value,
        "not cleared since a step" if state.stale is not None else "after a step" if used else "",
        "accumulated" if state.repeated is not None else "",
        "" if state.scaled is None else "unscaled" if state.unscaled else "scaled",
        "edited" if state.edited else "",
    ]


def _model(state: ModelState) -> list[str]:
    mode = "mode unknown" if state.mode is Training.UNKNOWN else f"{state.mode.value} mode"
    return [mode, "trained" if state.trained else "", "restored" if state.loaded else ""]


def is_unknown(state: State | None) -> bool:
    """Tell whether nothing is certain in a state."""
    if isinstance(state, Gradients):
        return state.phase is Phase.UNKNOWN
    return isinstance(state, ModelState) and state.mode is Training.UNKNOWN
