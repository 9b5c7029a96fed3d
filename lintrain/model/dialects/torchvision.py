"""torchvision: builders of models that hold certain layers, whatever they are told.

https://docs.pytorch.org/vision/stable/models.html, and the files of ``torchvision/models``.
"""

from __future__ import annotations

from lintrain.model.dialects._base import Builder, Dialect

BATCH = ("BatchNorm2d",)
HELD = {
    "alexnet|vgg(?!\\w*_bn)": ((), ("Dropout",)),
    r"vgg\w*_bn": (BATCH, ("Dropout",)),
    "resnet|resnext|wide_resnet|densenet|mobilenet|efficientnet|mnasnet|shufflenet|regnet": (BATCH, BATCH),
    "googlenet|inception": (BATCH, BATCH),
    "vit_|swin_|convnext": (("LayerNorm",), ()),
}
"""What a model of torchvision is called, with its norms and the layers that mind the mode."""

DIALECT = Dialect(
    "torchvision",
    builders=(
        *(Builder(rf"torchvision\.models\.(?:{name})\w*(?:\.\w+)?", *held) for name, held in HELD.items()),
        *(
            Builder(r"torchvision\.models\.get_model", *held, model=rf"(?:{name})\w*", called="name")
            for name, held in HELD.items()
        ),
    ),
)
