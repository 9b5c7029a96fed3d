"""Hugging Face ``Trainer`` and what is derived from it; and models whose layers no configuration changes.

https://huggingface.co/docs/transformers/main_classes/trainer. The trainer sets the mode, divides, scales,
clips, steps
and clears around ``training_step`` and ``compute_loss``; ``prediction_step`` is called in evaluation mode.

The layers are those of ``transformers/models/*/modeling_*.py`` 5.23: each class whose name fits was built
from its own configuration, none of which has an option for what normalises. How much they drop is an option,
so no dropout is certain. ``from_pretrained`` returns a model in evaluation mode, ``from_config`` in training.
"""

from __future__ import annotations

from lintrain.model.dialects._base import Base, Builder, Dialect
from lintrain.model.kinds import Kind

_TRAINER = Base(
    module=False,
    training=frozenset(("training_step",)),
    evaluation=frozenset(("prediction_step",)),
)

LAYER = (
    "Bert|Roberta|XLMRoberta|Camembert|DistilBert|Electra|Albert|MPNet|DebertaV2|Longformer|BigBird|XLNet|Funnel",
    "Bart|MBart|Pegasus|GPT2|GPTNeo|GPTNeoX|GPTJ|ViT|ViTMAE|DeiT|Beit|Swin|CLIP|Blip|Dinov2|LayoutLMv3",
    "Whisper|Wav2Vec2|Hubert",
)
"""Families of models with LayerNorm."""
ROOT = "T5|MT5|Llama|Mistral|Mixtral|Qwen2|Gemma|Phi3|Olmo2"
"""Families with a normalisation by the root of the mean square, in classes of their own."""
BATCH = "ResNet|RegNet|MobileNetV2|EfficientNet"
"""Families with BatchNorm2d."""
_CLASS = r"transformers\.(?:{})(?:Model|For[A-Z]\w+|LMHeadModel|DoubleHeadsModel|VisionModel|TextModel)"
_HELD = (
    ("|".join(LAYER), ("LayerNorm",), ()),
    (ROOT, ("RMSNorm",), ()),
    (BATCH, ("BatchNorm2d",), ("BatchNorm2d",)),
)
_ORGANISATIONS = "google-bert|google|distilbert|FacebookAI|facebook|openai-community|microsoft|albert"
_NAMES = (
    rf"(?:(?:{_ORGANISATIONS})/)?"
    r"(?:(?:bert|distilbert|roberta|xlm-roberta|electra|albert|bart|deberta-v[23]|vit)-[\w.-]+|gpt2(?:-[\w.-]+)?)"
)
"""What checkpoints of the first families are called on the hub; a folder or a variable may hold any model."""


def _builders(families: str, norms: tuple[str, ...], sensitive: tuple[str, ...]) -> tuple[Builder, ...]:
    name = _CLASS.format(families)
    return (
        Builder(rf"{name}(?:\._?from_config)?", norms, sensitive),
        Builder(rf"{name}\.from_pretrained", norms, sensitive, mode=False),
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
    builders=(
        *(builder for held in _HELD for builder in _builders(*held)),
        Builder(
            r"transformers\.AutoModel(?:For[A-Z]\w+)?\.from_pretrained",
            ("LayerNorm",),
            model=_NAMES,
            called="pretrained_model_name_or_path",
            mode=False,
        ),
    ),
    aliases={"transformers.trainer.": "transformers.", "transformers.trainer_seq2seq.": "transformers."},
)
