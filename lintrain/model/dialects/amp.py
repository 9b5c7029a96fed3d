"""Mixed precision: torch.amp, the older torch.cuda.amp, and Apex."""

from __future__ import annotations

SCALERS = {
    "torch.amp.GradScaler",
    "torch.cuda.amp.GradScaler",
    "torch.cpu.amp.GradScaler",
    "torch.amp.grad_scaler.GradScaler",
    "torch.distributed.fsdp.sharded_grad_scaler.ShardedGradScaler",
}

SCALED_ELSEWHERE = {"apex.amp.scale_loss"}
"""Context managers that yield the loss and return gradients to their true size when they end."""

INITIALIZES = {"apex.amp.initialize"}
"""Calls that return the models and the optimizers that they are given, patched."""

MASTER_PARAMS = {"apex.amp.master_params"}
"""Parameters whose gradients are unscaled already."""
