# The checkpoint is made with `dict(...)`-like items of which one has no key to copy.
import torch
from torch import nn

EPOCH, WEIGHTS = "epoch", "weights"


def resume_or_start(model, path, loader, epochs):
    opt = torch.optim.RMSprop(model.parameters(), lr=1e-3)
    saved = torch.load(path)
    model.load_state_dict(saved[WEIGHTS])
    for epoch in range(saved["epoch"], epochs):
        for x, y in loader:
            opt.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            opt.step()
        torch.save({"epoch": epoch, WEIGHTS: model.state_dict()}, path)  # error: incomplete-checkpoint
