"""Conventions: what a name is called, and how it is used.

The last resort of role inference. A convention alone starts no claim about *absence*; it says which
object a ``step`` belongs to in code where the optimizer is a parameter, the commonest shape of all.
"""

from __future__ import annotations

import re
from functools import cache

OPTIMIZER_NAME = re.compile(
    r"(?:^|_)(?:optim(?:izer|iser)?s?|opt|optimizers?)(?:_?[A-Za-z0-9]{0,12})?$|(?:_optimizer|_optim|_opt)$",
    re.I,
)
SCHEDULER_NAME = re.compile(r"sched|warmup|lr_", re.I)
MODEL_NAME = re.compile(
    r"^(?:model|net|network|module|generator|discriminator|critic|actor|policy|encoder|decoder|classifier|netd|netg|backbone|student|ddp_model|raw_model)s?(?:_?\w{0,8})?$"
    r"|(?:_model|_net|_network)$",
    re.I,
)
CRITERION_NAME = re.compile(r"^(?:criterion|criteria|loss_?fn|loss_?func|loss_?function|crit)$", re.I)
SAME_OBJECT_NAME = re.compile(
    r"^(?:de_parallel|unwrap\w*|\w*DDP|\w*DataParallel|fully_shard|prepare_model|compile_model)$"
)
"""Wrappers of other files that return the module they are given, wrapped or unwrapped."""
LOADER_NAME = re.compile(r"loader$|^loader|dataset$|(?:^|_)dl$", re.I)
"""What is called like this hands out data: nothing in it depends on a model that is trained."""
CLIP_NAME = re.compile(r"clip.*grad|grad.*clip")
AMP_NAME = re.compile(r"amp|fp16|half|mixed|precision|autocast|scaler|float16", re.I)
EVALUATION_NAME = re.compile(
    r"(?:^|_|\b)(?:val|vali|valid|validation|validate|validating|test|testing|tests|eval|evaluate|evaluation|dev|infer|inference|predict|prediction)(?:$|_|\b|\d|set|loader|data|iter)|(?:val|valid|test|eval)_?(?:loader|set|data|dl|iter|dataset|ds)",
    re.I,
)
HELD_OUT_NAME = re.compile(
    r"^(?:\w*_)?(?:val|valid|validation|test|eval|dev)_?"
    r"(?:loader|data\w*|dl|ds|set\w*|iter\w*|gen|generator|batches|queue|dl)$"
    r"|^(?:\w*_)?(?:loaders?|data\w*|dl|set|iter|generator|batches|queue)_(?:val|valid|validation|test|eval|dev)$"
    r"|^(?:val|valid|validation|test|eval|dev)$",
    re.I,
)
"""What a loop over data that are there to evaluate goes over."""
ADAPTS_NAME = re.compile(
    r"adapt|tta|ttt|tent|tun|calib|temperature|attack|adversar|prompt|search|arch|meta|maml|inner|shot|support"
    r"|distil|inver|recon|optimi|probe|linear|personal|client|continual|online|unlearn|prun|quant|debug",
    re.I,
)
"""Names of functions that learn from whatever they are given, on purpose."""
METRIC_NAME = re.compile(
    r"loss|acc|correct|crit|metric|argmax|item|score|psnr|ssim|dice|iou|auc|err|mse|mae|perplex|topk|recall|precision|f1|pred|eq$",
    re.I,
)
DELIBERATE_NAME = re.compile(r"mc_?drop|monte|uncertain|recalib|calibrat|update_?bn|bn_?stats|ensembl", re.I)

MODEL_METHODS = {
    "parameters", "named_parameters", "train", "eval", "zero_grad", "load_state_dict", "state_dict",
    "modules", "named_modules", "children", "apply", "requires_grad_", "forward",
}  # fmt: skip

TAKES_LOSS = {"backward", "manual_backward"}
"""Methods of engines nobody knows that take the loss as an argument: ``engine.backward(loss)``."""
CLIPS_INSIDE = {"clip_grad_norm_", "clip_gradients", "clip_grad_value_"}
"""Methods of engines and optimizers nobody knows that clip, unscaling first where needed."""

HARMLESS_CALL = re.compile(
    r"^(?:print|len|str|repr|type|id|isinstance|hasattr|getattr|issubclass|callable|hash|bool|vars|dir|list|tuple|dict|set|"
    r"next|iter|enumerate|zip|range|sorted|reversed|min|max|sum|abs|round|float|int|all|any|map|filter|"
    r"\w*(?:save|saving|checkpoint|ckpt|log|logger|logging|print|report|watch|summary|display|plot|draw|visual|export|dump|"
    r"count|num_|get_lr|set_lr|adjust_|update_lr|learning_rate|warmup|lr_|metric|accuracy|meter|progress|info|debug|"
    r"evaluat|validat|valid|eval|test|infer|predict|sample|generat|ema|seed|barrier|synchronize|add_scalar|add_graph|"
    r"add_histogram|update|add_param_group|describe|profile|flops)\w*)$",
    re.I,
)
"""Calls that may be handed a model or an optimizer without touching its gradients."""


def last(text: str) -> str:
    """Return the last part of a dotted text: what the object itself is called."""
    return text.rpartition(".")[2]


@cache
def is_optimizer(text: str, methods: frozenset[str]) -> bool:
    """Tell whether an object of unknown origin is used and named as an optimizer is."""
    if "backward" in methods or SCHEDULER_NAME.search(last(text)):
        return False
    named = OPTIMIZER_NAME.search(last(text)) is not None
    return "step" in methods and (named or "zero_grad" in methods)


@cache
def is_class(text: str, methods: frozenset[str]) -> bool:
    """Tell whether a name of unknown origin is a class: calling it builds something."""
    return last(text)[:1].isupper() and not methods & MODEL_METHODS


@cache
def is_scaler(text: str, methods: frozenset[str]) -> bool:
    """Tell whether an object of unknown origin is used as a gradient scaler is."""
    return "scale" in methods and bool(methods & {"step", "unscale_", "update"})


@cache
def is_model(text: str, methods: frozenset[str]) -> bool:
    """Tell whether an object of unknown origin is used as a module is."""
    if is_class(text, methods):
        return False
    return bool(methods & {"parameters", "named_parameters"}) or (
        MODEL_NAME.search(last(text)) is not None and (bool(methods & MODEL_METHODS) or not methods)
    )


@cache
def is_harmless(name: str) -> bool:
    """Tell whether a function of this name may get objects without touching their gradients."""
    return HARMLESS_CALL.match(name) is not None


@cache
def is_criterion(name: str) -> bool:
    """Tell whether a thing of this name is a loss function by convention."""
    return CRITERION_NAME.match(name) is not None


@cache
def is_clip(name: str) -> bool:
    """Tell whether a function of this name clips gradients by convention."""
    return CLIP_NAME.search(name) is not None


@cache
def is_wrapper(name: str) -> bool:
    """Tell whether a function of this name returns the module that it is given."""
    return SAME_OBJECT_NAME.match(name) is not None
