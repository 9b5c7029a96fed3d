"""timm: a loss scaler that is called, and does everything from backward to step; and models by name.

https://github.com/huggingface/pytorch-image-models/blob/main/timm/utils/cuda.py. With ``need_update=False``
it
only goes backward. Neither divides nor clears.

The layers are those of ``timm/models`` 1.0: each of its 1,302 models whose name fits was built and looked
through. Dropout is off unless ``drop_rate`` says more, ``norm_layer`` may replace what normalises.
"""

from __future__ import annotations

from lintrain.model.dialects._base import Builder, Dialect, If, Row, Verb, slot

_NEEDED = If(slot(6, "need_update"), True)
_NATIVE = Row(
    (Verb.BACKWARD, _NEEDED, Verb.UNSCALE, Verb.CLIP, Verb.STEP, Verb.SCALER_UPDATE),
    optimizer=slot(1, "optimizer"),
    managed=False,
)
_APEX = Row((Verb.BACKWARD, _NEEDED, Verb.CLIP, Verb.STEP), optimizer=slot(1, "optimizer"), managed=False)

BATCH = "|".join(
    (
        r"(?:tf_|legacy_|gluon_)?(?:se|eca)?(?:resnet\d+[bcdst]*|resnext\d+[bcd]?_\d+x\d+d)",
        r"wide_resnet\d+_\d|densenet\d+|(?:tf_)?efficientnet_(?:b\d|lite\d|em|es|el)|(?:tf_)?efficientnetv2_\w+",
        r"(?:tf_)?mobilenetv[23]_\w+|mnasnet_\d+|vgg\d+_bn|xception|inception_v[34]|inception_resnet_v2",
        r"dpn\d+b?|dla\d+|hrnet_w\d+|res2net\d+_\w+|resnest\d+d|ghostnet_\d+|repvgg_\w+|rexnet_\d+",
    )
)
"""Names of models with BatchNorm2d."""
LAYER = "|".join(
    (
        r"vit_(?:tiny|small|base|large|huge)_patch\d+_\d+|beit(?:v2)?_(?:base|large)_patch\d+_\d+|mixer_\w+",
        r"deit3?_(?:tiny|small|base|medium|large)_(?:distilled_)?patch\d+_\d+",
        r"swinv?2?_(?:tiny|small|base|large)_\w+|convnext(?!\w*_rms)_\w+",
    )
)
"""Names of models with LayerNorm."""
_MODEL = r"(?:hf[-_]hub:)?(?:timm/)?(?:{})(?:\..+)?"
_DIRECT = r"timm\.models\.(?:\w+\.)?(?:{})"
_NORM = frozenset(("norm_layer",))
_BATCH = ("BatchNorm2d",)

DIALECT = Dialect(
    "timm",
    builders=(
        Builder(
            "timm.create_model",
            ("BatchNorm2d",),
            ("BatchNorm2d",),
            model=_MODEL.format(BATCH),
            switches=_NORM,
        ),
        Builder("timm.create_model", ("LayerNorm",), model=_MODEL.format(LAYER), switches=_NORM),
        Builder(_DIRECT.format(BATCH), _BATCH, _BATCH, switches=_NORM),
        Builder(_DIRECT.format(LAYER), ("LayerNorm",), switches=_NORM),
        Builder(r"timm\.models\.vision_transformer\.VisionTransformer", ("LayerNorm",), switches=_NORM),
    ),
    rows={"timm.utils.NativeScaler.__call__": _NATIVE, "timm.utils.ApexScaler.__call__": _APEX},
    aliases={
        "timm.utils.cuda.": "timm.utils.",
        "timm.models.create_model": "timm.create_model",
        "timm.models.factory.create_model": "timm.create_model",
        "timm.models._factory.create_model": "timm.create_model",
    },
)
