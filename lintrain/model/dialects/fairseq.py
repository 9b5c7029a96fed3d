"""fairseq: optimizers that go backward, multiply and clip, and tasks whose steps the trainer calls.

https://fairseq.readthedocs.io/en/latest/optim.html, https://fairseq.readthedocs.io/en/latest/tasks.html.
Whether an
optimizer scales the loss, and when it returns gradients to their size, depends on its class.
"""

from __future__ import annotations

from lintrain.model.dialects._base import Base, Dialect, Row, Verb
from lintrain.model.kinds import Kind

_TASK = Base(
    module=False,
    training=frozenset(("train_step",)),
    evaluation=frozenset(("valid_step", "inference_step")),
)

DIALECT = Dialect(
    "fairseq",
    methods={
        Kind.OPTIMIZER: {
            "backward": Row((Verb.BACKWARD,), settled=False),
            "multiply_grads": Row((Verb.EDIT_GRADS,)),
            "clip_grad_norm": Row((Verb.CLIP,)),
            "all_reduce_grads": Row((Verb.EDIT_GRADS,)),
        }
    },
    bases={
        "fairseq.tasks.FairseqTask": _TASK,
        "fairseq.tasks.LegacyFairseqTask": _TASK,
        "fairseq.tasks.translation.TranslationTask": _TASK,
        "fairseq.models.BaseFairseqModel": Base(),
        "fairseq.models.FairseqEncoderDecoderModel": Base(),
        "fairseq.criterions.FairseqCriterion": Base(),
    },
    aliases={"fairseq.tasks.fairseq_task.": "fairseq.tasks."},
)
