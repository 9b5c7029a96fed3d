"""Lightning Fabric: backward and clip through the engine, everything else as in plain torch.

https://lightning.ai/docs/fabric/stable/api/fabric_methods.html. ``fabric.backward`` scales for the precision
in use and divides nothing; ``fabric.clip_gradients`` unscales first; a set-up optimizer's ``step`` steps
through the scaler and clears nothing.
"""

from __future__ import annotations

from lintrain.model.dialects._base import CONTEXT, Dialect, Gives, Row, Verb, of, quiet, slot
from lintrain.model.kinds import Kind

_FABRIC = "lightning.fabric.Fabric"
_SETUP = Row(gives=Gives.ARGUMENTS)

DIALECT = Dialect(
    "fabric",
    roles={_FABRIC: Kind.ENGINE},
    rows=of(
        _FABRIC,
        {
            "backward": Row((Verb.BACKWARD,), loss=slot(0, "tensor"), managed=False),
            "clip_gradients": Row((Verb.CLIP,), optimizer=slot(1, "optimizer")),
            "setup": _SETUP,
            "setup_module": _SETUP,
            "setup_optimizers": _SETUP,
            "setup_dataloaders": Row(gives=Gives.ARGUMENTS),
            "no_backward_sync": CONTEXT,
            "autocast": CONTEXT,
            "init_module": CONTEXT,
            "init_tensor": CONTEXT,
            "rank_zero_first": CONTEXT,
            **quiet(
                "launch", "to_device", "all_reduce", "all_gather", "broadcast", "call", "seed_everything"
            ),
        },
    ),
    aliases={"lightning.Fabric": _FABRIC, "lightning_fabric.": "lightning.fabric."},
)
