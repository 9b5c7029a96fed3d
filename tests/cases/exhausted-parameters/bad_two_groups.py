# Two groups are picked out of one iterator over names and parameters: the second is empty.
import torch

NO_DECAY = ("bias", "norm")


def build(model, rate):
    named = model.named_parameters()
    groups = [
        {"params": [p for n, p in named if not any(word in n for word in NO_DECAY)], "weight_decay": 0.01},
        {"params": [p for n, p in named if any(word in n for word in NO_DECAY)], "weight_decay": 0.0},  # error: exhausted-parameters
    ]
    return torch.optim.AdamW(groups, lr=rate)
