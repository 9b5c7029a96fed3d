# Must be silent: one optimizer per parameter, clipped, stepped and cleared inside a post-accumulate hook.
import torch
from torch import nn


def fuse_optimizer(model: nn.Module, lr: float, max_norm: float):
    optimizers = {p: torch.optim.Adam([p], lr=lr, foreach=False) for p in model.parameters()}

    def hook(parameter: torch.Tensor) -> None:
        torch.nn.utils.clip_grad_norm_([parameter], max_norm)
        optimizers[parameter].step()
        optimizers[parameter].zero_grad()

    for p in model.parameters():
        p.register_post_accumulate_grad_hook(hook)
    return optimizers


def train(model, loader):
    fuse_optimizer(model, lr=1e-5, max_norm=1.0)
    for batch in loader:
        loss = model(**batch).loss
        loss.backward()
