"""Hugging Face ``Trainer`` and what is derived from it.

https://huggingface.co/docs/transformers/main_classes/trainer. The trainer sets the mode, divides, scales,
clips, steps
and clears around ``training_step`` and ``compute_loss``; ``prediction_step`` is called in evaluation mode.
"""

from __future__ import annotations

from lintrain.model.dialects._base import Base, Dialect
from lintrain.model.kinds import Kind

_TRAINER = Base(
    module=False,
    training=frozenset(("training_step",)),
    evaluation=frozenset(("prediction_step",)),
)

DIALECT = Dialect(
    "transformers",
    roles={"transformers.Trainer": Kind.ENGINE, "transformers.Seq2SeqTrainer": Kind.ENGINE},
    bases={
        "transformers.Trainer": _TRAINER,
        "transformers.Seq2SeqTrainer": _TRAINER,
        "trl.SFTTrainer": _TRAINER,
        "trl.DPOTrainer": _TRAINER,
        "sentence_transformers.SentenceTransformerTrainer": _TRAINER,
    },
    aliases={"transformers.trainer.": "transformers.", "transformers.trainer_seq2seq.": "transformers."},
)
