# The scaler is taken, and not used.
from torch.nn.utils import clip_grad_norm_


def clip(model, optimizer, scaler):
    clip_grad_norm_(model.parameters(), 1.0)  # error: clip-without-unscale
