# If the first optimizer cannot be built, the second gets the parameters.
import torch


def build(model):
    params = model.parameters()
    try:
        optimizer = torch.optim.AdamW(params, lr=1e-3, fused=True)
    except RuntimeError:
        optimizer = torch.optim.AdamW(params, lr=1e-3)
    return optimizer
