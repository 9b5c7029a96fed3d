# torchtune divides the gradients by the number of tokens once a window is full.
import torch
from torch.nn import functional as F
from torchtune import training


def train(model, loader, window):
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-5)
    for i, (tokens, labels) in enumerate(loader):
        loss = F.cross_entropy(model(tokens), labels)
        loss.backward()
        if (i + 1) % window == 0:
            training.scale_grads(model, torch.tensor(1 / window))
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
