# Fabric's set-up optimizer clears nothing by itself; the engine comes in as an annotated parameter.
import lightning as L
from torch import nn
from torch.nn import functional as F


def fit(fabric: L.Fabric, model: nn.Module, optimizer, loader):
    for tokens in loader:
        optimizer.zero_grad()
        logits = model(tokens[:, :-1])
        loss = F.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten())
        fabric.backward(loss)  # error: missing-zero-grad
        fabric.clip_gradients(model, optimizer, max_norm=1.0)
        optimizer.step()
