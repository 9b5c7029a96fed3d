"""PyTorch Lightning: a module whose hooks the trainer calls.

https://lightning.ai/docs/pytorch/stable/common/lightning_module.html: around ``validation_step``,
``test_step``
and ``predict_step`` the trainer sets evaluation mode and turns gradients off.
https://lightning.ai/docs/pytorch/stable/model/manual_optimization.html: with ``automatic_optimization =
False``
the module goes backward (``manual_backward`` divides nothing), steps and clears by itself, in every
``training_step``.
"""

from __future__ import annotations

from lintrain.model.dialects._base import Base, Dialect, Gives, Row, Verb, of, quiet, slot
from lintrain.model.kinds import Kind

_MODULE = "lightning.pytorch.LightningModule"
_KEPT = Row(gives=Gives.MEMBER)

DIALECT = Dialect(
    "lightning",
    roles={"lightning.pytorch.Trainer": Kind.ENGINE},
    rows=of(
        _MODULE,
        {
            "manual_backward": Row((Verb.BACKWARD,), managed=False),
            "clip_gradients": Row((Verb.CLIP,), optimizer=slot(0, "optimizer")),
            "optimizers": _KEPT,
            "lr_schedulers": _KEPT,
            "freeze": Row((Verb.EVAL,)),
            "unfreeze": Row((Verb.TRAIN,)),
            **quiet(
                *("log", "log_dict", "print", "save_hyperparameters", "toggle_optimizer"),
                *("untoggle_optimizer", "all_gather"),
            ),
        },
    ),
    bases={
        _MODULE: Base(
            training=frozenset(("training_step",)),
            evaluation=frozenset(
                (
                    *("validation_step", "test_step", "predict_step", "on_validation_batch_start"),
                    *("on_validation_batch_end", "on_test_batch_end", "validation_epoch_end"),
                    *("on_validation_epoch_end", "test_epoch_end", "on_test_epoch_end"),
                    *("validation_step_end", "test_step_end", "on_predict_epoch_end"),
                )
            ),
            manual="automatic_optimization",
        )
    },
    aliases={
        "pytorch_lightning.core.lightning.": "lightning.pytorch.",
        "pytorch_lightning.core.module.": "lightning.pytorch.",
        "pytorch_lightning.core.": "lightning.pytorch.",
        "pytorch_lightning.trainer.": "lightning.pytorch.",
        "pytorch_lightning.": "lightning.pytorch.",
        "lightning.pytorch.core.module.": "lightning.pytorch.",
        "lightning.pytorch.core.": "lightning.pytorch.",
        "lightning.LightningModule": _MODULE,
        "lightning.Trainer": "lightning.pytorch.Trainer",
    },
)
