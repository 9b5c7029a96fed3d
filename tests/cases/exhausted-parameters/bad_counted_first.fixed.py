# Their number is printed before the optimizer is built, which then gets none.
import torch


def build(model, rate):
    params = list(p for p in model.parameters() if p.requires_grad)
    print("parameters:", sum(p.numel() for p in params))
    optimizer = torch.optim.Adam(params, lr=rate)  # error: exhausted-parameters
    return optimizer
