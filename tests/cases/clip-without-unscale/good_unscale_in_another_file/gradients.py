# The gradients are divided by the scale before they are limited.
from torch.nn.utils import clip_grad_norm_


def clip(model, optimizer, scaler):
    scaler.unscale_(optimizer)
    clip_grad_norm_(model.parameters(), 1.0)
