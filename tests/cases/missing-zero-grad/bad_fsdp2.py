# fully_shard changes the model in place: its parameters are still the optimizer's, and nobody clears them.
import torch
from torch.distributed.fsdp import fully_shard
from torch.nn import functional as F


def train(model, loader):
    for layer in model.layers:
        fully_shard(layer)
    model = fully_shard(model)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)
    for tokens, labels in loader:
        loss = F.cross_entropy(model(tokens), labels)
        loss.backward()  # error: missing-zero-grad
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
