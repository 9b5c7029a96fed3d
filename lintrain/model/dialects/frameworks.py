"""Frameworks that divide, scale, clear or step by themselves.

What they manage is not claimed about: Accelerate divides inside ``backward`` and skips steps while it
accumulates; a DeepSpeed engine clears in ``step``; Fabric and Lightning scale by themselves.
"""

from __future__ import annotations

MANAGED_BACKWARD = {"backward", "manual_backward"}
"""Methods that take the loss as an argument: ``accelerator.backward(loss)``, ``fabric.backward(loss)``."""

MANAGED_CLIP = {"clip_grad_norm_", "clip_gradients", "clip_grad_value_"}
"""Methods of an engine or a sharded model that clip, unscaling first where needed."""

ENGINES = {
    "accelerate.Accelerator",
    "lightning.fabric.Fabric",
    "lightning.Fabric",
    "lightning_fabric.Fabric",
    "lightning.pytorch.Trainer",
    "pytorch_lightning.Trainer",
    "transformers.Trainer",
}

PREPARES = {"prepare", "setup", "prepare_model", "prepare_optimizer", "setup_module", "setup_optimizers"}
"""Engine methods that return their arguments, wrapped."""
