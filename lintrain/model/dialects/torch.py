"""Plain torch: which qualified name means what.

Names are those of the public documentation (torch.optim, torch.nn, torch.nn.functional, torch.nn.utils):
https://docs.pytorch.org/docs/stable/index.html. Layers, losses and activations are plain tables; calls that
hand on their argument are rows, as in every dialect.
"""

from __future__ import annotations

from functools import lru_cache

from lintrain.events import Squash
from lintrain.model.dialects._base import WRAPS, Dialect

DEFAULT_DECAY = {"AdamW": 0.01, "NAdamW": 0.01, "Lion": 0.0}
"""Weight decay that a constructor applies when none is given (torch.optim.AdamW: 1e-2)."""

ALIASES = {
    "torch.nn.utils.clip_grad.": "torch.nn.utils.",
    "torch.nn.modules.loss.": "torch.nn.",
    "torch.nn.modules.activation.": "torch.nn.",
    "torch.nn.modules.": "torch.nn.",
    "torch.nn.parallel.distributed.": "torch.nn.parallel.",
    "torch.optim.adamw.": "torch.optim.",
    "torch.optim.adam.": "torch.optim.",
    "torch.optim.sgd.": "torch.optim.",
    "torch.optim.optimizer.": "torch.optim.",
    "torch.cuda.amp.grad_scaler.": "torch.cuda.amp.",
    "torch.amp.grad_scaler.": "torch.amp.",
    "torch.special.": "torch.",
    "torch._C._nn.": "torch.nn.functional.",
}
"""Longer spellings of documented names."""


@lru_cache(maxsize=65_536)
def canonical(name: str) -> str:
    """Return the documented spelling of a qualified name."""
    for prefix, short in ALIASES.items():
        if name.startswith(prefix):
            return short + name[len(prefix) :]
    return name


def optimizer_kind(name: str) -> str | None:
    """Return the class name when ``name`` is an optimizer of torch (``torch.optim.AdamW`` -> ``AdamW``)."""
    head, _, last = name.rpartition(".")
    if head in (
        "torch.optim",
        "torch_optimizer",
        "apex.optimizers",
        "timm.optim",
        "transformers.optimization",
    ) and (last[:1].isupper() or last == "*"):
        return None if last.endswith(("Scheduler", "LR")) else last
    if name in ("transformers.AdamW", "bitsandbytes.optim.AdamW8bit", "lion_pytorch.Lion"):
        return last
    return None


OPEN_MODULES = {
    "torch.optim", "torch.optim.lr_scheduler", "torch_optimizer", "timm.optim", "apex.optimizers",
}  # fmt: skip
"""Modules whose classes are all of one kind: ``getattr(torch.optim, name)`` is an optimizer."""

MEAN_LOSSES = {
    "cross_entropy", "nll_loss", "mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss",
    "binary_cross_entropy", "binary_cross_entropy_with_logits", "hinge_embedding_loss",
    "cosine_embedding_loss", "margin_ranking_loss", "triplet_margin_loss", "multi_margin_loss",
    "multilabel_margin_loss", "multilabel_soft_margin_loss", "soft_margin_loss", "poisson_nll_loss",
    "gaussian_nll_loss", "ctc_loss", "kl_div",
}  # fmt: skip
"""Functions of torch.nn.functional whose default reduction is the mean."""

LOSS_MODULES = {
    "CrossEntropyLoss": "cross_entropy", "NLLLoss": "nll_loss", "MSELoss": "mse_loss", "L1Loss":
    "l1_loss", "SmoothL1Loss": "smooth_l1_loss", "HuberLoss": "huber_loss", "BCELoss":
    "binary_cross_entropy", "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
    "HingeEmbeddingLoss": "hinge_embedding_loss", "CosineEmbeddingLoss": "cosine_embedding_loss",
    "MarginRankingLoss": "margin_ranking_loss", "TripletMarginLoss": "triplet_margin_loss",
    "MultiMarginLoss": "multi_margin_loss", "MultiLabelMarginLoss": "multilabel_margin_loss",
    "MultiLabelSoftMarginLoss": "multilabel_soft_margin_loss", "SoftMarginLoss": "soft_margin_loss",
    "PoissonNLLLoss": "poisson_nll_loss", "GaussianNLLLoss": "gaussian_nll_loss", "CTCLoss": "ctc_loss",
    "KLDivLoss": "kl_div",
}  # fmt: skip
"""Loss classes of torch.nn and the function each applies."""

SQUASHES = {
    "torch.nn.functional.softmax": Squash.SOFTMAX,
    "torch.softmax": Squash.SOFTMAX,
    "torch.nn.functional.log_softmax": Squash.LOG_SOFTMAX,
    "torch.log_softmax": Squash.LOG_SOFTMAX,
    "torch.sigmoid": Squash.SIGMOID,
    "torch.nn.functional.sigmoid": Squash.SIGMOID,
    "torch.expit": Squash.SIGMOID,
}

SQUASH_MODULES = {
    "Softmax": Squash.SOFTMAX,
    "Softmax2d": Squash.SOFTMAX,
    "LogSoftmax": Squash.LOG_SOFTMAX,
    "Sigmoid": Squash.SIGMOID,
}

SQUASH_METHODS = {"softmax": Squash.SOFTMAX, "log_softmax": Squash.LOG_SOFTMAX, "sigmoid": Squash.SIGMOID}

NORMS = {
    "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "SyncBatchNorm", "LazyBatchNorm1d", "LazyBatchNorm2d",
    "LazyBatchNorm3d", "LayerNorm", "GroupNorm", "RMSNorm",
}  # fmt: skip
"""Layers with a scale (and shift) that weight decay should leave alone."""

AFFINE_SWITCH = ("affine", "elementwise_affine")
"""Constructor arguments that take the parameters away."""

LAYER_NORM_INSIDE = {
    "TransformerEncoderLayer", "TransformerDecoderLayer", "Transformer",
}  # fmt: skip
"""Layers of torch.nn that hold LayerNorm and Dropout(0.1) by default (torch.nn.TransformerEncoderLayer)."""

DROPOUTS = {"Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout"}

DROPOUT_FUNCTIONS = {"dropout", "dropout1d", "dropout2d", "dropout3d"}
"""Functions of torch.nn.functional that drop unless they are told ``training=False``."""

LEARNED = {
    "Linear", "LazyLinear", "Bilinear", "Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d",
    "ConvTranspose3d", "LazyConv1d", "LazyConv2d", "LazyConv3d", "LazyConvTranspose1d", "LazyConvTranspose2d",
    "LazyConvTranspose3d", "Embedding", "EmbeddingBag", "RNN", "LSTM", "GRU", "RNNCell", "LSTMCell",
    "GRUCell", "MultiheadAttention", "TransformerEncoder", "TransformerDecoder", "PReLU", *NORMS,
    *LAYER_NORM_INSIDE,
}  # fmt: skip
"""Layers of torch.nn that hold weights."""

CLIPS = {
    "torch.nn.utils.clip_grad_norm_",
    "torch.nn.utils.clip_grad_value_",
    "torch.nn.utils.clip_grad_norm",
    "torch.nn.utils.clip_grads_with_norm_",
}

NORMS_OF = {
    "torch.norm", "torch.linalg.norm", "torch.linalg.vector_norm", "torch.nn.utils.get_total_norm",
}  # fmt: skip
"""Functions that measure what they are given."""

LIMITS_EACH = {"clamp_", "clip_", "clamp_min_", "clamp_max_"}
"""Methods that change a gradient by a limit for each of its entries."""

AUTOCASTS = {
    "torch.autocast": 1, "torch.amp.autocast": 1, "torch.amp.autocast_mode.autocast": 1,
    "torch.cuda.amp.autocast": 1, "torch.cuda.amp.autocast_mode.autocast": 1, "torch.cpu.amp.autocast": 1,
}  # fmt: skip
"""Regions of mixed precision, each with the position of the type among its arguments (torch.autocast)."""

HALVES = {"torch.bfloat16": "bfloat16", "torch.float16": "float16", "torch.half": "float16"}

FULL = {"torch.float32", "torch.float", "torch.float64", "torch.double"}

CASTS = {"half", "float16", "bfloat16"}
"""Words without which no weights are stored in low precision."""

KEEP_MASTERS = {
    "deepspeed",
    "apex",
    "FP16_Optimizer",
    "master_params",
    "master_weights",
    "Accelerator",
    "Fabric",
}
"""Words of programs in which somebody may keep a copy of the weights in full precision."""

AUTOCAST_TYPES = {"cuda": "float16", "cpu": "bfloat16"}
"""What autocast computes in, by device, where nobody says."""

NO_GRAD = {
    "torch.no_grad",
    "torch.inference_mode",
    "torch.autograd.no_grad",
    "torch.autograd.grad_mode.no_grad",
}

DTYPES = {
    "float16", "half", "bfloat16", "float32", "float", "float64", "double", "channels_last",
    "channels_last_3d", "contiguous_format", "preserve_format",
}  # fmt: skip
"""What ``Module.to`` takes besides a device."""

LOADERS = {"torch.utils.data.DataLoader", "torch.utils.data.dataloader.DataLoader"}

KEEPS_PROBABILITIES = {
    "view", "reshape", "squeeze", "unsqueeze", "contiguous", "float", "double", "to", "cuda", "cpu",
    "clone", "flatten", "permute", "transpose", "t", "type", "requires_grad_", "type_as", "view_as",
    "half", "bfloat16", "expand", "repeat", "index_select", "detach",
}  # fmt: skip
"""Tensor methods after which probabilities are still probabilities (of the same classes)."""

NOT_A_LOSS = {
    "item",
    "numpy",
    "tolist",
    "size",
    "dim",
    "numel",
    "argmax",
    "argsort",
    "shape",
    "__len__",
    "is_cuda",
}
"""Tensor methods whose result is no longer attached to the graph."""

REDUCES_MEAN = {"mean", "nanmean"}
REDUCES_SUM = {"sum", "nansum"}

DIALECT = Dialect(
    "torch",
    rows={
        **dict.fromkeys(
            (
                *("torch.compile", "torch.jit.script", "torch.jit.trace", "torch._dynamo.optimize"),
                "torch.autograd.Variable",
            ),
            WRAPS,
        ),
    },
)
